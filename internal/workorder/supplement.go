package workorder

import (
	"fmt"
	"slices"
	"time"

	"onedoor/internal/language"
	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/ledger"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

// SupplementIn is what a citizen adds to an open order.
type SupplementIn struct {
	Content     string   `json:"content" maxLength:"20000" doc:"what the citizen added; phones and identity numbers masked"`
	Attachments []ids.ID `json:"attachment_ids,omitempty" doc:"uploads of the same person"`
	// Owner is who uploaded the files; the zero value means the person who uses the verb.
	Owner Owner `json:"-"`
}

// Supplement is one addition by the citizen (补充, 追加).
type Supplement struct {
	ID      ids.ID
	By      ids.ID // 0: the citizen
	At      time.Time
	Content string
}

// Supplement adds what the citizen said later. Nothing moves and no clock changes, but the
// order has a new version: who was about to reply must read it first. The version may be 0.
// Faults: workorder.invalid, .file_missing and those of every verb.
func (s *Service) Supplement(tx *store.Tx, p auth.Principal, id ids.ID, version int64, in SupplementIn) (Order, error) {
	o, err := s.begin(tx, p, id, version, VerbSupplement)
	if err != nil {
		return Order{}, err
	}
	w := wordCheck{}
	content := w.text("content", "补充内容", in.Content, maxContent, true)
	if err := w.err(); err != nil {
		return Order{}, err
	}
	// Intake has masked what came through it and keeps the original; what staff type here must not reach units either.
	content, _ = language.MaskPersonal(content)
	owner := in.Owner
	if owner == (Owner{}) {
		owner = OwnerStaff(p.ID)
	}
	uploads, err := s.takeUploads(tx, owner, in.Attachments)
	if err != nil {
		return Order{}, err
	}
	before, child, now := *o, ids.New(), s.now()
	if isCentre(p) && p.ID != 0 && o.ContactAsked {
		o.ContactAsked = false // what the citizen said on the centre's call, which is the contact that the unit asked for
		if err := s.metContact(tx, o, now); err != nil {
			return Order{}, err
		}
	}
	salt, commit := ledger.Commit(content)
	err = tx.Do(`INSERT INTO workorder_supplement (order_id, id, by_id, at, content, salt) VALUES (?, ?, ?, ?, ?, ?)`,
		o.ID, child, p.ID, wall.Micros(now), content, salt)
	if err != nil {
		return Order{}, fmt.Errorf("workorder: insert supplement: %w", err)
	}
	if err := linkUploads(tx, o.ID, child, uploads, now); err != nil {
		return Order{}, err
	}
	if err := s.tellMain(tx, p, o, func(p auth.Principal, main *Order) error {
		_, err := s.Supplement(tx, p, main.ID, 0, SupplementIn{Content: fromMerged(o, main, content, maxContent)})
		return err
	}); err != nil {
		return Order{}, err
	}
	return *o, s.apply(tx, p, o, before, move(VerbSupplement, CaseOnly), Detail{Child: child, Commit: commit})
}

// tellMain passes on what was said about a merged order to the one that is worked on.
func (s *Service) tellMain(tx *store.Tx, p auth.Principal, o *Order, tell func(p auth.Principal, main *Order) error) error {
	if o.State != StateMerged {
		return nil
	}
	main, err := lockOrder(tx, o.MergedInto)
	if err != nil {
		return err
	}
	if !slices.Contains(clockStates, main.State) {
		return nil // completed a moment ago; this order will be, too
	}
	p.Scope = auth.Scope{All: true} // who may add to the merged order may so add to its main order
	return tell(p.WithRights(RightRead, RightSealed, RightSupplement, RightUrge), main)
}

// fromMerged says which order words come from, in most characters at most. Those of a sealed order stay there.
func fromMerged(o, main *Order, words string, most int) string {
	if o.Sealed && !main.Sealed {
		words = "（内容保密，请联系热线中心）"
	}
	text := []rune("【并单 " + o.Number + "】" + words)
	return string(text[:min(len(text), most)])
}

func loadSupplements(q store.Queryer, order ids.ID) ([]Supplement, error) {
	rows, err := q.Query(`SELECT id, by_id, at, content FROM workorder_supplement WHERE order_id = ? ORDER BY id`, order)
	return store.Collect(rows, err, func(r store.Row) (u Supplement, err error) {
		var at int64
		err = r.Scan(&u.ID, &u.By, &at, &u.Content)
		u.At = wall.FromMicros(at)
		return u, err
	})
}
