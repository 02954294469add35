// Package config is the typed configuration: defaults, then a YAML file, then environment variables ONEDOOR_*.
// Its reference in docs/configuration.md is generated from the struct (Reference), so it cannot lag behind.
package config

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"reflect"
	"slices"
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
	Anchor  Anchor  `yaml:"anchor" envPrefix:"ANCHOR_"`
	City    City    `yaml:"city" envPrefix:"CITY_"`
	Follow  Follow  `yaml:"followup" envPrefix:"FOLLOWUP_"`
	Remit   Remit   `yaml:"remit" envPrefix:"REMIT_"`
	SMS     SMS     `yaml:"sms" envPrefix:"SMS_"`
	Partner Partner `yaml:"partner" envPrefix:"PARTNER_"`
	CTI     CTI     `yaml:"cti" envPrefix:"CTI_"`
	Files   Files   `yaml:"files" envPrefix:"FILES_"`

	Vault     Vault     `yaml:"vault" envPrefix:"VAULT_"`
	Catalogue Catalogue `yaml:"catalogue" envPrefix:"CATALOGUE_"`
	Exchange  Exchange  `yaml:"exchange" envPrefix:"EXCHANGE_"`
	Speech    Speech    `yaml:"speech" envPrefix:"SPEECH_"`

	Memory Memory `yaml:"memory" envPrefix:"MEMORY_"`

	Log   Log   `yaml:"log" envPrefix:"LOG_"`
	Trace Trace `yaml:"trace" envPrefix:"TRACE_"`
}

// Store says where the rows are.
type Store struct {
	Engine string `yaml:"engine" env:"ENGINE" doc:"sqlite (embedded, one process) or postgres." default:"sqlite"`
	URL    string `yaml:"url" env:"URL" doc:"postgres:// URL; only for postgres." secret:"true"`
	Lanes  int    `yaml:"lanes" env:"LANES" doc:"Writing transactions side by side; only for postgres." default:"4"`
}

