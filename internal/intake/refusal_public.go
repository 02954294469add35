package intake

import (
	"encoding/json"
	"fmt"
	"time"

	"onedoor/internal/platform/ledger"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
	"onedoor/internal/workorder"
)

// PublicRefusal is what a requester sees of a refusal: reason, right path, and how an appeal stands. No staff.
type PublicRefusal struct {
	Label       string     `json:"label"`
	Phone       string     `json:"phone,omitempty"`
	Path        string     `json:"path"`
	Legal       string     `json:"legal,omitempty"`
	Words       string     `json:"words,omitempty"`
	Earlier     string     `json:"earlier,omitempty"`
	Transferred string     `json:"transferred,omitempty"`
	TransferAt  *time.Time `json:"transferred_at,omitempty"`
	At          time.Time  `json:"at"`
	State       string     `json:"state"`
	MayAppeal   bool       `json:"may_appeal"`
	UntilText   string     `json:"until_text" doc:"the last day on which an appeal is taken"`
	Appeal      string     `json:"appeal,omitempty"`
	Review      string     `json:"review,omitempty"`
}

func (f *Refusal) public(now time.Time) *PublicRefusal {
	v := &PublicRefusal{Label: f.Label, Phone: f.Phone, Path: f.Path, Legal: f.Legal, Words: f.Words, Earlier: f.Earlier,
		Transferred: f.Transfer, At: f.At, State: string(f.State), MayAppeal: f.mayAppeal(now), Appeal: f.Appeal, Review: f.Review,
		UntilText: f.Until.Add(-time.Second).In(wall.Shanghai).Format("2006年1月2日")}
	if !f.TransferAt.IsZero() {
		v.TransferAt = &f.TransferAt
	}
	return v
}

// refusedTexts say a refusal's state in a citizen's words.
var refusedTexts = map[RefusalState]string{RefusalRefused: "不予受理", RefusalAppealed: "已收到您的申诉，正在复核", RefusalStands: "经复核，维持不予受理"}

// refusedView shows a request that has no order at work: it was refused.
func (s *Service) refusedView(q store.Queryer, r Request, f *Refusal) (PublicView, error) {
	v := PublicView{Request: r.ID, Order: r.Order, Number: r.Number, Kind: r.Kind, KindName: workorder.Kind(r.Kind).Label(),
		CategoryName: s.Categories.CategoryName(q, r.Category), DivisionName: s.divisionName(q, r.Division), Title: r.Title,
		Content: r.Content, TakenAt: r.CreatedAt, State: string(f.State), StateText: refusedTexts[f.State],
		Replies: []PublicReply{}, Progress: []PublicStep{}, Refusal: f.public(s.Clock.Now())}
	first := "已受理，受理编号 " + r.Number
	if f.Fresh {
		first = "已登记，受理编号 " + r.Number
	}
	var err error
	v.Timeline, err = s.publicTimeline(q, r, f.Order, false, first)
	return v, err
}

// refusalSteps are the events of a refusal as its requester is told them.
var refusalSteps = map[string]string{EventRefused: "告知不予受理，以及应当办理的途径", EventAppealed: "已收到申诉",
	EventRefusalStands: "申诉已复核，维持不予受理", EventAppealGranted: "申诉成立，予以受理，办理时限从此时起算"}

// refusalStep tells an event of this requester's own refusal; empty for others'.
func refusalStep(r Request, rec ledger.Record) (string, error) {
	text, known := refusalSteps[rec.Kind]
	if !known {
		return "", nil
	}
	var p Refused
	if err := json.Unmarshal(rec.Payload, &p); err != nil {
		return "", fmt.Errorf("intake: timeline: %w", err)
	}
	if p.Request != r.ID {
		return "", nil
	}
	return text, nil
}
