package sms

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"time"

	"onedoor/internal/notice"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/wall"
)

// Sender hands text messages to the operator's gateway.
type Sender struct {
	URL    string
	Secret string
	Clock  wall.Clock
	Client *http.Client // nil: one that waits 15 s
}

// out is an outbound message.
type out struct {
	ID     ids.ID `json:"id"`
	To     string `json:"to"`
	Text   string `json:"text"`
	Urgent bool   `json:"urgent,omitempty"`
}

var usual = &http.Client{Timeout: 15 * time.Second, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}

// Name is "sms".
func (*Sender) Name() string { return "sms" }

// Send hands one message to the gateway. notice.ErrUnreachable when the contact has no number, or the gateway says that
// it can never be reached.
func (s *Sender) Send(ctx context.Context, d notice.Delivery) error {
	if len(d.Contact.Phones) == 0 {
		return fmt.Errorf("%w: no number", notice.ErrUnreachable)
	}
	body, err := json.Marshal(out{ID: d.ID, To: d.Contact.Phones[0], Text: d.Text, Urgent: d.Urgent})
	if err != nil {
		return fmt.Errorf("sms: encode: %w", err)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, s.URL, bytes.NewReader(body))
	if err != nil {
		return fmt.Errorf("sms: request: %w", err)
	}
	now := s.Clock.Now()
	req.Header.Set("Content-Type", "application/json; charset=utf-8")
	req.Header.Set(headerTime, fmt.Sprint(now.Unix()))
	req.Header.Set(headerSignature, Sign([]byte(s.Secret), now, body))
	client := s.Client
	if client == nil {
		client = usual
	}
	res, err := client.Do(req)
	if err != nil {
		return fmt.Errorf("sms: the gateway does not answer: %w", err)
	}
	defer func() { _ = res.Body.Close() }()
	_, _ = io.Copy(io.Discard, io.LimitReader(res.Body, 1<<16)) // so that the connection is kept
	switch {
	case res.StatusCode >= 200 && res.StatusCode < 300:
		return nil
	case res.StatusCode == http.StatusNotFound, res.StatusCode == http.StatusGone, res.StatusCode == http.StatusUnprocessableEntity:
		return fmt.Errorf("%w: the gateway says %d", notice.ErrUnreachable, res.StatusCode)
	}
	return fmt.Errorf("sms: the gateway says %d", res.StatusCode)
}
