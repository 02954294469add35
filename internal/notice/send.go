package notice

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"time"

	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/jobs"
	"onedoor/internal/platform/store"
)

// sendTimeout bounds one attempt; it is well below a job's lease.
const sendTimeout = 30 * time.Second

// Reasons why an attempt failed.
const (
	reasonNoContact   = "no_contact"  // the identity is unknown or was erased
	reasonNoTemplate  = "no_template" // taken away after the message was queued
	reasonUnreadable  = "unreadable"  // the keyring lacks the key of a sealed parameter
	reasonNoSender    = "no_sender"   // the door has no sender any more
	reasonUnreachable = "unreachable"
	reasonTimeout     = "timeout"
	reasonError       = "sender_error"
)

// outgoing is a waiting message as its job sees it.
type outgoing struct {
	id, identity   ids.ID
	order, request ids.ID
	template, door string
	params         string
	secrets        []byte
	urgent         bool
	step, tries    int
}

// send is the job: it finds whom the message goes to, hands it to the sender
// whose turn it is, and writes down what came of it together with the job's
// completion.
func (s *Service) send(ctx context.Context, j jobs.Job) (jobs.Effects, error) {
	var payload sendJob
	if err := j.Decode(&payload); err != nil {
		return nil, err
	}
	m, err := loadWaiting(s.store.Read(ctx), payload.Notice)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil // cancelled, swept, or done by another run of this job
	}
	if err != nil {
		return nil, fmt.Errorf("notice: load: %w", err)
	}
	now := s.wall.Now()
	if at := s.config.audible(now); !m.urgent && at.After(now) {
		return func(tx *store.Tx) error { return s.schedule(tx, m.id, m.urgent, at) }, nil
	}
	route := s.route(m.door)
	if m.step >= len(route) {
		return s.giveUp(m, "", reasonNoSender), nil
	}
	sender := s.senders[route[m.step]]
	delivery, reason, err := s.delivery(ctx, m)
	if err != nil {
		return nil, err
	}
	if reason != "" {
		return s.giveUp(m, sender.Name(), reason), nil
	}
	err = attempt(ctx, sender, delivery)
	switch {
	case err == nil:
		return s.sent(m, sender.Name()), nil
	case ctx.Err() != nil:
		return nil, ctx.Err() // the process is stopping: the job runs again
	}
	reason = reasonOf(err)
	s.log.InfoContext(ctx, "notice was not taken over", "notice", m.id, "template", m.template, "sender", sender.Name(), "reason", reason, "error", scrub(err.Error()))
	return s.failed(m, sender.Name(), reason, len(route)), nil
}

// delivery puts together what the sender gets; a reason tells that no sender
// ever can.
func (s *Service) delivery(ctx context.Context, m outgoing) (d Delivery, reason string, err error) {
	t, ok := s.config.Templates[m.template]
	if !ok {
		return d, reasonNoTemplate, nil
	}
	values := map[string]string{}
	if err := json.Unmarshal([]byte(m.params), &values); err != nil {
		return d, "", fmt.Errorf("notice: parameters of %d: %w", m.id, err)
	}
	if err := s.openSecrets(m.id, m.secrets, values); err != nil {
		s.log.ErrorContext(ctx, "sealed parameters of a notice cannot be opened", "notice", m.id, "error", err)
		return d, reasonUnreadable, nil
	}
	contact, err := s.contacts.Contact(ctx, m.identity)
	var f *fault.Fault
	if errors.As(err, &f) && (f.Status == 404 || f.Status == 410) {
		return d, reasonNoContact, nil
	}
	if err != nil {
		return d, "", fmt.Errorf("notice: contact: %w", err)
	}
	return Delivery{ID: m.id, Contact: contact, Template: t.Name, Title: t.Title, Text: t.render(values), Urgent: m.urgent}, "", nil
}

// attempt calls the sender; a panic is its failure, not the queue's.
func attempt(ctx context.Context, sender Sender, d Delivery) (err error) {
	ctx, cancel := context.WithTimeout(ctx, sendTimeout)
	defer cancel()
	defer func() {
		if p := recover(); p != nil {
			err = fault.Panic(p)
		}
	}()
	return sender.Send(ctx, d)
}

func reasonOf(err error) string {
	switch {
	case errors.Is(err, ErrUnreachable):
		return reasonUnreachable
	case errors.Is(err, context.DeadlineExceeded):
		return reasonTimeout
	}
	return reasonError
}

// personal is what a provider's error may repeat of a contact.
var personal = regexp.MustCompile(`[^\s@]+@[^\s@]+|[0-9][0-9 -]{3,}[0-9]`)

// scrub makes a sender's error fit for a log.
func scrub(text string) string {
	if runes := []rune(text); len(runes) > 200 {
		text = string(runes[:200])
	}
	return personal.ReplaceAllString(text, "…")
}
