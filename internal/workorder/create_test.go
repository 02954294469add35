package workorder

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/ledger"
	"onedoor/internal/platform/store"
)

func TestCreate(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		form := b.form()
		form.Topics, form.OccurredAt, form.ReplyWanted = []string{"防汛"}, day(15, 20, 0), true
		o := b.must(func(tx *store.Tx) (Order, error) { return b.s.Create(tx, centre, form) })
		got := b.load(o.ID)
		if got.State != StateRegistered || got.Version != 1 || got.Unit != 0 || got.CreatedBy != centre.ID {
			t.Errorf("order = %+v", got)
		}
		if got.Title != form.Title || got.Content != form.Content || got.Topics[0] != "防汛" || !got.OccurredAt.Equal(form.OccurredAt) {
			t.Errorf("the words were not kept: %+v", got)
		}
		// 15 working days from Monday 2026-11-16 end on Monday 2026-12-07.
		if want := time.Date(2026, 12, 7, 17, 30, 0, 0, day(1, 0, 0).Location()); !got.TotalDueAt.Equal(want) || !got.DueAt.Equal(want) {
			t.Errorf("total due = %s, running due = %s, want %s", got.TotalDueAt, got.DueAt, want)
		}
		if kinds := strings.Join(b.events(o.ID), " "); kinds != EventCreated {
			t.Errorf("events = %s", kinds)
		}
	})
}

func TestCreate_BadForm(t *testing.T) {
	b := newBench(t, storeOf(t))
	for name, c := range map[string]struct {
		change func(*NewOrder)
		field  string
	}{
		"NoNumber":      {func(n *NewOrder) { n.Number = " " }, "number"},
		"NoTitle":       {func(n *NewOrder) { n.Title = "\n\t" }, "title"},
		"OnlyInvisible": {func(n *NewOrder) { n.Title = "\u202e\ufeff\x00" }, "title"},
		"LongTitle":     {func(n *NewOrder) { n.Title = strings.Repeat("长", 121) }, "title"},
		"NoContent":     {func(n *NewOrder) { n.Content = "" }, "content"},
		"HugeContent":   {func(n *NewOrder) { n.Content = strings.Repeat("水", 20001) }, "content"},
		"NotUTF8":       {func(n *NewOrder) { n.Content = "\xff\xfe" }, "content"},
		"NoKind":        {func(n *NewOrder) { n.Kind = "" }, "kind"},
		"WrongKind":     {func(n *NewOrder) { n.Kind = "投诉" }, "kind"},
		"LongAddress":   {func(n *NewOrder) { n.Address = strings.Repeat("路", 501) }, "address"},
		"ManyTopics":    {func(n *NewOrder) { n.Topics = make([]string, 21) }, "topics"},
		"EmptyTopic":    {func(n *NewOrder) { n.Topics = []string{""} }, "topics"},
	} {
		t.Run(name, func(t *testing.T) {
			form := b.form()
			c.change(&form)
			_, err := b.try(func(tx *store.Tx) (Order, error) { return b.s.Create(tx, centre, form) })
			if code(err) != ErrInvalid.Code {
				t.Fatalf("code = %s", code(err))
			}
			if fields := fault.Of(err).Fields; len(fields) == 0 || fields[0].Location != c.field {
				t.Errorf("fields = %+v, want %s", fields, c.field)
			}
		})
	}
	if rows, _, err := b.s.List(b.Store.Read(t.Context()), centre, Filter{}); err != nil || len(rows) != 0 {
		t.Errorf("%d orders after refusals only, err = %v", len(rows), err)
	}
}

// TestCreate_Cleaned holds that hostile characters do not get into rows.
func TestCreate_Cleaned(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		form := b.form()
		form.Title, form.Content = "标\x00题\u202e  反\n向", "第一行\r\n第二行\x07"
		o := b.must(func(tx *store.Tx) (Order, error) { return b.s.Create(tx, centre, form) })
		if got := b.load(o.ID); got.Title != "标题 反 向" || got.Content != "第一行\n第二行" {
			t.Errorf("title %q, content %q", got.Title, got.Content)
		}
	})
}

