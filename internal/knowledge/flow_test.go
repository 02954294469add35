package knowledge

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/store"
)

func TestFlow(t *testing.T) {
	each(t, func(t *testing.T, r room) {
		a := r.publish(t, KindArticle, text("公积金提取"))
		if a.State != StatePublished || a.Published != 1 || r.search(t, "公积金") != "公积金提取" {
			t.Fatalf("%+v, found %q", a, r.search(t, "公积金"))
		}

		a = must[Article](t)(r.save(t, editor, a, text("公积金贷款")))
		if a.State != StateDraft || a.Version != 2 || a.Published != 1 {
			t.Fatalf("after saving: %+v", a)
		}
		if got := r.search(t, "公积金"); got != "公积金提取" {
			t.Errorf("readers find %q while a draft is in work", got)
		}
		_, v, err := r.Read(r.Store.Read(t.Context()), seat, a.ID)
		if err != nil || v.Title != "公积金提取" {
			t.Errorf("a reader reads %q, %v", v.Title, err)
		}

		a = must[Article](t)(r.do(t, editor, VerbSubmit, a))
		a = must[Article](t)(r.do(t, reviewer, VerbReject, a))
		a = must[Article](t)(r.save(t, editor, a, text("公积金贷款额度")))
		a = must[Article](t)(r.do(t, editor, VerbSubmit, a))
		a = must[Article](t)(r.do(t, reviewer, VerbApprove, a))
		if a.Published != 3 || r.search(t, "公积金") != "公积金贷款额度" {
			t.Errorf("%+v, found %q", a, r.search(t, "公积金"))
		}
		if got := r.search(t, "提取"); got != "" {
			t.Errorf("the old version is still found: %q", got)
		}

		a = must[Article](t)(r.do(t, editor, VerbRetire, a))
		if a.Published != 0 || r.search(t, "公积金") != "" {
			t.Errorf("retired: %+v, found %q", a, r.search(t, "公积金"))
		}
		_, _, err = r.Read(r.Store.Read(t.Context()), seat, a.ID)
		wantFault(t, err, ErrNotFound)

		history, err := r.Ledger.History(r.Store.Read(t.Context()), a.ID)
		if err != nil {
			t.Fatal(err)
		}
		var kinds []string
		for _, rec := range history {
			kinds = append(kinds, strings.TrimPrefix(rec.Kind, "knowledge."))
			if strings.ContainsAny(string(rec.Payload), "公积金数字") {
				t.Errorf("words in the ledger: %s", rec.Payload)
			}
		}
		if got, want := strings.Join(kinds, " "), "saved submitted approved saved submitted rejected saved submitted approved retired"; got != want {
			t.Errorf("events %s\nwant %s", got, want)
		}
		reviews, err := r.Reviews(r.Store.Read(t.Context()), reviewer, a.ID)
		if err != nil || len(reviews) != 7 || reviews[3].Note != "数字有误" || reviews[3].Verdict != "rejected" {
			t.Errorf("reviews %+v, %v", reviews, err)
		}
	})
}

// Every state × every verb, against the machine's table written out by hand.
func TestMachine(t *testing.T) {
	allowed := map[State][]Verb{
		StateDraft:     {VerbSave, VerbSubmit, VerbRetire},
		StateSubmitted: {VerbApprove, VerbReject, VerbRetire},
		StateRejected:  {VerbSave, VerbRetire},
		StatePublished: {VerbSave, VerbRetire},
		StateRetired:   {VerbSave},
	}
	path := map[State][]Verb{
		StateDraft: nil, StateSubmitted: {VerbSubmit}, StateRejected: {VerbSubmit, VerbReject},
		StatePublished: {VerbSubmit, VerbApprove}, StateRetired: {VerbRetire},
	}
	each(t, func(t *testing.T, r room) {
		for _, state := range States {
			for _, verb := range []Verb{VerbSave, VerbSubmit, VerbApprove, VerbReject, VerbRetire} {
				a := must[Article](t)(r.create(t, editor, KindArticle, text("条目")))
				for _, v := range path[state] {
					a = must[Article](t)(r.do(t, reviewer, v, a))
				}
				if a.State != state {
					t.Fatalf("came to %s instead of %s", a.State, state)
				}
				_, err := r.do(t, reviewer, verb, a)
				if slices.Contains(allowed[state], verb) {
					if err != nil {
						t.Errorf("%s in %s: %v", verb, state, err)
					}
				} else {
					wantFault(t, err, ErrState)
				}
				offered := slices.Contains(verbs(reviewer, state, 0, false), verb)
				if offered != (err == nil) {
					t.Errorf("%s in %s: offered %v, allowed %v", verb, state, offered, err == nil)
				}
			}
		}
	})
}