// HTTP bounds the server.
type HTTP struct {
	PublicURL   string        `yaml:"public_url" env:"PUBLIC_URL" doc:"Address that citizens use, for links in messages; empty: the address of listen, which only serves for trying out."`
	ReadTimeout time.Duration `yaml:"read_timeout" env:"READ_TIMEOUT" doc:"Longest time for a request to arrive." default:"60s"`
	StopTimeout time.Duration `yaml:"stop_timeout" env:"STOP_TIMEOUT" doc:"Longest wait for requests under way when stopping." default:"20s"`
	DrainTime   time.Duration `yaml:"drain_time" env:"DRAIN_TIME" doc:"How long a server that was asked to stop goes on serving while /readyz says that it is not ready: longer than a load balancer takes to notice. 0: it stops at once." default:"0s"`
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

// Anchor says where signed anchors of the history are kept, and how often one is made.
type Anchor struct {
	Dir   string        `yaml:"dir" env:"DIR" doc:"Directory of the anchors that prove the history unchanged; never inside the data directory, and best copied to another machine. Empty: the data directory's path with .anchors behind it."`
	Every time.Duration `yaml:"every" env:"EVERY" doc:"How often an anchor is made; one is also made when the server stops." default:"24h"`
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
	LinkDays    int           `yaml:"link_days" env:"LINK_DAYS" doc:"Days that a citizen may rate by link before the telephone list takes over, where no time-limit preset has a limit for the follow-up." default:"1"`
	MinSample   int           `yaml:"min_sample" env:"MIN_SAMPLE" doc:"Least number of answers for which a rate is compared; below it 样本不足." default:"10"`
	RetryAfter  time.Duration `yaml:"retry_after" env:"RETRY_AFTER" doc:"Least time between two calls." default:"4h"`
}

// Remit sets what happens when a request is refused.
type Remit struct {
	AppealDays int `yaml:"appeal_days" env:"APPEAL_DAYS" doc:"Natural days after a refusal on which an appeal is taken." default:"15"`
}

// SMS sets the gateway for text messages up, both ways; see internal/door/sms for the exchange.
type SMS struct {
	URL    string `yaml:"url" env:"URL" doc:"Address of the gateway that outbound text messages are posted to; empty: none are sent."`
	Secret string `yaml:"secret" env:"SECRET" doc:"Shared secret of the signatures, at least 16 characters; empty: POST /sms/inbound refuses." secret:"true"`
}

// Partner sets the exchange of orders with other systems; partners themselves are entered on their screen.
type Partner struct {
	RetryFirst time.Duration `yaml:"retry_first" env:"RETRY_FIRST" doc:"Pause after a message to a partner failed for the first time; it doubles, to an hour at most." default:"5s"`
}

// CTI sets how other call centres are heard; they themselves are entered on their screen.
type CTI struct {
	GapWait     time.Duration `yaml:"gap_wait" env:"GAP_WAIT" doc:"How long an event of another call centre's call waits for missing ones before it." default:"20s"`
	LostAfter   time.Duration `yaml:"lost_after" env:"LOST_AFTER" doc:"After how long without an event another call centre's call is ended as interrupted." default:"4h"`
	RetryFirst  time.Duration `yaml:"retry_first" env:"RETRY_FIRST" doc:"Pause after a recording could not be fetched for the first time; it doubles, to an hour at most." default:"10s"`
	RecordingMB int           `yaml:"recording_mb" env:"RECORDING_MB" doc:"Largest recording of another call centre's call, in MiB." default:"100"`
}

// Files bounds attachments.
type Files struct {
	MaxMB int    `yaml:"max_mb" env:"MAX_MB" doc:"Largest attachment, in MB." default:"20"`
	Font  string `yaml:"font" env:"FONT" doc:"TrueType font with Chinese letters for PDF; empty: looked for where Debian's fonts-droid-fallback puts it."`
}

// Vault bounds how many identities one person opens.
type Vault struct {
	RevealAlert  int           `yaml:"reveal_alert" env:"REVEAL_ALERT" doc:"Identities and originals that one person may open within the window before supervisors and auditors are told." default:"60"`
	RevealStop   int           `yaml:"reveal_stop" env:"REVEAL_STOP" doc:"The number within the window beyond which nothing more is opened for that person." default:"300"`
	RevealWindow time.Duration `yaml:"reveal_window" env:"REVEAL_WINDOW" doc:"The window that these are counted in." default:"1h"`
}

// Catalogue sets the dispatch catalogue.
type Catalogue struct {
	FourEyes bool `yaml:"four_eyes" env:"FOUR_EYES" doc:"A version of the dispatch catalogue is published by somebody who did not write it." default:"true"`
}

// Exchange sets the telephone exchange up; one node of an installation has it.
type Exchange struct {
	Plan        string        `yaml:"plan" env:"PLAN" doc:"File with trunks, accounts and queues (see operations.md); empty: this node has no telephone exchange."`
	Bind        string        `yaml:"bind" env:"BIND" doc:"Address that signalling and sound listen on." default:"127.0.0.1"`
	Advertise   string        `yaml:"advertise" env:"ADVERTISE" doc:"Address that peers reach the exchange by; empty: the one it is bound to."`
	Public      string        `yaml:"public" env:"PUBLIC" doc:"Address that browsers reach the exchange by; empty: that of advertise."`
	BrowserBind string        `yaml:"browser_bind" env:"BROWSER_BIND" doc:"Address that the sound of browsers listens on; empty: that of bind."`
	BrowserPort int           `yaml:"browser_port" env:"BROWSER_PORT" doc:"UDP port of the sound of all browsers; 0: browsers are no telephones here." default:"19999"`
	STUN        string        `yaml:"stun" env:"STUN" doc:"STUN server that browsers are told of, such as stun:192.0.2.1:3478; seldom needed, since the exchange's address is known."`
	TURNPort    int           `yaml:"turn_port" env:"TURN_PORT" doc:"Port of the relay (TURN) for browsers whose network lets no UDP through, by UDP and TCP; 0: none." default:"0"`
	Guests      int           `yaml:"guests" env:"GUESTS" doc:"Calls from the portal at a time; 0: none are taken." default:"20"`
	Keep        time.Duration `yaml:"keep" env:"KEEP" doc:"How long a seat whose telephone was lost is kept, with its call, before the call goes back to its queue." default:"60s"`
	SIPPort     int           `yaml:"sip_port" env:"SIP_PORT" doc:"Port of SIP over UDP and TCP." default:"5060"`
	TLSPort     int           `yaml:"tls_port" env:"TLS_PORT" doc:"Port of SIP over TLS; 0: none." default:"0"`
	TLSCert     string        `yaml:"tls_cert" env:"TLS_CERT" doc:"Certificate file for SIP over TLS (PEM)."`
	TLSKey      string        `yaml:"tls_key" env:"TLS_KEY" doc:"Key file for SIP over TLS (PEM)."`
	MediaFrom   int           `yaml:"media_from" env:"MEDIA_FROM" doc:"First UDP port of sound; a call takes two." default:"20000"`
	MediaTo     int           `yaml:"media_to" env:"MEDIA_TO" doc:"Last UDP port of sound." default:"29999"`
	Sounds      string        `yaml:"sounds" env:"SOUNDS" doc:"Folder of announcements (WAV, 8 kHz, mono); empty: tones."`
	Record      bool          `yaml:"record" env:"RECORD" doc:"Calls are recorded, sealed, below recordings in the data directory." default:"true"`
}

// Speech says who turns sound into words and words into sound.
type Speech struct {
	Recognizer      string `yaml:"recognizer" env:"RECOGNIZER" doc:"Who understands what is said: none, funasr (WebSocket, on premises) or openai (any server of that protocol)." default:"none"`
	RecognizerURL   string `yaml:"recognizer_url" env:"RECOGNIZER_URL" doc:"Its address: ws:// or wss:// of funasr; of openai the part before /v1."`
	RecognizerKey   string `yaml:"recognizer_key" env:"RECOGNIZER_KEY" doc:"Key of openai." secret:"true"`
	RecognizerModel string `yaml:"recognizer_model" env:"RECOGNIZER_MODEL" doc:"Model of openai."`
	RecognizerWords string `yaml:"recognizer_words" env:"RECOGNIZER_WORDS" doc:"Words that are likely to be said here, separated by commas, each with a weight from 1 to 100 after a colon if need be, such as 公积金:20,康宁路; 10 if absent."`
	Voice           string `yaml:"voice" env:"VOICE" doc:"Who says announcements, and texts of outreach robots, that were not recorded: none, openai (any server of that protocol) or espeak (the program espeak-ng of this machine; for trials)." default:"none"`
	VoiceURL        string `yaml:"voice_url" env:"VOICE_URL" doc:"Address of openai, the part before /v1."`
	VoiceKey        string `yaml:"voice_key" env:"VOICE_KEY" doc:"Key of openai." secret:"true"`
	VoiceModel      string `yaml:"voice_model" env:"VOICE_MODEL" doc:"Model of openai."`
	VoiceName       string `yaml:"voice_name" env:"VOICE_NAME" doc:"Voice of openai."`
}

// Memory bounds what the server takes.
type Memory struct {
	Percent int `yaml:"percent" env:"PERCENT" doc:"How much of the machine's memory, or of its container's, the server keeps to; near it, unused memory is given back more often. The variable GOMEMLIMIT goes before it." default:"50"`
	Growth  int `yaml:"growth" env:"GROWTH" doc:"By how many percent memory in use may grow before what is unused is collected: more costs memory, less costs processor time. The variable GOGC goes before it." default:"400"`
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
	case c.Memory.Percent < 1 || c.Memory.Percent > 100, c.Memory.Growth < 10 || c.Memory.Growth > 10000:
		return ErrInvalid.WithMessage("memory.percent 应在 1 到 100 之间，memory.growth 应在 10 到 10000 之间。")
	case c.Node < 0 || c.Node > 63:
		return ErrInvalid.WithMessage("node 应在 0 到 63 之间，现为 %d。", c.Node)
	case c.Anchor.Every < time.Minute:
		return ErrInvalid.WithMessage("anchor.every 至少为 1m（一分钟），现为 %s。", c.Anchor.Every)
	case c.Files.MaxMB < 1 || c.Files.MaxMB > 2048:
		return ErrInvalid.WithMessage("files.max_mb 应在 1 到 2048 之间，现为 %d。", c.Files.MaxMB)
	case c.SMS.URL != "" && c.SMS.Secret == "", c.SMS.Secret != "" && len(c.SMS.Secret) < 16:
		return ErrInvalid.WithMessage("sms.secret 至少 16 个字符；填写 sms.url 时必须填写。")
	case c.SMS.URL != "" && !strings.HasPrefix(c.SMS.URL, "http://") && !strings.HasPrefix(c.SMS.URL, "https://"):
		return ErrInvalid.WithMessage("sms.url 应以 http:// 或 https:// 开头。")
	case c.Vault.RevealAlert < 1, c.Vault.RevealStop <= c.Vault.RevealAlert:
		return ErrInvalid.WithMessage("vault.reveal_alert 至少为 1，vault.reveal_stop 须大于它。")
	case c.Vault.RevealWindow < time.Minute, c.Vault.RevealWindow > 24*time.Hour:
		return ErrInvalid.WithMessage("vault.reveal_window 应在 1m 到 24h 之间，现为 %s。", c.Vault.RevealWindow)
	case c.Partner.RetryFirst < time.Millisecond || c.Partner.RetryFirst > time.Hour:
		return ErrInvalid.WithMessage("partner.retry_first 应在 1ms 到 1h 之间，现为 %s。", c.Partner.RetryFirst)
	case c.CTI.GapWait < time.Second || c.CTI.GapWait > 10*time.Minute || c.CTI.LostAfter < 10*time.Minute || c.CTI.LostAfter > 48*time.Hour:
		return ErrInvalid.WithMessage("cti.gap_wait 应在 1s 到 10m 之间，cti.lost_after 应在 10m 到 48h 之间。")
	case c.CTI.RetryFirst < time.Millisecond || c.CTI.RetryFirst > time.Hour || c.CTI.RecordingMB < 1 || c.CTI.RecordingMB > 1000:
		return ErrInvalid.WithMessage("cti.retry_first 应在 1ms 到 1h 之间，cti.recording_mb 应在 1 到 1000 之间。")
	case c.Exchange.Plan != "" && (c.Exchange.MediaFrom < 1024 || c.Exchange.MediaTo > 65535 || c.Exchange.MediaTo-c.Exchange.MediaFrom < 3):
		return ErrInvalid.WithMessage("exchange.media_from 和 exchange.media_to 应在 1024 到 65535 之间，至少相差 3。")
	case c.Exchange.BrowserPort < 0 || c.Exchange.BrowserPort > 65535 || c.Exchange.TURNPort < 0 || c.Exchange.TURNPort > 65535:
		return ErrInvalid.WithMessage("exchange.browser_port 和 exchange.turn_port 应在 0 到 65535 之间。")
	case c.Exchange.Guests < 0 || c.Exchange.Guests > 1000:
		return ErrInvalid.WithMessage("exchange.guests 应在 0 到 1000 之间，现为 %d。", c.Exchange.Guests)
	case c.Exchange.Keep < 5*time.Second || c.Exchange.Keep > 10*time.Minute:
		return ErrInvalid.WithMessage("exchange.keep 应在 5s 到 10m 之间，现为 %s。", c.Exchange.Keep)
	case c.Exchange.TLSPort != 0 && (c.Exchange.TLSCert == "" || c.Exchange.TLSKey == ""):
		return ErrInvalid.WithMessage("填写 exchange.tls_port 时须填写 exchange.tls_cert 和 exchange.tls_key。")
	case !slices.Contains([]string{"none", "funasr", "openai"}, c.Speech.Recognizer):
		return ErrInvalid.WithMessage("speech.recognizer 应为 none、funasr 或 openai，现为 %q。", c.Speech.Recognizer)
	case !slices.Contains([]string{"none", "openai", "espeak"}, c.Speech.Voice):
		return ErrInvalid.WithMessage("speech.voice 应为 none、openai 或 espeak，现为 %q。", c.Speech.Voice)
	case c.Speech.Recognizer == "funasr" && !address(c.Speech.RecognizerURL, "ws", "wss"):
		return ErrInvalid.WithMessage("speech.recognizer_url 应以 ws:// 或 wss:// 开头。")
	case c.Speech.Recognizer == "openai" && !address(c.Speech.RecognizerURL, "http", "https"):
		return ErrInvalid.WithMessage("speech.recognizer_url 应以 http:// 或 https:// 开头。")
	case c.Speech.Voice == "openai" && !address(c.Speech.VoiceURL, "http", "https"):
		return ErrInvalid.WithMessage("speech.voice_url 应以 http:// 或 https:// 开头。")
	case c.Speech.Hotwords() == nil:
		return ErrInvalid.WithMessage("speech.recognizer_words 应为以逗号分隔的词，冒号后可跟 1 到 100 的权重，现为 %q。", c.Speech.RecognizerWords)
	case c.Follow.MinSample < 1:
		return ErrInvalid.WithMessage("followup.min_sample 至少为 1。")
	case c.Follow.MaxAttempts < 1:
		return ErrInvalid.WithMessage("followup.max_attempts 至少为 1。")
	}
	return nil
}

// address tells whether a text is a whole address of one of the schemes.
func address(text string, schemes ...string) bool {
	u, err := url.Parse(text)
	return err == nil && u.Host != "" && slices.Contains(schemes, u.Scheme)
}

// VoiceDir is where announcements are kept that a voice has said.
func (c Config) VoiceDir() string { return filepath.Join(c.Data, "voice") }

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

// AnchorDir is where the anchors are: beside the data directory, unless the operator says otherwise.
func (c Config) AnchorDir() string {
	if c.Anchor.Dir != "" {
		return c.Anchor.Dir
	}
	data, err := filepath.Abs(c.Data)
	if err != nil {
		data = filepath.Clean(c.Data) // the working directory is gone; what is made there fails with a reason
	}
	return data + ".anchors"
}

// RecordingDir is where recordings of calls are.
func (c Config) RecordingDir() string { return filepath.Join(c.Data, "recordings") }

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
