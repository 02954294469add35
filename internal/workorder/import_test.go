package workorder

import (
	"slices"
	"strings"
	"testing"
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
)

// take imports a row as the system does.
func (b *bench) take(p auth.Principal, h HistoricalOrder) (o Order, added bool, err error) {
	err = b.Store.Write(b.t.Context(), func(tx *store.Tx) (err error) {
		o, added, err = b.s.ImportHistorical(tx, p, h)
		return err
	})
	return o, added, err
}

func historical() HistoricalOrder {
	return HistoricalOrder{
		Source: "旧热线", Key: "2016-0001", Kind: KindConsult, Title: "如何办理居住证", Content: "请问居住证怎么办理？",
		State: StateCompleted, Unit: unitWaters, Reply: "请到派出所办理。", CreatedAt: time.Date(2016, 3, 1, 2, 0, 0, 0, time.UTC),
	}
}

func TestImport(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		o, added, err := b.take(auth.System, historical())
		if err != nil || !added {
			t.Fatalf("added = %v, err = %v", added, err)
		}
		got := b.load(o.ID)
		if got.State != StateCompleted || !got.Imported || got.Number != "2016-0001" || !got.CreatedAt.Equal(historical().CreatedAt) {
			t.Errorf("order = %+v", got)
		}
		for name, at := range map[string]time.Time{"dispatched": got.DispatchedAt, "signed": got.SignedAt, "replied": got.RepliedAt,
			"completed": got.CompletedAt, "due": got.DueAt, "total due": got.TotalDueAt, "next mark": got.NextMarkAt} {
			if !at.IsZero() {
				t.Errorf("the time of %s was invented: %s", name, at)
			}
		}
		if kinds := strings.Join(b.events(o.ID), " "); kinds != EventImported {
			t.Errorf("events = %s", kinds)
		}
		v, err := b.s.View(b.Store.Read(t.Context()), waters, o.ID)
		if err != nil || v.Clock != nil || len(v.Replies) != 1 || v.Replies[0].Outcome != OutcomeUnknown || v.Overdue {
			t.Errorf("view = %+v, err = %v", v, err)
		}
		again, added, err := b.take(auth.System, historical())
		if err != nil || added || again.ID != o.ID || len(b.events(o.ID)) != 1 {
			t.Errorf("a second run: added = %v, err = %v", added, err)
		}
		other := historical()
		other.Source = "另一热线"
		if _, added, err := b.take(auth.System, other); err != nil || !added {
			t.Errorf("the same key of another source: added = %v, err = %v", added, err)
		}
		b.Clock.Advance(400 * 24 * time.Hour)
		b.Settle(t)
		if kinds := b.events(o.ID); len(kinds) != 1 {
			t.Errorf("a timer ran: %v", kinds)
		}
	})
}

// TestImport_Ended: retention counts from the last time that was recorded, from the import if none was. What an older system
// completed and never archived ended with that.
func TestImport_Ended(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		at := time.Date(2016, 3, 9, 2, 0, 0, 0, time.UTC)
		for key, c := range map[string]struct {
			change func(*HistoricalOrder)
			want   time.Time
		}{
			"completed":         {func(h *HistoricalOrder) { h.CompletedAt = at }, at},
			"completed unknown": {func(*HistoricalOrder) {}, b.s.now()},
			"archived":          {func(h *HistoricalOrder) { h.State, h.CompletedAt, h.ArchivedAt = StateArchived, at.Add(-time.Hour), at }, at},
			"known":             {func(h *HistoricalOrder) { h.State, h.CompletedAt = StateArchived, at }, at},
			"unknown":           {func(h *HistoricalOrder) { h.State = StateArchived }, b.s.now()},
			"open":              {func(h *HistoricalOrder) { h.State, h.Reply = StateHandling, "" }, time.Time{}},
		} {
			h := historical()
			h.Key = key
			c.change(&h)
			o, _, err := b.take(auth.System, h)
			if got := b.load(o.ID); err != nil || !got.EndedAt.Equal(c.want) {
				t.Errorf("%s: ended at %v, want %v; %v", key, got.EndedAt, c.want, err)
			}
		}
	})
}

