package house

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// storeys lists the house from the ground up. A package may import packages of lower storeys, the ground also
// within itself. Within a storey nobody imports a neighbour.
var storeys = [][]string{
	{"internal/platform", "internal/language", "internal/telephony", "internal/speech"},
	{"internal/directory", "internal/catalogue", "internal/clock", "internal/vault", "internal/notice"},
	{"internal/workorder", "internal/knowledge", "internal/switchboard"},
	{"internal/intake", "internal/followup", "internal/triage", "internal/supervise", "internal/outreach"},
	{"internal/insight", "internal/assessment", "internal/retention"},
	{"internal/door/portal", "internal/door/sms", "internal/door/partner", "internal/door/cti", "web"},
	{"internal/tool/democity", "internal/tool/importer", "internal/tool/replay", "internal/tool/backup"},
	{"cmd/onedoor", "internal/house"},
}

const root = "../.."

type source struct {
	path string // relative to the root
	dir  string
	file *ast.File
	set  *token.FileSet
	text string
}

func sources(t *testing.T) []source {
	t.Helper()
	var list []source
	set := token.NewFileSet()
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := d.Name()
		if d.IsDir() && (name == "node_modules" || name == ".git" || name == ".tools" || name == "dist") {
			return fs.SkipDir
		}
		if d.IsDir() || !strings.HasSuffix(name, ".go") {
			return nil
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		file, err := parser.ParseFile(set, path, text, parser.ParseComments)
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(root, path)
		list = append(list, source{path: rel, dir: filepath.Dir(rel), file: file, set: set, text: string(text)})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// room returns the storey and the room that a directory belongs to.
func room(dir string) (storey int, name string) {
	for i, rooms := range storeys {
		for _, r := range rooms {
			if dir == r || strings.HasPrefix(dir, r+"/") {
				return i, r
			}
		}
	}
	return -1, ""
}

func TestStairs(t *testing.T) {
	for _, s := range sources(t) {
		from, own := room(s.dir)
		if from < 0 {
			t.Errorf("%s stands on no storey: add its room to the storeys", s.path)
			continue
		}
		for _, imported := range s.file.Imports {
			path, _ := strconv.Unquote(imported.Path.Value)
			path, ours := strings.CutPrefix(path, "onedoor/")
			if !ours {
				continue
			}
			to, other := room(path)
			switch {
			case other == own || (from == 0 && to == 0):
			case strings.HasSuffix(s.path, "_test.go") && to == 0:
			case to >= from:
				t.Errorf("%s imports %s: not down the stairs", s.path, path)
			}
		}
	}
}

var (
	createTable = regexp.MustCompile(`(?i)CREATE (?:VIRTUAL )?TABLE (?:IF NOT EXISTS )?([a-z0-9_]+)`)
	namesTable  = regexp.MustCompile(`(?i)\b(?:FROM|JOIN|INTO|UPDATE)\s+([a-z][a-z0-9_]*)`)
)

// TestTables holds that no SQL names a table of another room, and that tables carry their room's prefix.
func TestTables(t *testing.T) {
	owner := map[string]string{}
	err := filepath.WalkDir(filepath.Join(root, "internal"), func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(path) != ".sql" {
			return err
		}
		text, err := os.ReadFile(path)
		rel, _ := filepath.Rel(root, filepath.Dir(filepath.Dir(path)))
		for _, m := range createTable.FindAllStringSubmatch(string(text), -1) {
			owner[m[1]] = rel
			if !strings.HasPrefix(m[1], filepath.Base(rel)+"_") {
				t.Errorf("%s: table %s lacks the prefix %s_", path, m[1], filepath.Base(rel))
			}
		}
		return err
	})
	if err != nil || len(owner) < 10 {
		t.Fatalf("found %d tables, err = %v", len(owner), err)
	}
	for _, s := range sources(t) {
		if strings.HasSuffix(s.path, "_test.go") || strings.HasPrefix(s.dir, "internal/tool/backup") {
			continue // a backup names every table it finds
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			lit, ok := n.(*ast.BasicLit)
			if !ok || lit.Kind != token.STRING {
				return true
			}
			for _, m := range namesTable.FindAllStringSubmatch(lit.Value, -1) {
				if of, known := owner[m[1]]; known && s.dir != of && !strings.HasPrefix(s.dir, of+"/") {
					t.Errorf("%s: SQL names %s, a table of %s", s.set.Position(lit.Pos()), m[1], of)
				}
			}
			return true
		})
	}
}

// maxLines is the length that no file of code passes; generated files aside.
const maxLines = 500

func TestLength(t *testing.T) {
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			if slices.Contains([]string{"node_modules", ".git", ".tools", "dist"}, d.Name()) {
				return fs.SkipDir
			}
			return nil
		}
		if !slices.Contains([]string{".go", ".ts", ".tsx", ".css", ".html", ".sql", ".sh"}, filepath.Ext(path)) || strings.Contains(d.Name(), ".gen.") {
			return nil
		}
		text, err := os.ReadFile(path)
		if n := strings.Count(string(text), "\n"); n > maxLines {
			t.Errorf("%s has %d lines, more than %d: split it by what it is about", path, n, maxLines)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
