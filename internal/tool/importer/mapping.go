package importer

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"onedoor/internal/workorder"
)

//go:embed mappings/*.yaml
var builtIn embed.FS

// Mapping says how an older system's columns and values read here.
type Mapping struct {
	Source      string            `yaml:"source"`       // name of the older system; keys are unique within it
	Columns     map[string]string `yaml:"columns"`      // field → column
	Zone        string            `yaml:"zone"`         // of times without one
	TimeFormats []string          `yaml:"time_formats"` // as Go writes them
	Kinds       map[string]string `yaml:"kinds"`        // their word → kind
	States      map[string]string `yaml:"states"`       // their word → state
	Outcomes    map[string]string `yaml:"outcomes"`     // their word → outcome of the reply
	Units       map[string]string `yaml:"units"`        // name of that time → name or code of a unit of today

	// CreateMissing enters units that are not known today as inactive ones, so that history keeps who handled it.
	CreateMissing bool `yaml:"create_missing_units"`

	zone *time.Location
}

// fields are what a column can be mapped to.
var fields = []string{"number", "kind", "title", "content", "unit", "state", "reply", "outcome", "address", "accused", "expectation",
	"created_at", "dispatched_at", "signed_at", "replied_at", "completed_at", "archived_at", "occurred_at"}

// LoadMapping reads a mapping file. It returns import.mapping, naming what is wrong.
func LoadMapping(path string) (Mapping, error) {
	text, err := os.ReadFile(path) //nolint:gosec // the operator's choice
	if err != nil {
		return Mapping{}, ErrMapping.WithMessage("无法读取映射文件 %s。", path).Wrap(err)
	}
	return parseMapping(text)
}

func parseMapping(text []byte) (Mapping, error) {
	var m Mapping
	d := yaml.NewDecoder(bytes.NewReader(text))
	d.KnownFields(true)
	if err := d.Decode(&m); err != nil {
		return m, ErrMapping.WithMessage("映射文件有误：%v", err).Wrap(err)
	}
	return m, m.check()
}

func (m *Mapping) check() error {
	var err error
	if m.zone, err = time.LoadLocation(m.Zone); err != nil {
		return ErrMapping.WithMessage("映射文件的 zone 不是时区名：%q。", m.Zone).Wrap(err)
	}
	if m.Source == "" {
		return ErrMapping.WithMessage("映射文件缺少 source（原系统的名称）。")
	}
	for field := range m.Columns {
		if !slices.Contains(fields, field) {
			return ErrMapping.WithMessage("映射文件的 columns 中没有 %q 这个字段，可用：%s。", field, strings.Join(fields, "、"))
		}
	}
	if m.Columns["content"] == "" && m.Columns["title"] == "" {
		return ErrMapping.WithMessage("映射文件的 columns 至少要有 content 或 title。")
	}
	for word, kind := range m.Kinds {
		if !workorder.Kind(kind).Valid() {
			return ErrMapping.WithMessage("映射文件的 kinds 中，%q 对应的 %q 不是诉求类型。", word, kind)
		}
	}
	for word, state := range m.States {
		if !slices.Contains(workorder.States, workorder.State(state)) {
			return ErrMapping.WithMessage("映射文件的 states 中，%q 对应的 %q 不是工单状态。", word, state)
		}
	}
	for word, outcome := range m.Outcomes {
		if !workorder.Outcome(outcome).Valid() {
			return ErrMapping.WithMessage("映射文件的 outcomes 中，%q 对应的 %q 不是答复结果，可用：%s。", word, outcome, outcomeCodes())
		}
	}
	return nil
}

// outcomeCodes names the outcomes as a mapping writes them.
func outcomeCodes() string {
	list := make([]string, len(workorder.Outcomes))
	for i, o := range workorder.Outcomes {
		list[i] = string(o)
	}
	return strings.Join(list, "、")
}

// fits tells whether a file has every column that the mapping names, and how many that is.
func (m *Mapping) fits(columns []string) (int, bool) {
	for _, column := range m.Columns {
		if !slices.Contains(columns, column) {
			return 0, false
		}
	}
	return len(m.Columns), true
}

// chooseMapping finds the built-in mapping that fits the file's columns. It returns import.columns.
func chooseMapping(columns []string) (Mapping, error) {
	files, err := fs.Glob(builtIn, "mappings/*.yaml")
	if err != nil {
		return Mapping{}, fmt.Errorf("importer: %w", err)
	}
	var best Mapping
	most := 0
	for _, file := range files {
		text, err := builtIn.ReadFile(file)
		if err != nil {
			return Mapping{}, fmt.Errorf("importer: %w", err)
		}
		m, err := parseMapping(text)
		if err != nil {
			return Mapping{}, errors.Join(fmt.Errorf("importer: %s", file), err)
		}
		if n, ok := m.fits(columns); ok && n > most {
			best, most = m, n
		}
	}
	if most == 0 {
		return Mapping{}, ErrColumns.WithMessage("文件的列（%s）与内置映射都不相符，请用 --mapping 给出映射文件。", strings.Join(columns, "、"))
	}
	return best, nil
}
