package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"onedoor/internal/platform/config"
	"onedoor/internal/workorder"
)

// TestGenerated holds that what is generated was generated again: `make generate`.
func TestGenerated(t *testing.T) {
	t.Run("Configuration", func(t *testing.T) {
		text, err := os.ReadFile("../../docs/configuration.md")
		if err != nil || string(text) != config.Markdown() {
			t.Errorf("docs/configuration.md is out of date (%v)", err)
		}
	})
	t.Run("StateMachine", func(t *testing.T) {
		text, err := os.ReadFile("../../docs/state-machine.md")
		if err != nil || string(text) != workorder.Document() {
			t.Errorf("docs/state-machine.md is out of date (%v)", err)
		}
	})
	t.Run("OpenAPI", func(t *testing.T) {
		kept, err := os.ReadFile("../../web/openapi.json")
		if err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		cmd := openapiCommand()
		cmd.SetArgs(nil)
		cmd.SetOut(&out)
		if err := cmd.ExecuteContext(t.Context()); err != nil {
			t.Fatal(err)
		}
		var old, fresh any
		if json.Unmarshal(kept, &old) != nil || json.Unmarshal(out.Bytes(), &fresh) != nil || !reflect.DeepEqual(old, fresh) {
			t.Error("web/openapi.json is out of date")
		}
	})
}

// page reads a document of the project.
func page(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("../../docs", name)) //nolint:gosec // named in this file
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// between returns the part of a page from one mark to the next.
func between(t *testing.T, text, from, to string) string {
	t.Helper()
	_, rest, ok := strings.Cut(text, from)
	part, _, closed := strings.Cut(rest, to)
	if !ok || !closed {
		t.Fatalf("the page has no part between %q and %q", from, to)
	}
	return part
}

// TestDocuments holds that pages written by hand name all that the code has.
func TestDocuments(t *testing.T) {
	t.Run("Verbs", func(t *testing.T) {
		part := between(t, page(t, "api.md"), "- **Order verbs**", "- **Live updates**")
		for _, v := range workorder.Verbs {
			if !strings.Contains(part, "`"+string(v)+"`") {
				t.Errorf("docs/api.md does not name the verb %s (%s)", v, v.Label())
			}
		}
	})
	t.Run("States", func(t *testing.T) {
		part := between(t, page(t, "architecture.md"), "| state | reached by | next |", "\n\n")
		for _, s := range workorder.States {
			if !strings.Contains(part, "\n| "+string(s)+" "+s.Label()+" | ") {
				t.Errorf("docs/architecture.md has no row for the state %s %s", s, s.Label())
			}
		}
	})
	t.Run("House", func(t *testing.T) {
		list := between(t, page(t, "architecture.md"), "## The house\n\n```", "```")
		for _, dir := range packages(t, "../../internal/*") {
			if !strings.Contains(list, "\ninternal/"+dir+"/ ") {
				t.Errorf("the house list of docs/architecture.md does not name internal/%s", dir)
			}
		}
		for _, storey := range []string{"platform", "tool", "door"} {
			part := between(t, list, "\ninternal/"+storey+"/ ", "\ninternal/")
			for _, dir := range packages(t, "../../internal/"+storey+"/*") {
				if !regexp.MustCompile(`\b` + dir + `\b`).MatchString(part) {
					t.Errorf("the house list of docs/architecture.md does not name internal/%s/%s", storey, dir)
				}
			}
		}
	})
	t.Run("Glossary", func(t *testing.T) {
		for _, v := range workorder.Verbs {
			word := strings.TrimPrefix(string(v), "un")
			if strings.HasPrefix(word, "mark-") || slices.Contains([]workorder.Verb{workorder.VerbCreate, workorder.VerbNote, workorder.VerbAnswer,
				workorder.VerbFollowMain, workorder.VerbCloseInvite, workorder.VerbReviewReturn, workorder.VerbReturnInvite}, v) {
				continue // everyday words, compounds of words that stand there, and what no person says
			}
			if !regexp.MustCompile(`(?m)^\| [^|]*\b` + word + `\b[^|]*\|`).MatchString(page(t, "glossary.md")) {
				t.Errorf("docs/glossary.md does not explain the verb %s (%s)", v, v.Label())
			}
		}
	})
}

// packages lists the directories that match a pattern, by name.
func packages(t *testing.T, pattern string) (names []string) {
	t.Helper()
	found, err := filepath.Glob(pattern)
	if err != nil || len(found) == 0 {
		t.Fatalf("nothing matches %s (%v)", pattern, err)
	}
	for _, path := range found {
		if info, err := os.Stat(path); err == nil && info.IsDir() {
			names = append(names, filepath.Base(path))
		}
	}
	return names
}
