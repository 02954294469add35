package testkit

import (
	"os"
	"path/filepath"
	"testing"
)

// Variables that say where public records are and what their absence means.
const (
	recordsEnv = "ONEDOOR_RECORDS" // directory; default ../shared/data beside the checkout
	acceptEnv  = "ONEDOOR_ACCEPT"  // 1: a test that lacks something fails
	skippedEnv = "ONEDOOR_SKIPPED" // file to which tests that lack something write their names and what it is, for the scripts
)

// Record is the path of a file of public records. They are no part of the project: where they do not lie beside the
// checkout the test is skipped and says so, unless ONEDOOR_ACCEPT=1 makes that a failure.
func Record(t testing.TB, name string) string {
	t.Helper()
	dir := os.Getenv(recordsEnv)
	if dir == "" {
		dir = filepath.Join(checkout(t), "..", "shared", "data")
	}
	path := filepath.Join(dir, filepath.FromSlash(name))
	if _, err := os.Stat(path); err == nil {
		return path
	}
	Lack(t, "the public records are not beside the checkout: no "+path)
	return ""
}

// Lack skips a test for what this machine cannot give it, and has the scripts list that; with ONEDOOR_ACCEPT=1 it fails.
func Lack(t testing.TB, reason string) {
	t.Helper()
	if os.Getenv(acceptEnv) == "1" {
		t.Fatal(reason)
	}
	if list := os.Getenv(skippedEnv); list != "" {
		f, err := os.OpenFile(list, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600) //nolint:gosec // the script's own file
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.WriteString(t.Name() + ": " + reason + "\n"); err != nil {
			t.Fatal(err)
		}
		if err := f.Close(); err != nil {
			t.Fatal(err)
		}
	}
	t.Skip(reason)
}

// checkout is the folder of go.mod.
func checkout(t testing.TB) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		above := filepath.Dir(dir)
		if above == dir {
			t.Fatal("this is not a checkout: no go.mod above the test")
		}
		dir = above
	}
}
