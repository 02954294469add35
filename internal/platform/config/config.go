// Package config is the typed configuration: defaults, then a YAML file, then environment variables ONEDOOR_*.
// Its reference in docs/configuration.md is generated from the struct (Reference), so it cannot lag behind.
package config

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"time"

	"github.com/caarlos0/env/v11"
	"go.yaml.in/yaml/v3"

	"onedoor/internal/platform/fault"
)

// ErrInvalid is returned for a configuration that cannot be used; its message names the setting.
var ErrInvalid = fault.New(400, "config.invalid", "配置有误。")

// Config holds every setting. The tag doc is the reference's text.
type Config struct {
	Data   string `yaml:"data" env:"DATA" doc:"Data directory: database, attachments, keys." default:"./data"`
	Listen string `yaml:"listen" env:"LISTEN" doc:"Address of the HTTP server." default:"127.0.0.1:8080"`
	Node   int    `yaml:"node" env:"NODE" doc:"Number of this process, 0–63; must differ between processes on one Postgres." default:"0"`

	Store   Store   `yaml:"store" envPrefix:"STORE_"`
	HTTP    HTTP    `yaml:"http" envPrefix:"HTTP_"`
	Session Session `yaml:"session" envPrefix:"SESSION_"`
	Crypto  Crypto  `yaml:"crypto" envPrefix:"CRYPTO_"`
	City    City    `yaml:"city" envPrefix:"CITY_"`
	Follow  Follow  `yaml:"followup" envPrefix:"FOLLOWUP_"`
	Files   Files   `yaml:"files" envPrefix:"FILES_"`
	Log     Log     `yaml:"log" envPrefix:"LOG_"`
	Trace   Trace   `yaml:"trace" envPrefix:"TRACE_"`
}

// Store says where the rows are.
type Store struct {
	Engine string `yaml:"engine" env:"ENGINE" doc:"sqlite (embedded, one process) or postgres." default:"sqlite"`
	URL    string `yaml:"url" env:"URL" doc:"postgres:// URL; only for postgres." secret:"true"`
	Lanes  int    `yaml:"lanes" env:"LANES" doc:"Writing transactions side by side; only for postgres." default:"4"`
}

// HTTP bounds the server.
type HTTP struct {
	PublicURL   string        `yaml:"public_url" env:"PUBLIC_URL" doc:"Address that citizens use, for links in messages; empty: taken from listen."`
	ReadTimeout time.Duration `yaml:"read_timeout" env:"READ_TIMEOUT" doc:"Longest time for a request to arrive." default:"60s"`
	StopTimeout time.Duration `yaml:"stop_timeout" env:"STOP_TIMEOUT" doc:"Longest wait for requests under way when stopping." default:"20s"`
	ProxyHeader string        `yaml:"proxy_header" env:"PROXY_HEADER" doc:"Header in which a trusted reverse proxy gives the client's address, such as X-Real-IP; empty: none is trusted."`
}

// Session bounds how long people stay signed in.
type Session struct {
	Lifetime time.Duration `yaml:"lifetime" env:"LIFETIME" doc:"How long a sign-in lasts." default:"12h"`
	Secure   bool          `yaml:"secure" env:"SECURE" doc:"Send the cookie by HTTPS only." default:"false"`
}

// Crypto chooses algorithms and the key.
type Crypto struct {
	Suite   string `yaml:"suite" env:"SUITE" doc:"intl (SHA-256, AES-256-GCM) or gm (SM3, SM4-GCM). Fixed when the data directory is made." default:"intl"`
	KeyFile string `yaml:"key_file" env:"KEY_FILE" doc:"Master key file; empty: keys/master.key in the data directory. Never part of a backup: keep a copy elsewhere."`
}

// City names the installation.
type City struct {
	Name         string `yaml:"name" env:"NAME" doc:"Name of the city, on screens and messages." default:"一门市"`
	Hotline      string `yaml:"hotline" env:"HOTLINE" doc:"The hotline's number." default:"12345"`
	NumberPrefix string `yaml:"number_prefix" env:"NUMBER_PREFIX" doc:"Letters before receipt numbers." default:"YM"`
}

// Follow sets the follow-up.
type Follow struct {
	MaxAttempts int           `yaml:"max_attempts" env:"MAX_ATTEMPTS" doc:"Calls before a citizen counts as unreachable." default:"3"`
	LinkDays    int           `yaml:"link_days" env:"LINK_DAYS" doc:"Days that a citizen may rate by link before the telephone list takes over." default:"1"`
	RetryAfter  time.Duration `yaml:"retry_after" env:"RETRY_AFTER" doc:"Least time between two calls." default:"4h"`
}

// Files bounds attachments.
type Files struct {
	MaxMB int    `yaml:"max_mb" env:"MAX_MB" doc:"Largest attachment, in MB." default:"20"`
	Font  string `yaml:"font" env:"FONT" doc:"TrueType font with Chinese letters for PDF; empty: looked for where Debian's fonts-droid-fallback puts it."`
}

