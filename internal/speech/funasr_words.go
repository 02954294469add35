package speech

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"
)

// maxSpan is more than any call lasts.
const maxSpan = 24 * time.Hour

// funasrMessage is what a server says. The list of times comes as a list or as the text of one, in milliseconds.
type funasrMessage struct {
	Mode      string          `json:"mode"`
	Text      string          `json:"text"`
	Final     bool            `json:"is_final"`
	Times     json.RawMessage `json:"timestamp"`
	Sentences []struct {
		Start int64 `json:"start"`
		End   int64 `json:"end"`
	} `json:"stamp_sents"`
}

// funasrWords puts a server's messages together: pieces of a sentence as they come, then the sentence as it stands.
type funasrWords struct {
	pieces    string
	corrected bool // the last message was a correction
}

// take reads a message; final tells that the server says no more after it, but perhaps a correction.
func (w *funasrWords) take(raw []byte) (r Result, final bool, err error) {
	var m funasrMessage
	if err := json.Unmarshal(raw, &m); err != nil {
		return r, false, fmt.Errorf("speech: message: %w", err)
	}
	if !utf8.ValidString(m.Text) || len(m.Text)+len(w.pieces) > maxMessage/2 {
		return r, false, fmt.Errorf("speech: a message of %d bytes of text", len(m.Text))
	}
	switch m.Mode {
	case "2pass-online", "online":
		w.corrected = false
		w.pieces += m.Text
		r = Result{Text: strings.TrimSpace(w.pieces)}
		if m.Final && m.Mode == "online" {
			r.Final, w.pieces = true, ""
		}
		if m.Text == "" && !r.Final {
			r.Text = "" // nothing new
		}
	case "2pass-offline", "offline":
		w.corrected, w.pieces = true, ""
		r = Result{Text: strings.TrimSpace(m.Text), Final: true}
		if r.From, r.To, err = m.span(); err != nil {
			return r, false, err
		}
	default:
		return r, false, fmt.Errorf("speech: a message of an unknown mode")
	}
	return r, m.Final, nil
}

// span is where the text lies.
func (m funasrMessage) span() (from, to time.Duration, err error) {
	if n := len(m.Sentences); n > 0 {
		return span(m.Sentences[0].Start, m.Sentences[n-1].End)
	}
	raw := bytes.TrimSpace(m.Times)
	if len(raw) > 0 && raw[0] == '"' {
		var text string
		if err := json.Unmarshal(raw, &text); err != nil {
			return 0, 0, fmt.Errorf("speech: times: %w", err)
		}
		raw = []byte(strings.TrimSpace(text))
	}
	if len(raw) == 0 || string(raw) == "null" {
		return 0, 0, nil
	}
	var list [][]int64
	if err := json.Unmarshal(raw, &list); err != nil {
		return 0, 0, fmt.Errorf("speech: times: %w", err)
	}
	if len(list) == 0 {
		return 0, 0, nil
	}
	first, last := list[0], list[len(list)-1]
	if len(first) != 2 || len(last) != 2 {
		return 0, 0, fmt.Errorf("speech: times are no pairs")
	}
	return span(first[0], last[1])
}

func span(from, to int64) (time.Duration, time.Duration, error) {
	if from < 0 || to < from || to > maxSpan.Milliseconds() {
		return 0, 0, fmt.Errorf("speech: times %d to %d", from, to)
	}
	return time.Duration(from) * time.Millisecond, time.Duration(to) * time.Millisecond, nil
}
