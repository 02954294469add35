package replay

import (
	"bytes"
	_ "embed"
	"errors"
	"io"
	"os"
	"regexp"

	"go.yaml.in/yaml/v3"
)

// DefaultBehaviour is the behaviour file used when none is given; it says what each entry means.
//
//go:embed behaviour_default.yaml
var DefaultBehaviour []byte

// Behaviour says how people of a replay behave. See behaviour_default.yaml.
type Behaviour struct {
	Doors    Weights          `yaml:"doors"`
	Delays   map[string]Delay `yaml:"delays"`
	Chances  map[string]Share `yaml:"chances"`
	Outcomes Weights          `yaml:"outcomes"`
	Rating   struct {
		Resolved     Weights `yaml:"resolved"`
		Satisfaction Weights `yaml:"satisfaction"`
	} `yaml:"rating"`
}

// LoadBehaviour reads a behaviour file over the default; an empty path is the default itself. It returns
// replay.behaviour with the line.
func LoadBehaviour(path string) (Behaviour, error) {
	if path == "" {
		return ParseBehaviour(nil)
	}
	text, err := os.ReadFile(path) //nolint:gosec // the operator's choice
	if err != nil {
		return Behaviour{}, ErrBehaviour.WithMessage("无法读取行为文件 %s。", path).Wrap(err)
	}
	return ParseBehaviour(text)
}

// ParseBehaviour reads a behaviour over the default.
func ParseBehaviour(text []byte) (Behaviour, error) {
	var b Behaviour
	if err := decode(DefaultBehaviour, &b); err != nil {
		return b, ErrBehaviour.Wrap(err)
	}
	known := behaviourNames(b)
	if err := decode(text, &b); err != nil {
		return b, behaviourFault(err)
	}
	return b, b.check(known)
}

func decode(text []byte, b *Behaviour) error {
	d := yaml.NewDecoder(bytes.NewReader(text))
	d.KnownFields(true)
	if err := d.Decode(b); err != nil && !errors.Is(err, io.EOF) { // an empty file changes nothing
		return err //nolint:wrapcheck // its message has the line
	}
	return nil
}

// behaviourNames are the names that a file may use; the default has them all.
func behaviourNames(b Behaviour) map[string]bool {
	known := map[string]bool{}
	for name := range b.Delays {
		known["delays."+name] = true
	}
	for name := range b.Chances {
		known["chances."+name] = true
	}
	for field, w := range b.weights() {
		for _, c := range w.choices {
			known[field+"."+c.name] = true
		}
	}
	return known
}

func (b *Behaviour) weights() map[string]Weights {
	return map[string]Weights{"doors": b.Doors, "outcomes": b.Outcomes, "rating.resolved": b.Rating.Resolved, "rating.satisfaction": b.Rating.Satisfaction}
}

// check refuses names that mean nothing: they would be silently without effect.
func (b *Behaviour) check(known map[string]bool) error {
	unknown := func(line int, field, name string) error {
		return ErrBehaviour.WithMessage("行为文件第 %d 行：%s 中没有 %q 这一项。", line, field, name)
	}
	for name, d := range b.Delays {
		if !known["delays."+name] {
			return unknown(d.line, "delays", name)
		}
	}
	for name, c := range b.Chances {
		if !known["chances."+name] {
			return unknown(c.line, "chances", name)
		}
	}
	for field, w := range b.weights() {
		for _, c := range w.choices {
			if !known[field+"."+c.name] {
				return unknown(c.line, field, c.name)
			}
		}
	}
	return nil
}

var yamlLine = regexp.MustCompile(`line (\d+): (.*)`)

// behaviourFault tells the line of what the YAML reader or one of our own values refused.
func behaviourFault(err error) error {
	if m := yamlLine.FindStringSubmatch(err.Error()); m != nil {
		return ErrBehaviour.WithMessage("行为文件第 %s 行：%s", m[1], m[2]).Wrap(err)
	}
	return ErrBehaviour.WithMessage("行为文件有误：%v", err).Wrap(err)
}
