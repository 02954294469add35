package intake

import (
	"fmt"
	"strings"
	"time"

	"onedoor/internal/notice"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

// Notices is what the room asks of the notice room.
type Notices interface {
	Queue(tx *store.Tx, m notice.Message) error
}

// Links are the addresses on the citizens' portal that messages hold: {number} is replaced by the receipt number, {link} by
// the code of a short link, which tells nothing of whom it is for. They may be paths or whole addresses.
type Links struct {
	Track string // default /track
	Short string // default /s/{link}
}

func (l Links) withDefaults() Links {
	if l.Track == "" {
		l.Track = "/track"
	}
	if l.Short == "" {
		l.Short = "/s/{link}"
	}
	return l
}

func fillLink(link, number string) string { return strings.ReplaceAll(link, "{number}", number) }

// noticeReceipt tells the requester the receipt. The notice room seals the code and wipes it once it was sent.
func (s *Service) noticeReceipt(tx *store.Tx, r *Request) error {
	return s.notify(tx, r, notice.Receipt, map[string]string{"number": r.Number,
		"code": GroupCode(s.codes.of(r.ID, r.Number)), "link": fillLink(s.options.Links.Track, r.Number)})
}

// noticeRefused tells that a request is not taken on, and where the path and the way to appeal stand. Who has no receipt
// yet gets the query code with it.
func (s *Service) noticeRefused(tx *store.Tx, r *Request, f *Refusal) error {
	params := map[string]string{"number": r.Number, "reason": f.Label, "link": fillLink(s.options.Links.Track, r.Number)}
	template := notice.Refused
	if f.Fresh {
		template, params["code"] = notice.RefusedReceipt, GroupCode(s.codes.of(r.ID, r.Number))
	}
	return s.notify(tx, r, template, params)
}

// notify queues one message to the person behind a request, through the door that the request came by. Nobody can be
// told of a request that nobody is known of: its page tells.
func (s *Service) notify(tx *store.Tx, r *Request, template string, params map[string]string) error {
	if r.Identity == 0 {
		return nil
	}
	err := s.Notices.Queue(tx, notice.Message{To: notice.Citizen(r.Identity), Template: template, Params: params,
		Order: r.Order, Request: r.ID, Door: r.Door})
	if err != nil {
		return fmt.Errorf("intake: notice %s: %w", template, err)
	}
	return nil
}

// rfc3339 is how messages take times.
func rfc3339(us int64) string { return wall.FromMicros(us).Format(time.RFC3339) }
