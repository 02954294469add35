package httpx

import (
	"bytes"
	"encoding/json"
	"unicode/utf8"
)

// appendText appends a text in quotes. One with anything to escape is left to encoding/json.
func appendText(b []byte, s string) ([]byte, error) {
	ascii := true
	for i := range len(s) {
		switch c := s[i]; {
		case c < ' ' || c == '"' || c == '\\':
			return appendEscaped(b, s)
		case c == 0xE2 && i+2 < len(s) && s[i+1] == 0x80 && s[i+2]&^1 == 0xA8: // U+2028 and U+2029 end a line in scripts
			return appendEscaped(b, s)
		case c >= utf8.RuneSelf:
			ascii = false
		}
	}
	if !ascii && !utf8.ValidString(s) {
		return appendEscaped(b, s)
	}
	b = append(append(b, '"'), s...)
	return append(b, '"'), nil
}

func appendEscaped(b []byte, s string) ([]byte, error) {
	var text bytes.Buffer
	e := json.NewEncoder(&text)
	e.SetEscapeHTML(false)
	err := e.Encode(s)
	return append(b, bytes.TrimSuffix(text.Bytes(), []byte("\n"))...), err
}