// Log sets the log.
type Log struct {
	Level  string `yaml:"level" env:"LEVEL" doc:"debug, info, warn or error." default:"info"`
	Format string `yaml:"format" env:"FORMAT" doc:"text or json." default:"text"`
}

// Trace sends traces.
type Trace struct {
	Endpoint string `yaml:"endpoint" env:"ENDPOINT" doc:"OTLP/HTTP collector, such as http://127.0.0.1:4318; empty: no traces."`
}

// Prefix begins the name of every environment variable.
const Prefix = "ONEDOOR_"

// Load reads defaults, the file (if path is not empty), and the environment. Unknown settings are refused.
func Load(path string) (Config, error) {
	var c Config
	if err := defaults(&c); err != nil {
		return c, err
	}
	if path != "" {
		text, err := os.ReadFile(path) //nolint:gosec // the operator's own file
		if errors.Is(err, fs.ErrNotExist) {
			return c, ErrInvalid.WithMessage("没有找到配置文件 %s。", path).Wrap(err)
		}
		if err != nil {
			return c, fmt.Errorf("config: %w", err)
		}
		d := yaml.NewDecoder(bytes.NewReader(text))
		d.KnownFields(true)
		if err := d.Decode(&c); err != nil && len(bytes.TrimSpace(text)) > 0 {
			return c, ErrInvalid.WithMessage("配置文件 %s 有误：%v", path, err).Wrap(err)
		}
	}
	if err := env.ParseWithOptions(&c, env.Options{Prefix: Prefix, DefaultValueTagName: "-"}); err != nil {
		return c, ErrInvalid.WithMessage("环境变量有误：%v", err).Wrap(err)
	}
	return c, c.check()
}

func defaults(c *Config) error {
	if err := env.ParseWithOptions(c, env.Options{Environment: map[string]string{}, DefaultValueTagName: "default"}); err != nil {
		return fmt.Errorf("config: defaults: %w", err)
	}
	return nil
}

func (c Config) check() error {
	switch {
	case c.Data == "":
		return ErrInvalid.WithMessage("data 不能为空：请指定数据目录。")
	case c.Store.Engine != "sqlite" && c.Store.Engine != "postgres":
		return ErrInvalid.WithMessage("store.engine 应为 sqlite 或 postgres，现为 %q。", c.Store.Engine)
	case c.Store.Engine == "postgres" && c.Store.URL == "":
		return ErrInvalid.WithMessage("store.engine 为 postgres 时须填写 store.url。")
	case c.Crypto.Suite != "intl" && c.Crypto.Suite != "gm":
		return ErrInvalid.WithMessage("crypto.suite 应为 intl 或 gm，现为 %q。", c.Crypto.Suite)
	case c.Node < 0 || c.Node > 63:
		return ErrInvalid.WithMessage("node 应在 0 到 63 之间，现为 %d。", c.Node)
	case c.Files.MaxMB < 1 || c.Files.MaxMB > 2048:
		return ErrInvalid.WithMessage("files.max_mb 应在 1 到 2048 之间，现为 %d。", c.Files.MaxMB)
	case c.Follow.MaxAttempts < 1:
		return ErrInvalid.WithMessage("followup.max_attempts 至少为 1。")
	}
	return nil
}

// DatabasePath is the embedded database's file.
func (c Config) DatabasePath() string { return filepath.Join(c.Data, "onedoor.db") }

// BlobDir is where attachments are.
func (c Config) BlobDir() string { return filepath.Join(c.Data, "blobs") }

// KeyPath is the master key's file.
func (c Config) KeyPath() string {
	if c.Crypto.KeyFile != "" {
		return c.Crypto.KeyFile
	}
	return filepath.Join(c.Data, "keys", "master.key")
}

// Setting is one line of the reference.
type Setting struct {
	Name, Env, Default, Doc string
	Secret                  bool
}

// Reference lists every setting, in the order of the struct.
func Reference() []Setting { return walk(reflect.TypeFor[Config](), "", Prefix) }

func walk(t reflect.Type, name, envName string) []Setting {
	var list []Setting
	for i := range t.NumField() {
		f := t.Field(i)
		if prefix := f.Tag.Get("envPrefix"); prefix != "" {
			list = append(list, walk(f.Type, name+f.Tag.Get("yaml")+".", envName+prefix)...)
			continue
		}
		list = append(list, Setting{Name: name + f.Tag.Get("yaml"), Env: envName + f.Tag.Get("env"), Default: f.Tag.Get("default"),
			Doc: f.Tag.Get("doc"), Secret: f.Tag.Get("secret") == "true"})
	}
	return list
}

// Markdown is the reference as docs/configuration.md.
func Markdown() string {
	var b strings.Builder
	b.WriteString("# Configuration\n\nGenerated by `onedoor config reference`; do not edit. A setting comes from its default, then the file given with\n" +
		"`--config`, then its environment variable.\n\n| setting | environment | default | meaning |\n|---|---|---|---|\n")
	for _, s := range Reference() {
		def := s.Default
		if def == "" {
			def = "–"
		}
		fmt.Fprintf(&b, "| `%s` | `%s` | %s | %s |\n", s.Name, s.Env, def, s.Doc)
	}
	return b.String()
}
