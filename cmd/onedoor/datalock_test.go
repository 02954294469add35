package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"onedoor/internal/platform/store"
)

// TestDataInUse holds that a data directory has one server, and that nobody resets a demo that is running.
func TestDataInUse(t *testing.T) {
	p := newProgram(t, store.SQLite)
	s := p.serve("--listen", freeAddress(t))
	for _, args := range [][]string{{"serve", "--listen", freeAddress(t)}, {"demo", "--reset", "--install-only"}} {
		if out, err := p.run("", args...); err == nil || !strings.Contains(out, "data.in_use") {
			t.Errorf("%v beside a server: %v\n%s", args, err, out)
		}
	}
	if err := s.stop(); err != nil {
		t.Fatal(err)
	}
	s = p.serve("--listen", freeAddress(t))
	if err := s.stop(); err != nil {
		t.Error(err)
	}
}

// TestNoInstallation holds that what looks after an installation refuses where there is none, and makes none.
func TestNoInstallation(t *testing.T) {
	for _, command := range []string{"doctor", "backup", "anchor", "verify"} {
		p := newProgram(t, store.SQLite)
		args := []string{command}
		file := filepath.Join(t.TempDir(), "city.backup")
		if command == "backup" {
			args = append(args, "--out", file)
		}
		for _, dir := range []string{p.data, t.TempDir()} { // not there at all, and empty
			p.data = dir
			if out, err := p.run("", args...); err == nil || !strings.Contains(out, "[data.not_found]") {
				t.Errorf("%s: %v\n%s", command, err, out)
			}
			if made, err := os.ReadDir(dir); len(made) > 0 {
				t.Errorf("%s made %v (%v)", command, made, err)
			}
		}
		if _, err := os.Stat(file + ".part"); !os.IsNotExist(err) {
			t.Errorf("%s began a file: %v", command, err)
		}
	}
}

// TestSimulationOnly holds that time passes fast on a simulation only, and that asking makes no data directory.
func TestSimulationOnly(t *testing.T) {
	p := newProgram(t, store.SQLite)
	p.data = filepath.Join(t.TempDir(), "new")
	out, err := p.run("", "serve", "--listen", freeAddress(t), "--clock-speed", "60")
	if err == nil || !strings.Contains(out, "serve.not_simulation") {
		t.Errorf("%v\n%s", err, out)
	}
	if _, err := os.Stat(p.data); !os.IsNotExist(err) {
		t.Errorf("a data directory was made: %v", err)
	}
}
