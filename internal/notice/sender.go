package notice

import (
	"context"
	"errors"
	"fmt"
	"log/slog"

	"onedoor/internal/platform/ids"
)

// Contact is where a citizen can be reached. It lives only as long as a
// delivery takes.
type Contact struct {
	Name   string
	Phones []string // the first is the one to call; not all take text messages
	Email  string
}

// String keeps a contact out of logs.
func (Contact) String() string { return "notice.Contact(sealed)" }

// GoString is String.
func (c Contact) GoString() string { return c.String() }

// Contacts finds where an identity can be reached. The command gives the
// vault's; an error that is a fault of status 404 or 410 means that nobody
// knows any more.
type Contacts interface {
	Contact(ctx context.Context, identity ids.ID) (Contact, error)
}

// Delivery is one message on its way out.
type Delivery struct {
	ID       ids.ID // the same when it is tried again: senders tell repetitions by it
	Contact  Contact
	Template string
	Title    string
	Text     string
	Urgent   bool
}

// Sender carries messages to citizens: text messages, mail, a public account.
// Doors implement it.
//
// Send returns nil when the message was taken over, ErrUnreachable (possibly
// wrapped) when this sender can never reach this contact, and any other error
// when it may succeed later. It obeys ctx and does not keep the contact.
type Sender interface {
	Name() string
	Send(ctx context.Context, d Delivery) error
}

// ErrUnreachable tells that trying again with the same sender is of no use: the
// contact has no number, or the number does not exist.
var ErrUnreachable = errors.New("notice: this sender cannot reach the contact")

// LogSender writes a line instead of sending: for a demo, and until a real
// sender is set up. The line holds no personal data and no text.
type LogSender struct{ Log *slog.Logger }

// Name is "log".
func (LogSender) Name() string { return "log" }

// Send writes the line.
func (s LogSender) Send(ctx context.Context, d Delivery) error {
	if len(d.Contact.Phones) == 0 && d.Contact.Email == "" {
		return fmt.Errorf("%w: no number and no address", ErrUnreachable)
	}
	log := s.Log
	if log == nil {
		log = slog.Default()
	}
	log.InfoContext(ctx, "notice would be sent", "notice", d.ID, "template", d.Template, "characters", len([]rune(d.Text)))
	return nil
}
