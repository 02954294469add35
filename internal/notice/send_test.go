package notice

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/jobs"
	"onedoor/internal/platform/seal"
)

func TestSend(t *testing.T) {
	each(t, func(t *testing.T, r *room) {
		r.queue(t, receipt("phone"))
		r.Settle(t)
		if len(r.sms.seen) != 1 || len(r.mail.seen) != 0 {
			t.Fatalf("sms %d, mail %d", len(r.sms.seen), len(r.mail.seen))
		}
		d := r.sms.seen[0]
		if d.Contact.Phones[0] != "13812345521" || d.Title != "诉求已受理" || !strings.Contains(d.Text, "查询码 K7PD-3XWM-Q2VA") || d.ID == 0 {
			t.Errorf("delivery %q %q", d.Title, d.Text)
		}
		if track := r.track(t); track.State != Sent || track.Sender != "sms" || track.DoneAt.IsZero() {
			t.Errorf("track %+v", track)
		}
		if n := r.count(t, `SELECT COUNT(*) FROM jobs_job WHERE kind = 'notice.send'`); n != 0 {
			t.Errorf("%d jobs left", n)
		}
		shown, err := r.OfRequest(r.read(t), 6001)
		if err != nil || len(shown) != 1 || strings.Contains(shown[0].Text, "K7PD") || !strings.Contains(shown[0].Text, wiped) {
			t.Errorf("shown %+v, %v", shown, err)
		}
	})
}

var errErased = fault.New(410, "notice_test.erased", "已删除")

var errBusy = errors.New("gateway busy for 13812345521")

func TestSend_RetryThenNext(t *testing.T) {
	each(t, func(t *testing.T, r *room) {
		r.sms.fail = func(int) error { return errBusy }
		r.queue(t, receipt("phone"))
		waits := []time.Duration{0, time.Minute, 5 * time.Minute, 30 * time.Minute, 2 * time.Hour}
		for i, wait := range waits {
			if wait > 0 {
				r.Clock.Advance(wait - time.Second)
				r.Settle(t)
				if r.sms.n != i {
					t.Fatalf("a second before try %d there were %d", i+1, r.sms.n)
				}
				r.Clock.Advance(time.Second)
			}
			r.Settle(t)
			if r.sms.n != i+1 {
				t.Fatalf("after wait %d there were %d tries", i, r.sms.n)
			}
		}
		if len(r.mail.seen) != 1 {
			t.Fatalf("the next sender got %d", len(r.mail.seen))
		}
		if track := r.track(t); track.State != Sent || track.Sender != "mail" {
			t.Errorf("track %+v", track)
		}
		if kinds := r.kinds(t); len(kinds) != 0 {
			t.Errorf("events %v", kinds)
		}
	})
}