// TestImport_RedoneEnds: an imported order that ended as completed goes on when it is redone, and then ends as any other.
func TestImport_RedoneEnds(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		o, _, err := b.take(auth.System, historical())
		if err != nil {
			t.Fatal(err)
		}
		ended := func() []ids.ID {
			t.Helper()
			list, err := b.s.Ended(b.Store.Read(t.Context()), b.Clock.Now().Add(time.Second), ErasedWords, 10)
			if err != nil {
				t.Fatal(err)
			}
			return list
		}
		if list := ended(); !slices.Equal(list, []ids.ID{o.ID}) {
			t.Errorf("ended: %v, want %d", list, o.ID)
		}
		o = b.do(o, VerbRedo, CaseOnly)
		erase := func() error {
			return b.Store.Write(t.Context(), func(tx *store.Tx) error { return b.s.Erase(tx, auth.System, o.ID, ErasedWords, "retention") })
		}
		if list := ended(); len(list) != 0 || code(erase()) != "workorder.not_ended" {
			t.Errorf("redone: ended %v, erased: %v", list, erase())
		}
		o = b.do(b.do(b.do(o, VerbSign, CaseOnly), VerbReply, CaseOnly), VerbReview, CaseApprove)
		if list := ended(); len(list) != 0 || o.State != StateCompleted {
			t.Errorf("completed here: %s, ended %v; its citizen is still asked", o.State, list)
		}
		b.Clock.Advance(time.Hour)
		o = b.do(o, VerbArchive, CaseOnly)
		if got := b.load(o.ID); !got.EndedAt.Equal(b.s.now()) || code(erase()) != "ok" {
			t.Errorf("archived: ended at %v", got.EndedAt)
		}
	})
}

// TestImport_ComesAlive: an imported order that is given out again has a clock like any other.
func TestImport_ComesAlive(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		h := historical()
		h.State, h.Reply = StateHandling, ""
		o, _, err := b.take(auth.System, h)
		if err != nil {
			t.Fatal(err)
		}
		o = b.do(o, VerbReassign, CaseOnly)
		if o.DueAt.IsZero() || o.NextMarkAt.IsZero() || !o.TotalDueAt.IsZero() {
			t.Errorf("reassigned = %+v", o)
		}
		h.Key = "2016-0002"
		o, _, err = b.take(auth.System, h)
		if err != nil {
			t.Fatal(err)
		}
		o = b.do(b.do(o, VerbReply, CaseOnly), VerbReview, CaseApprove)
		if o.State != StateCompleted || o.RepliedAt.IsZero() {
			t.Errorf("completed = %+v", o)
		}
		h.Key, h.State = "2016-0003", StateRegistered
		o, _, err = b.take(auth.System, h)
		if err != nil || o.Unit != 0 {
			t.Fatalf("registered = %+v, err = %v", o, err)
		}
		b.do(b.do(b.do(o, VerbDispatch, CaseOnly), VerbReturn, CaseOnly), VerbReviewReturn, CaseUphold)
	})
}

func TestImport_Refused(t *testing.T) {
	b := newBench(t, storeOf(t))
	for name, c := range map[string]struct {
		change func(*HistoricalOrder)
		code   string
		field  string
	}{
		"NoSource":      {func(h *HistoricalOrder) { h.Source = "" }, "workorder.import_key", ""},
		"NoKey":         {func(h *HistoricalOrder) { h.Key = " " }, "workorder.import_key", ""},
		"NoWords":       {func(h *HistoricalOrder) { h.Title, h.Content = "", "" }, "workorder.import_row", "content"},
		"NoKind":        {func(h *HistoricalOrder) { h.Kind = "" }, "workorder.import_row", "kind"},
		"WrongOutcome":  {func(h *HistoricalOrder) { h.Outcome = "good" }, "workorder.import_row", "outcome"},
		"WrongState":    {func(h *HistoricalOrder) { h.State = "closed" }, "workorder.import_row", "state"},
		"UnderReview":   {func(h *HistoricalOrder) { h.State = StateReplied }, "workorder.import_row", "state"},
		"HandledByNone": {func(h *HistoricalOrder) { h.State, h.Unit = StateHandling, 0 }, "workorder.import_row", "unit"},
		"HugeContent":   {func(h *HistoricalOrder) { h.Content = strings.Repeat("长", 20001) }, "workorder.import_row", "content"},
		"LongTitle":     {func(h *HistoricalOrder) { h.Title = strings.Repeat("长", 121) }, "workorder.import_row", "title"},
		"NotUTF8":       {func(h *HistoricalOrder) { h.Reply = "\xff" }, "workorder.import_row", "reply"},
		"TitleOnly":     {func(h *HistoricalOrder) { h.Key, h.Content = "t", "" }, "ok", ""},
		"ContentOnly":   {func(h *HistoricalOrder) { h.Key, h.Title = "c", "" }, "ok", ""},
		"NobodyKnows":   {func(h *HistoricalOrder) { h.Key, h.Unit = "n", 0 }, "ok", ""},
	} {
		t.Run(name, func(t *testing.T) {
			h := historical()
			c.change(&h)
			o, _, err := b.take(auth.System, h)
			if code(err) != c.code {
				t.Fatalf("code = %s, want %s", code(err), c.code)
			}
			if c.field != "" && (len(fault.Of(err).Fields) == 0 || fault.Of(err).Fields[0].Location != c.field) {
				t.Errorf("fields = %+v, want %s", fault.Of(err).Fields, c.field)
			}
			if err == nil && (o.Title == "" || o.Content == "") {
				t.Errorf("order = %+v", o)
			}
		})
	}
	if _, _, err := b.take(centre, historical()); code(err) != "auth.forbidden" {
		t.Errorf("by a person: %s", code(err))
	}
}
