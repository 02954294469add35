package main

import (
	"bytes"
	"encoding/json"
	"os"
	"reflect"
	"testing"

	"onedoor/internal/platform/config"
)

// TestGenerated holds that what is generated was generated again: `make generate`.
func TestGenerated(t *testing.T) {
	t.Run("Configuration", func(t *testing.T) {
		text, err := os.ReadFile("../../docs/configuration.md")
		if err != nil || string(text) != config.Markdown() {
			t.Errorf("docs/configuration.md is out of date (%v)", err)
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