func TestSend_Outcomes(t *testing.T) {
	always := func(err error) func(int) error { return func(int) error { return err } }
	for name, c := range map[string]struct {
		prepare      func(r *room)
		state        State
		sender       string
		reason       string
		sms, mail    int
		failedEvents int
	}{
		"Unreachable": {func(r *room) { r.sms.fail = always(fmt.Errorf("no number: %w", ErrUnreachable)) },
			Sent, "mail", "", 1, 1, 0},
		"NobodyCan": {func(r *room) { r.sms.fail, r.mail.fail = always(ErrUnreachable), always(ErrUnreachable) },
			Failed, "mail", reasonUnreachable, 1, 1, 1},
		"Panics": {func(r *room) { r.sms.fail = func(int) error { panic("13812345521") } },
			Waiting, "sms", reasonError, 1, 0, 0},
		"TimesOut": {func(r *room) { r.sms.fail = always(context.DeadlineExceeded) },
			Waiting, "sms", reasonTimeout, 1, 0, 0},
		"Erased": {func(r *room) {
			r.book.err = errErased.Wrap(errors.New("identity 9001"))
		}, Failed, "sms", reasonNoContact, 0, 0, 1},
		"VaultBroken": {func(r *room) { r.book.err = errors.New("disk") }, Waiting, "", "", 0, 0, 0},
		"OtherKeys": {func(r *room) {
			other, err := seal.NewRing(seal.Intl, r.Clock.Now())
			if err != nil {
				panic(err)
			}
			r.box = other.Box("notice")
		}, Failed, "sms", reasonUnreadable, 0, 0, 1},
		"NoSenderAnyMore":   {func(r *room) { r.config.Routes = nil }, Failed, "", reasonNoSender, 0, 0, 1},
		"NoTemplateAnyMore": {func(r *room) { r.config.Templates = Templates{} }, Failed, "sms", reasonNoTemplate, 0, 0, 1},
	} {
		t.Run(name, func(t *testing.T) {
			each(t, func(t *testing.T, r *room) {
				r.queue(t, receipt("phone"))
				c.prepare(r)
				r.Settle(t)
				track := r.track(t)
				if track.State != c.state || track.Sender != c.sender || track.Reason != c.reason {
					t.Errorf("track %v %q %q, want %v %q %q", track.State, track.Sender, track.Reason, c.state, c.sender, c.reason)
				}
				if r.sms.n != c.sms || r.mail.n != c.mail {
					t.Errorf("tries %d and %d, want %d and %d", r.sms.n, r.mail.n, c.sms, c.mail)
				}
				events := r.history(t, track.ID)
				if len(events) != c.failedEvents {
					t.Fatalf("events %+v", events)
				}
				for _, e := range events {
					if e.Kind != KindFailed || !strings.Contains(string(e.Payload), c.reason) {
						t.Errorf("event %s %s", e.Kind, e.Payload)
					}
				}
				if n := r.count(t, `SELECT COUNT(*) FROM notice_message WHERE secrets IS NOT NULL`); (n == 0) != (c.state != Waiting) {
					t.Errorf("%d rows with secrets in state %v", n, c.state)
				}
			})
		})
	}
}

func TestSend_QuietHours(t *testing.T) {
	for name, c := range map[string]struct {
		queued string
		urgent bool
		sent   string // the first of the probed times at which it has gone out
	}{
		"Day":        {"2026-11-16 09:30", false, "2026-11-16 09:30"},
		"LastMinute": {"2026-11-16 20:59", false, "2026-11-16 20:59"},
		"Evening":    {"2026-11-16 21:00", false, "2026-11-17 08:00"},
		"Midnight":   {"2026-11-17 00:00", false, "2026-11-17 08:00"},
		"Morning":    {"2026-11-17 07:59", false, "2026-11-17 08:00"},
		"Opening":    {"2026-11-17 08:00", false, "2026-11-17 08:00"},
		"YearsEnd":   {"2026-12-31 23:30", false, "2027-01-01 08:00"},
		"UrgentLate": {"2026-11-16 23:00", true, "2026-11-16 23:00"},
	} {
		t.Run(name, func(t *testing.T) {
			each(t, func(t *testing.T, r *room) {
				r.Clock.Set(at(c.queued))
				m := receipt("phone")
				m.Urgent = c.urgent
				r.queue(t, m)
				r.Settle(t)
				if want := at(c.sent); want.After(r.Clock.Now()) {
					r.Clock.Set(want.Add(-time.Second))
					r.Settle(t)
					if len(r.sms.seen) != 0 {
						t.Fatal("it went out in the quiet hours")
					}
					r.Clock.Set(want)
					r.Settle(t)
				}
				if len(r.sms.seen) != 1 {
					t.Errorf("sent %d", len(r.sms.seen))
				}
			})
		})
	}
}

// A job that comes late, or a retry that falls into the night, waits too.
func TestSend_QuietWhenLate(t *testing.T) {
	each(t, func(t *testing.T, r *room) {
		r.Clock.Set(at("2026-11-16 20:59"))
		r.sms.fail = func(n int) error {
			if n == 1 {
				return errBusy
			}
			return nil
		}
		r.queue(t, receipt("phone"))
		r.Settle(t)
		r.Clock.Set(at("2026-11-17 02:00"))
		r.Settle(t)
		if r.sms.n != 1 {
			t.Fatalf("%d tries in the night", r.sms.n)
		}
		r.queue(t, Message{To: Citizen(wang), Template: Archived, Door: "phone", Params: map[string]string{"number": "261116000017"},
			After: at("2026-11-17 22:00")})
		r.Clock.Set(at("2026-11-17 08:00"))
		r.Settle(t)
		if len(r.sms.seen) != 1 {
			t.Fatalf("sent %d in the morning", len(r.sms.seen))
		}
		r.Clock.Set(at("2026-11-18 03:00"))
		r.Settle(t)
		if len(r.sms.seen) != 1 {
			t.Fatal("a planned message went out at night")
		}
		r.Clock.Set(at("2026-11-18 08:00"))
		r.Settle(t)
		if len(r.sms.seen) != 2 {
			t.Errorf("sent %d", len(r.sms.seen))
		}
	})
}