func TestApprove_OwnText(t *testing.T) {
	each(t, func(t *testing.T, r room) {
		a := must[Article](t)(r.create(t, reviewer, KindArticle, text("我写的")))
		a = must[Article](t)(r.save(t, editor, a, text("他改的")))
		a = must[Article](t)(r.do(t, editor, VerbSubmit, a))
		_, err := r.do(t, reviewer, VerbApprove, a)
		wantFault(t, err, ErrOwn) // an earlier version of the same change is the reviewer's
		if _, err := r.do(t, editor2, VerbApprove, a); err != nil {
			t.Fatal(err)
		}
		// What the reviewer wrote long ago is in force by somebody else's approval.
		a.State, a.Published = StatePublished, a.Version
		a = must[Article](t)(r.save(t, editor, a, text("又改的")))
		a = must[Article](t)(r.do(t, editor, VerbSubmit, a))
		if _, err := r.do(t, reviewer, VerbApprove, a); err != nil {
			t.Error(err)
		}
	})
}

func TestVerbs_WhoMay(t *testing.T) {
	each(t, func(t *testing.T, r room) {
		water := text("水价说明")
		water.Unit = 31
		draft := must[Article](t)(r.create(t, officer, KindArticle, water))
		centre := must[Article](t)(r.create(t, editor, KindArticle, text("中心草稿")))
		inForce := r.publish(t, KindArticle, water)
		nobody := auth.Principal{}
		for name, c := range map[string]struct {
			p    auth.Principal
			a    Article
			verb Verb
			want error
		}{
			"Nobody":             {nobody, draft, VerbSave, fault.SignIn},
			"SeatWrites":         {seat, draft, VerbSave, fault.Forbidden},
			"EditorApproves":     {editor, draft, VerbApprove, fault.Forbidden},
			"OtherUnitDraft":     {officer2, draft, VerbSave, ErrNotFound},
			"OtherUnitPublished": {officer2, inForce, VerbRetire, ErrScope},
			"UnitWritesCentre":   {officer, centre, VerbSave, ErrNotFound},
			"OtherUnitReviews":   {officer2, draft, VerbApprove, ErrNotFound},
			"Unknown":            {editor, Article{ID: 12345, Version: 1}, VerbSave, ErrNotFound},
			"Stale":              {editor, Article{ID: draft.ID, Version: 9}, VerbSave, ErrStale},
		} {
			_, err := r.do(t, c.p, c.verb, c.a)
			if err == nil {
				t.Errorf("%s: allowed", name)
				continue
			}
			wantFault(t, err, c.want)
		}
		_, err := r.create(t, officer, KindArticle, Content{Title: "别家的", Body: "话", Unit: 32})
		wantFault(t, err, ErrScope)
		moved := water
		moved.Unit = 32
		_, err = r.save(t, officer, draft, moved)
		wantFault(t, err, ErrScope) // not by giving it away either
		own := must[Article](t)(r.create(t, officer, KindArticle, text("自家的")))
		_, v, err := load(r.Store.Read(t.Context()), own.ID, false)
		if err != nil || v.Unit != 31 {
			t.Errorf("a unit's entry belongs to %v, %v", v.Unit, err)
		}
		if got := r.list(t, officer, Query{View: ViewDraft}); !strings.Contains(got, "水价说明") || strings.Contains(got, "中心草稿") {
			t.Errorf("the unit sees drafts %q", got)
		}
		for name, p := range map[string]auth.Principal{"Seat": seat, "OtherUnit": officer2} {
			for _, view := range []View{ViewDraft, ViewAll, ViewSubmitted, ViewRetired, ViewExpired, ViewExpiring} {
				if got := r.list(t, p, Query{View: view}); got != "" {
					t.Errorf("%s sees %s: %q", name, view, got)
				}
			}
			_, _, err := r.ReadVersion(r.Store.Read(t.Context()), p, draft.ID, 1)
			wantFault(t, err, ErrVersion)
			_, err = r.Versions(r.Store.Read(t.Context()), p, inForce.ID)
			wantFault(t, err, ErrNotFound)
		}
	})
}