func TestCreateDispatched(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		form := b.form()
		o := b.must(func(tx *store.Tx) (Order, error) {
			return b.s.CreateDispatched(tx, centre, form, DispatchIn{Unit: unitWaters, Note: "请今日联系"})
		})
		got := b.load(o.ID)
		if got.State != StateDispatched || got.Version != 2 || got.Unit != unitWaters || got.Assignment != 1 {
			t.Errorf("order = %+v", got)
		}
		if kinds := strings.Join(b.events(o.ID), " "); kinds != EventCreated+" "+EventDispatched {
			t.Errorf("events = %s", kinds)
		}
		// It is the same order as one that was created and then dispatched.
		two := b.do(b.create(), VerbDispatch, CaseOnly)
		if two.State != got.State || two.Version != got.Version || !two.DueAt.Equal(got.DueAt) ||
			!two.SignDueAt.Equal(got.SignDueAt) || !two.NextMarkAt.Equal(got.NextMarkAt) || !two.TotalDueAt.Equal(got.TotalDueAt) {
			t.Errorf("in two steps %+v\nin one stroke %+v", two, got)
		}
	})
}

func TestCreateDispatched_Refused(t *testing.T) {
	b := newBench(t, storeOf(t))
	for name, c := range map[string]struct {
		in   DispatchIn
		code string
	}{
		"NoUnit":      {DispatchIn{}, "workorder.unit_missing"},
		"UnknownUnit": {DispatchIn{Unit: 12345}, "workorder.unit_unknown"},
		"ClosedUnit":  {DispatchIn{Unit: unitClosed}, "workorder.unit_closed"},
		"LongNote":    {DispatchIn{Unit: unitWaters, Note: strings.Repeat("字", 2001)}, "workorder.invalid"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := b.try(func(tx *store.Tx) (Order, error) { return b.s.CreateDispatched(tx, centre, b.form(), c.in) })
			if code(err) != c.code {
				t.Errorf("code = %s, want %s", code(err), c.code)
			}
		})
	}
	p := centre.WithRights(without(RightDispatch)...)
	_, err := b.try(func(tx *store.Tx) (Order, error) {
		return b.s.CreateDispatched(tx, p, b.form(), DispatchIn{Unit: unitWaters})
	})
	if code(err) != "auth.forbidden" {
		t.Errorf("without the right to dispatch: %s", code(err))
	}
}

func TestCreateAnswered(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		o := b.must(func(tx *store.Tx) (Order, error) {
			return b.s.CreateAnswered(tx, centre, b.form(), AnswerIn{Text: "请携带身份证到窗口办理。"})
		})
		got := b.load(o.ID)
		if got.State != StateCompleted || !got.Direct || got.CompletedAt.IsZero() || !got.NextMarkAt.IsZero() {
			t.Errorf("order = %+v", got)
		}
		replies, err := b.s.Replies(b.Store.Read(t.Context()), o.ID)
		if err != nil || len(replies) != 1 || replies[0].State != ReviewApproved || replies[0].Outcome != OutcomeExplained {
			t.Errorf("replies = %+v, err = %v", replies, err)
		}
		_, err = b.try(func(tx *store.Tx) (Order, error) {
			return b.s.CreateAnswered(tx, centre, b.form(), AnswerIn{Text: " "})
		})
		if code(err) != "workorder.invalid" {
			t.Errorf("without words: %s", code(err))
		}
	})
}

// TestLedger_NoWords walks through the whole loop and looks for words, names and numbers in
// the ledger; the commitments must stand for the words.
func TestLedger_NoWords(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		o := b.in(StateReplied)
		o = b.do(o, VerbSupplement, CaseOnly)
		o = b.do(o, VerbUrge, CaseOnly)
		o = b.do(o, VerbNote, CaseOnly)
		o = b.do(o, VerbReview, CaseReject)
		o = b.do(o, VerbReturn, CaseOnly)
		o = b.do(o, VerbReviewReturn, CasePassOn)
		records, err := b.Ledger.History(b.Store.Read(t.Context()), o.ID)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range records {
			var payload Payload
			if err := json.Unmarshal(r.Payload, &payload); err != nil {
				t.Fatal(err)
			}
			if bytes.ContainsFunc(r.Payload, func(c rune) bool { return c > 127 }) || strings.Contains(string(r.Payload), "水") {
				t.Errorf("%s holds words: %s", r.Kind, r.Payload)
			}
			if r.Kind == EventCreated {
				loaded := b.load(o.ID)
				if want := ledger.Recommit(loaded.Salt, loaded.Joined()); payload.Commit != want {
					t.Errorf("the commitment does not stand for the words")
				}
			}
		}
	})
}