// A job that could not run in time does not wake anybody.
func TestSend_QuietWhenOverdue(t *testing.T) {
	each(t, func(t *testing.T, r *room) {
		r.Clock.Set(at("2026-11-16 20:59"))
		r.queue(t, receipt("phone"))
		r.Clock.Set(at("2026-11-16 23:00"))
		r.Settle(t)
		if r.sms.n != 0 || r.track(t).State != Waiting {
			t.Fatalf("%d tries at night", r.sms.n)
		}
		r.Clock.Set(at("2026-11-17 08:00"))
		r.Settle(t)
		if len(r.sms.seen) != 1 {
			t.Errorf("sent %d in the morning", len(r.sms.seen))
		}
	})
}

// What a stopping process cuts off is no failure of the sender.
func TestSend_Stopping(t *testing.T) {
	each(t, func(t *testing.T, r *room) {
		r.queue(t, receipt("phone"))
		ctx, stop := context.WithCancel(t.Context())
		r.sms.fail = func(int) error {
			stop()
			return ctx.Err()
		}
		payload := fmt.Sprintf(`{"notice":"%d"}`, r.track(t).ID)
		effects, err := r.send(ctx, jobs.Job{Payload: []byte(payload)})
		if effects != nil || !errors.Is(err, context.Canceled) || r.sms.n != 1 {
			t.Errorf("effects %v, error %v, %d tries", effects != nil, err, r.sms.n)
		}
	})
}

func TestAudible(t *testing.T) {
	off := Config{QuietFrom: time.Hour, QuietTo: time.Hour}
	noon := Config{QuietFrom: 12 * time.Hour, QuietTo: 14 * time.Hour}
	for _, c := range []struct {
		config    Config
		from, end string
	}{
		{off, "2026-11-16 03:00", "2026-11-16 03:00"},
		{noon, "2026-11-16 11:59", "2026-11-16 11:59"},
		{noon, "2026-11-16 12:00", "2026-11-16 14:00"},
		{noon, "2026-11-16 14:00", "2026-11-16 14:00"},
	} {
		if got := c.config.audible(at(c.from).UTC()); !got.Equal(at(c.end)) {
			t.Errorf("audible(%s) = %v, want %s", c.from, got, c.end)
		}
	}
}

// Neither the room's log nor the log sender shows a person, a text or a code.
func TestSend_Logs(t *testing.T) {
	each(t, func(t *testing.T, r *room) {
		var out bytes.Buffer
		log := slog.New(slog.NewJSONHandler(&out, nil))
		r.log = log
		r.sms.fail = func(int) error { return fmt.Errorf("138 1234 5521, w@example.com: %w, %w", errBusy, ErrUnreachable) }
		r.senders["mail"] = LogSender{log}
		r.queue(t, receipt("phone"))
		r.Settle(t)
		if track := r.track(t); track.State != Sent {
			t.Fatalf("track %+v", track)
		}
		text := out.String() + fmt.Sprintf("%v %+v %#v", r.book.contacts[wang], r.book.contacts[wang], r.book.contacts[wang])
		for _, word := range []string{"1381234", "138 1234", "5521", "example.com", "王小明", "K7PD", "您的诉求"} {
			if strings.Contains(text, word) {
				t.Errorf("the log shows %q: %s", word, text)
			}
		}
		if !strings.Contains(text, "notice would be sent") || !strings.Contains(text, "gateway busy") {
			t.Errorf("log: %s", text)
		}
		if err := (LogSender{log}).Send(t.Context(), Delivery{}); !errors.Is(err, ErrUnreachable) {
			t.Errorf("without any contact: %v", err)
		}
	})
}