func TestClean(t *testing.T) {
	each(t, func(t *testing.T, r room) {
		ok := text("好的")
		with := func(change func(*Content)) Content {
			c := ok
			change(&c)
			return c
		}
		for name, c := range map[string]struct {
			kind  Kind
			c     Content
			field string
		}{
			"NoTitle":      {KindArticle, with(func(c *Content) { c.Title = " \n" }), "body.title"},
			"LongTitle":    {KindArticle, with(func(c *Content) { c.Title = strings.Repeat("长", 101) }), "body.title"},
			"NoBody":       {KindArticle, with(func(c *Content) { c.Body = "\x00\x01" }), "body.body"},
			"LongBody":     {KindArticle, with(func(c *Content) { c.Body = strings.Repeat("长", 20_001) }), "body.body"},
			"LongKeyword":  {KindArticle, with(func(c *Content) { c.Keywords = []string{strings.Repeat("长", 31)} }), "body.keywords"},
			"NoSuchUnit":   {KindArticle, with(func(c *Content) { c.Unit = 99 }), "body.unit_id"},
			"NoSuchClass":  {KindArticle, with(func(c *Content) { c.Category = 99 }), "body.category_id"},
			"UnexpiringAn": {KindAnnouncement, ok, "body.expires_at"},
			"ExpiresFirst": {KindArticle, with(func(c *Content) { c.ExpiresAt = time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC) }), "body.expires_at"},
			"FarFuture":    {KindArticle, with(func(c *Content) { c.ExpiresAt = time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC) }), "body.expires_at"},
			"NoSuchKind":   {"poem", ok, "body.kind"},
		} {
			_, err := r.create(t, editor, c.kind, c.c)
			f := fault.Of(err)
			if f == nil || f.Code != ErrContent.Code || len(f.Fields) == 0 || f.Fields[0].Location != c.field {
				t.Errorf("%s: %+v", name, f)
			}
		}
		messy := Content{Title: "  标题\x00 \t一 ", Body: "第一段  \r\n\r\n第二段\x1b[0m\xff ", Keywords: []string{"水费", " 水费 ", "", "缴费"}, Category: 7}
		a := must[Article](t)(r.create(t, editor, KindArticle, messy))
		_, v, err := load(r.Store.Read(t.Context()), a.ID, false)
		if err != nil || v.Title != "标题 一" || v.Body != "第一段\n\n第二段[0m" || !slices.Equal(v.Keywords, []string{"水费", "缴费"}) {
			t.Errorf("cleaned to %q %q %q, %v", v.Title, v.Body, v.Keywords, err)
		}
	})
}

func TestSave_NothingNew(t *testing.T) {
	each(t, func(t *testing.T, r room) {
		a := must[Article](t)(r.create(t, editor, KindArticle, text("一样")))
		again := must[Article](t)(r.save(t, editor, a, text("一样")))
		if again.Version != 1 {
			t.Errorf("version %d", again.Version)
		}
	})
}

// Many editors save over the same version at once: one is taken, the others are told.
func TestSave_Together(t *testing.T) {
	each(t, func(t *testing.T, r room) {
		a := must[Article](t)(r.create(t, editor, KindArticle, text("原稿")))
		errs := make(chan error, 8)
		for i := range cap(errs) {
			go func() {
				errs <- r.Store.Write(t.Context(), func(tx *store.Tx) error {
					_, err := r.Save(tx, editor, a.ID, 1, text(fmt.Sprintf("第%d人的稿", i)))
					return err
				})
			}()
		}
		taken := 0
		for range cap(errs) {
			if err := <-errs; err == nil {
				taken++
			} else {
				wantFault(t, err, ErrStale)
			}
		}
		if taken != 1 {
			t.Errorf("%d were taken", taken)
		}
	})
}

func TestExpire(t *testing.T) {
	each(t, func(t *testing.T, r room) {
		notice := text("周六停水")
		notice.ExpiresAt = r.Clock.Now().Add(2 * day)
		a := r.publish(t, KindAnnouncement, notice)
		count := func() int {
			history, err := r.Ledger.History(r.Store.Read(t.Context()), a.ID)
			if err != nil {
				t.Fatal(err)
			}
			n := 0
			for _, rec := range history {
				if rec.Kind == EventExpired {
					n++
				}
			}
			return n
		}
		r.Settle(t)
		if count() != 0 {
			t.Error("expired early")
		}
		r.Clock.Advance(2 * day)
		if got := r.search(t, "停水"); got != "" {
			t.Errorf("found after expiry: %q", got)
		}
		if got := r.list(t, editor, Query{View: ViewExpired}); got != "周六停水" {
			t.Errorf("expired list %q", got)
		}
		r.Settle(t)
		r.Clock.Advance(day)
		r.Settle(t)
		if count() != 1 {
			t.Errorf("told %d times", count())
		}
		// A newer version lives and expires anew.
		notice.ExpiresAt = r.Clock.Now().Add(day)
		a = must[Article](t)(r.save(t, editor, a, notice))
		a = must[Article](t)(r.do(t, editor, VerbSubmit, a))
		_ = must[Article](t)(r.do(t, reviewer, VerbApprove, a))
		r.Clock.Advance(2 * day)
		r.Settle(t)
		if count() != 2 {
			t.Errorf("told %d times in all", count())
		}
	})
}
