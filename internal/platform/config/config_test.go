package config

import (
	"errors"
	"maps"
	"os"
	"path/filepath"
	"testing"
	"time"
)

func TestLoad(t *testing.T) {
	file := filepath.Join(t.TempDir(), "onedoor.yaml")
	write := func(text string) {
		t.Helper()
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	t.Run("Order", func(t *testing.T) {
		write("listen: 127.0.0.1:9\nsession: {lifetime: 1h}\n")
		t.Setenv("ONEDOOR_LISTEN", "127.0.0.1:10")
		c, err := Load(file)
		if err != nil {
			t.Fatal(err)
		}
		if c.Listen != "127.0.0.1:10" || c.Session.Lifetime != time.Hour || c.Store.Engine != "sqlite" || c.Files.MaxMB != 20 {
			t.Errorf("%+v: want environment over file over default", c)
		}
	})
	for name, text := range map[string]string{
		"Recognizer":     "speech: {recognizer: whisper}\n",
		"FunASRScheme":   "speech: {recognizer: funasr, recognizer_url: 'http://127.0.0.1:10095'}\n",
		"VoiceAddress":   "speech: {voice: openai, voice_url: 'speech.example'}\n",
		"WordWeight":     "speech: {recognizer_words: '公积金:200'}\n",
		"WordNumber":     "speech: {recognizer_words: '公积金:heavy'}\n",
		"WordMissing":    "speech: {recognizer_words: ':20'}\n",
		"UnknownSetting": "listn: x\n", "WrongType": "node: many\n", "NoURL": "store: {engine: postgres}\n",
		"UnknownEngine": "store: {engine: oracle}\n", "UnknownSuite": "crypto: {suite: rot13}\n", "Node": "node: 64\n",
	} {
		t.Run(name, func(t *testing.T) {
			write(text)
			if _, err := Load(file); !errors.Is(err, ErrInvalid) {
				t.Errorf("err = %v, want config.invalid", err)
			}
		})
	}
	t.Run("NoFile", func(t *testing.T) {
		if _, err := Load(file + ".none"); !errors.Is(err, ErrInvalid) {
			t.Errorf("err = %v", err)
		}
	})
}

func TestReference(t *testing.T) {
	seen := map[string]bool{}
	for _, s := range Reference() {
		if s.Doc == "" || s.Name == "" || seen[s.Env] {
			t.Errorf("setting %+v has no text or is not unique", s)
		}
		seen[s.Env] = true
	}
	if len(seen) < 20 {
		t.Errorf("only %d settings", len(seen))
	}
}

// TestHotwords: words with and without a weight, with commas of either script; nothing is an empty list.
func TestHotwords(t *testing.T) {
	got := Speech{RecognizerWords: "公积金:20, 康宁路，人社局 : 5,"}.Hotwords()
	if want := map[string]int{"公积金": 20, "康宁路": 10, "人社局": 5}; !maps.Equal(got, want) {
		t.Errorf("%v", got)
	}
	if got := (Speech{}).Hotwords(); got == nil || len(got) != 0 {
		t.Errorf("%v", got)
	}
}
