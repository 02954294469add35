package audit

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"

	"onedoor/internal/platform/ledger"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

// Fact is one value of an event's payload, in words that an auditor reads.
type Fact struct {
	Key  string `json:"key" doc:"as in the payload"`
	Name string `json:"name" doc:"what the key is called; the key itself if it has no name"`
	Text string `json:"text" doc:"the value: names of units, categories and states, times, 是 and 否; else as in the payload"`
}

//go:embed kinds.txt
var kindsText string

//go:embed keys.txt
var keysText string

var kindNames, keyNames = table(kindsText), table(keysText)

// table reads lines of a word and its name.
func table(text string) map[string]string {
	names := map[string]string{}
	for line := range strings.Lines(text) {
		if key, name, ok := strings.Cut(strings.TrimSpace(line), " "); ok && key != "#" {
			names[key] = name
		}
	}
	return names
}

// named is the name of a kind or key, or the word itself.
func named(names map[string]string, word string) string {
	if name, ok := names[word]; ok {
		return name
	}
	return word
}

// moments are the keys whose numbers are times in UTC microseconds.
var moments = []string{"completed", "created_at", "due_at", "effective_at", "sign_due_at", "until"}

// maxNested is how deep a payload is looked into; those of today have one level.
const maxNested = 3

// facts reads a payload in the order in which it was written, without what is empty.
func (s *Service) facts(q store.Queryer, r ledger.Record) []Fact {
	return s.object(q, r.Kind, r.Payload, maxNested)
}

func (s *Service) object(q store.Queryer, kind string, raw json.RawMessage, deep int) []Fact {
	facts := []Fact{}
	d := json.NewDecoder(bytes.NewReader(raw))
	if open, err := d.Token(); err != nil || open != json.Delim('{') || deep == 0 {
		return facts
	}
	for d.More() {
		token, err := d.Token()
		key, ok := token.(string)
		var value json.RawMessage
		if err != nil || !ok || d.Decode(&value) != nil {
			return facts // the ledger verifies itself; what cannot be read is shown as it is
		}
		if text := s.text(q, kind, key, value, deep); text != "" {
			facts = append(facts, Fact{Key: key, Name: named(keyNames, key), Text: text})
		}
	}
	return facts
}

// text is a value in words; empty if there is none.
func (s *Service) text(q store.Queryer, kind, key string, raw json.RawMessage, deep int) string {
	switch raw = bytes.TrimSpace(raw); {
	case len(raw) == 0 || string(raw) == "null":
		return ""
	case raw[0] == '{':
		var parts []string
		for _, f := range s.object(q, kind, raw, deep-1) {
			parts = append(parts, f.Name+"："+f.Text)
		}
		return strings.Join(parts, "，")
	case raw[0] == '[':
		var list []json.RawMessage
		if json.Unmarshal(raw, &list) != nil || deep == 0 {
			return string(raw)
		}
		var parts []string
		for _, item := range list {
			if text := s.text(q, kind, key, item, deep-1); text != "" {
				parts = append(parts, text)
			}
		}
		return strings.Join(parts, "、")
	case raw[0] == '"':
		var text string
		if json.Unmarshal(raw, &text) != nil || text == "" {
			return ""
		}
		return s.word(q, kind, key, text)
	case string(raw) == "true":
		return "是"
	case string(raw) == "false":
		return "否"
	}
	if n, err := strconv.ParseInt(string(raw), 10, 64); err == nil && slices.Contains(moments, key) {
		if n == 0 {
			return "" // no such time
		}
		return wall.FromMicros(n).In(wall.Shanghai).Format("2006-01-02 15:04:05")
	}
	return s.word(q, kind, key, string(raw))
}

// word is what a code or an id stands for, or the code itself. Changed fields are keys themselves.
func (s *Service) word(q store.Queryer, kind, key, code string) string {
	if key == "changed" {
		return named(keyNames, code)
	}
	if s.Word != nil {
		if word := s.Word(q, kind, key, code); word != "" {
			return word
		}
	}
	return code
}

// sentence is a payload on one line.
func sentence(facts []Fact) string {
	parts := make([]string, len(facts))
	for i, f := range facts {
		parts[i] = f.Name + "：" + f.Text
	}
	return strings.Join(parts, "；")
}

func (s *Service) today() string { return s.Clock.Now().In(wall.Shanghai).Format(time.DateOnly) }
