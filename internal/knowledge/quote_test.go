package knowledge

import (
	"testing"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
)

func TestQuote(t *testing.T) {
	each(t, func(t *testing.T, r room) {
		quote := func(p auth.Principal, article, order ids.ID) (Quote, error) {
			return write(t, r, func(tx *store.Tx) (Quote, error) {
				q, _, err := r.Quote(tx, p, article, order)
				return q, err
			})
		}
		cite := func(order ids.ID, articles ...ids.ID) error {
			_, err := write(t, r, func(tx *store.Tx) (int, error) { return 0, r.Cite(tx, seat, order, articles) })
			return err
		}
		a := r.publish(t, KindWording, text("水价口径"))
		first := must[Quote](t)(quote(seat, a.ID, 900))
		a = must[Article](t)(r.save(t, editor, a, text("水价新口径")))
		a = must[Article](t)(r.do(t, editor, VerbSubmit, a))
		a = must[Article](t)(r.do(t, reviewer, VerbApprove, a))
		second := must[Quote](t)(quote(officer, a.ID, 900))
		if first.Version != 1 || second.Version != 2 {
			t.Errorf("quoted versions %d, %d", first.Version, second.Version)
		}
		_, v, err := r.ReadVersion(r.Store.Read(t.Context()), seat, a.ID, 1)
		if err != nil || v.Title != "水价口径" {
			t.Errorf("the quoted version reads %q, %v", v.Title, err)
		}
		_, err = quote(seat, a.ID, 901)
		wantFault(t, err, errNoOrder)
		_, err = r.Quotes(r.Store.Read(t.Context()), officer2, 900)
		wantFault(t, err, errNoOrder)
		_, err = quote(seat, 4242, 900)
		wantFault(t, err, ErrNotFound)
		_, err = quote(officer2, a.ID, 0)
		wantFault(t, err, fault.Forbidden)

		// Quoted at the desk before the order existed, cited with it: the version of then.
		must[Quote](t)(quote(seat, a.ID, 0))
		a = must[Article](t)(r.save(t, editor, a, text("水价再新口径")))
		a = must[Article](t)(r.do(t, editor, VerbSubmit, a))
		a = must[Article](t)(r.do(t, reviewer, VerbApprove, a))
		other := r.publish(t, KindArticle, text("报修"))
		if err := cite(910, a.ID, other.ID, a.ID); err != nil {
			t.Fatal(err)
		}
		kept := func(order ids.ID) []Quote {
			rows, err := r.Store.Read(t.Context()).Query(`SELECT order_id, id, article_id, n, staff, at FROM knowledge_quote WHERE order_id = ? ORDER BY id`, order)
			return must[[]Quote](t)(store.Collect(rows, err, scanQuote))
		}
		list := kept(910)
		if len(list) != 2 || list[0].Version != 2 || list[0].Order != 910 || list[1].Article != other.ID {
			t.Errorf("cited %+v", list)
		}
		// The next order of the same contact rests on the same quotation.
		if err := cite(912, a.ID); err != nil {
			t.Fatal(err)
		}
		if next := kept(912); len(next) != 1 || next[0].Version != 2 {
			t.Errorf("cited again %+v", next)
		}
		// Quoted for an order that is there, cited with it: once, in the version of then.
		if err := cite(900, a.ID); err != nil {
			t.Fatal(err)
		}
		if list := kept(900); len(list) != 2 || list[0].Version != 1 || list[1].Version != 2 {
			t.Errorf("quoted and cited %+v", list)
		}

		expiring := text("临时口径")
		expiring.ExpiresAt = r.Clock.Now().Add(day)
		e := r.publish(t, KindWording, expiring)
		r.Clock.Advance(2 * day)
		_, err = quote(seat, e.ID, 0)
		wantFault(t, err, ErrQuote)
		wantFault(t, cite(911, e.ID), ErrQuote)
		wantFault(t, cite(911, 4242), ErrQuote)
	})
}

func TestFeedback(t *testing.T) {
	each(t, func(t *testing.T, r room) {
		a := r.publish(t, KindArticle, text("报修"))
		f := must[Feedback](t)(write(t, r, func(tx *store.Tx) (Feedback, error) {
			return r.AddFeedback(tx, seat, a.ID, false, "市民 13800135521 说电话打不通")
		}))
		if f.Note != "市民 138****5521 说电话打不通" {
			t.Errorf("note %q", f.Note)
		}
		list, err := r.FeedbackOf(r.Store.Read(t.Context()), editor, a.ID)
		if err != nil || len(list) != 1 || list[0].Helpful || list[0].Version != 1 {
			t.Errorf("%+v, %v", list, err)
		}
		_, err = r.FeedbackOf(r.Store.Read(t.Context()), seat, a.ID)
		wantFault(t, err, ErrNotFound)
	})
}
