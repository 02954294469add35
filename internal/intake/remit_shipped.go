package intake

import (
	"bytes"
	"context"
	_ "embed" // data/remit.yaml
	"fmt"
	"sync"

	"go.yaml.in/yaml/v3"

	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

//go:embed data/remit.yaml
var remitYAML []byte

// shippedCode is an entry of remit.yaml.
type shippedCode struct {
	Code       string     `yaml:"code"`
	Group      RemitGroup `yaml:"group"`
	Label      string     `yaml:"label"`
	Phone      string     `yaml:"phone"`
	Path       string     `yaml:"path"`
	Legal      string     `yaml:"legal"`
	NeedsWords bool       `yaml:"needs_words"`
	Signs      string     `yaml:"signs"`
}

// shippedRemit reads the list of this release.
var shippedRemit = sync.OnceValue(func() []RemitCode {
	var entries []shippedCode
	d := yaml.NewDecoder(bytes.NewReader(remitYAML))
	d.KnownFields(true)
	if err := d.Decode(&entries); err != nil {
		panic("intake: remit.yaml: " + err.Error()) // compiled in: cannot fail once a test has passed
	}
	list := make([]RemitCode, len(entries))
	for i, e := range entries {
		in := RemitIn{Group: e.Group, Label: e.Label, Phone: e.Phone, Path: e.Path, Legal: e.Legal, NeedsWords: e.NeedsWords,
			Signs: e.Signs, Active: true, Position: (i + 1) * 10}
		if err := in.check(e.Code); err != nil {
			panic(fmt.Sprintf("intake: remit.yaml: %s: %v", e.Code, err))
		}
		list[i] = in.code(e.Code)
	}
	return list
})

// LoadShipped enters the coded refusals of this release whose code the database does not have. What an operator
// changed is left alone. Call it at every start.
func (s *Service) LoadShipped(ctx context.Context) error {
	known := map[string]bool{}
	list, err := s.Remit(s.Store.Read(ctx))
	if err != nil {
		return err
	}
	for _, c := range list {
		known[c.Code] = true
	}
	var missing []RemitCode
	for _, c := range shippedRemit() {
		if !known[c.Code] {
			missing = append(missing, c)
		}
	}
	if len(missing) == 0 {
		return nil
	}
	return s.Store.Write(ctx, func(tx *store.Tx) error {
		for _, c := range missing { // another node may have been quicker
			err := tx.Do(`INSERT INTO intake_remit (`+remitColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1, 0, ?)
				ON CONFLICT (code) DO NOTHING`, ids.New(), c.Code, string(c.Group), c.Label, c.Phone, c.Path, c.Legal, flag(c.NeedsWords), c.Signs,
				flag(c.Active), c.Position, wall.Micros(s.now()))
			if err != nil {
				return fmt.Errorf("intake: enter remit: %w", err)
			}
		}
		return nil
	})
}
