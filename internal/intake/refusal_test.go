package intake

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/vault"
	"onedoor/internal/workorder"
)

// What each verb must do with a refusal in each state: written by hand, apart from the machine's own table. A state is
// what it becomes; a code is why it is refused.
var refusalExpected = map[RefusalState]map[RefusalVerb]string{
	RefusalRefused:  {VerbRefuse: "-", VerbAppeal: "appealed", VerbUphold: "intake.no_appeal", VerbGrant: "intake.no_appeal"},
	RefusalAppealed: {VerbRefuse: "-", VerbAppeal: "intake.appealed_already", VerbUphold: "stands", VerbGrant: "taken_on"},
	RefusalStands:   {VerbRefuse: "-", VerbAppeal: "intake.appealed_already", VerbUphold: "intake.appeal_decided", VerbGrant: "intake.appeal_decided"},
	RefusalTakenOn:  {VerbRefuse: "-", VerbAppeal: "intake.appealed_already", VerbUphold: "intake.appeal_decided", VerbGrant: "intake.appeal_decided"},
}

// bringTo makes a refusal in a state.
func (b *bench) bringTo(state RefusalState) (Receipt, Refusal) {
	b.t.Helper()
	r := b.refuse("outside-city", "")
	steps := map[RefusalState][]RefusalVerb{RefusalRefused: {}, RefusalAppealed: {VerbAppeal}, RefusalStands: {VerbAppeal, VerbUphold}, RefusalTakenOn: {VerbAppeal, VerbGrant}}
	for _, v := range steps[state] {
		if err := b.use(v, r); err != nil {
			b.t.Fatalf("%s: %v", v, err)
		}
	}
	return r, b.refusal(r)
}

func (b *bench) use(v RefusalVerb, r Receipt) error {
	f := b.refusal(r)
	if v == VerbAppeal {
		return b.s.AppealByCitizen(b.t.Context(), r.Number, r.QueryCode, AppealIn{Words: "事情发生在本市。"})
	}
	return b.Store.Write(b.t.Context(), func(tx *store.Tx) error {
		_, err := b.s.ReviewAppeal(tx, reviewer, f.ID, ReviewAppealIn{Version: f.Version, Grant: v == VerbGrant, Words: "经核实。"})
		return err
	})
}

var reviewer = auth.Principal{ID: 13, Name: "审核员", Scope: auth.Scope{All: true}}.WithRights(RightRead, RightRefusals, RightAppealReview, workorder.RightRead, workorder.RightSealed)

// refuse takes a call on that the seat refuses.
func (b *bench) refuse(code, earlier string) Receipt {
	b.t.Helper()
	in := b.call()
	in.Requests[0].Then = &Then{Verb: ThenRefuse, Text: "事发地在外省", RefuseIn: RefuseIn{Code: code, Earlier: earlier}}
	return b.takeOn(seat, in)[0]
}

func (b *bench) refusal(r Receipt) Refusal {
	b.t.Helper()
	f, err := refusalOf(b.q(), r.Request)
	if err != nil || f == nil {
		b.t.Fatalf("%v %v", f, err)
	}
	return *f
}

func TestRefusalMachine(t *testing.T) {
	each(t, Options{}, func(t *testing.T, b *bench) {
		for state, verbs := range refusalExpected {
			for verb, want := range verbs {
				if want == "-" {
					continue
				}
				t.Run(string(state)+"/"+string(verb), func(t *testing.T) {
					r, _ := b.bringTo(state)
					err := b.use(verb, r)
					if strings.Contains(want, ".") {
						if code(err) != want || b.refusal(r).State != state {
							t.Errorf("%v, state %s", err, b.refusal(r).State)
						}
						return
					}
					if err != nil || string(b.refusal(r).State) != want {
						t.Errorf("%v, state %s", err, b.refusal(r).State)
					}
				})
			}
		}
	})
}

func TestAppeal(t *testing.T) {
	each(t, Options{}, func(t *testing.T, b *bench) {
		t.Run("GrantedFromNow", func(t *testing.T) {
			r := b.refuse("outside-city", "")
			b.Clock.Advance(5 * 24 * time.Hour)
			if err := b.use(VerbAppeal, r); err != nil {
				t.Fatal(err)
			}
			b.Clock.Advance(24 * time.Hour)
			if err := b.use(VerbGrant, r); err != nil {
				t.Fatal(err)
			}
			f := b.refusal(r)
			o := b.order(f.Order)
			if o.Number != r.Number || o.State != workorder.StateRegistered || !o.CreatedAt.Equal(b.s.now()) || o.Title != b.form().Title || o.Category != b.leak {
				t.Fatalf("%+v", o)
			}
			chain, _ := b.Ledger.History(b.q(), f.Order)
			var kinds []string
			for _, e := range chain {
				kinds = append(kinds, e.Kind)
			}
			if fmt.Sprint(kinds) != "[intake.refused intake.appealed intake.appeal_granted workorder.created]" {
				t.Errorf("%v", kinds)
			}
			v, err := b.s.Track(t.Context(), r.Number, r.QueryCode)
			if err != nil || v.State != "registered" || !v.MaySupplement || v.Refusal == nil || len(v.Timeline) != 4 {
				t.Errorf("%+v %v", v, err)
			}
			if list, err := b.s.RequestsOf(b.q(), seat, f.Order, 0); err != nil || len(list) != 1 || list[0].Number != r.Number {
				t.Errorf("%+v %v", list, err)
			}
			b.complete2(f.Order)
		})
		t.Run("NotByWhoRefused", func(t *testing.T) {
			r, f := b.bringTo(RefusalAppealed)
			own := seat.WithRights(RightAppealReview)
			err := b.Store.Write(t.Context(), func(tx *store.Tx) error {
				_, err := b.s.ReviewAppeal(tx, own, f.ID, ReviewAppealIn{Version: f.Version, Grant: true, Words: "行"})
				return err
			})
			if code(err) != "intake.own_refusal" || b.refusal(r).State != RefusalAppealed {
				t.Errorf("%v", err)
			}
		})
		t.Run("TooLate", func(t *testing.T) {
			r := b.refuse("outside-city", "")
			b.Clock.Set(b.refusal(r).Until.Add(-time.Second))
			other := b.refuse("outside-city", "")
			b.Clock.Set(b.refusal(r).Until)
			if err := b.use(VerbAppeal, r); code(err) != "intake.appeal_too_late" {
				t.Errorf("%v", err)
			}
			if err := b.use(VerbAppeal, other); err != nil {
				t.Errorf("%v", err)
			}
		})
		t.Run("NotRefused", func(t *testing.T) {
			r := b.takeOn(seat, b.call())[0]
			if err := b.s.AppealByCitizen(t.Context(), r.Number, r.QueryCode, AppealIn{Words: "为什么"}); code(err) != "intake.not_refused" {
				t.Errorf("%v", err)
			}
			if err := b.s.AppealByCitizen(t.Context(), r.Number, "0000-00000-0000", AppealIn{Words: "为什么"}); code(err) != "intake.no_such_request" {
				t.Errorf("%v", err)
			}
		})
		t.Run("SubmittedTwiceAndAtOnce", func(t *testing.T) {
			r := b.refuse("outside-city", "")
			in := AppealIn{Words: "事情发生在本市，电话 13900001111。", Token: "appeal-form-0123456789"}
			var wg sync.WaitGroup
			for range 8 {
				wg.Go(func() {
					if err := b.s.AppealByCitizen(t.Context(), r.Number, r.QueryCode, in); err != nil {
						t.Error(err)
					}
				})
			}
			wg.Wait()
			if f := b.refusal(r); f.State != RefusalAppealed || strings.Contains(f.Appeal, "13900001111") || f.AppealDoor != DoorWeb {
				t.Errorf("%+v", f)
			}
			if n := b.count(`SELECT COUNT(*) FROM ledger_event WHERE subject = ? AND kind = ?`, b.refusal(r).Order, EventAppealed); n != 1 {
				t.Errorf("%d appeals", n)
			}
			in.Words = "别的理由"
			if err := b.s.AppealByCitizen(t.Context(), r.Number, r.QueryCode, in); code(err) != "intake.token_reused" {
				t.Errorf("%v", err)
			}
			texts, err := b.s.Originals(as(t.Context(), seat.WithRights(append(seat.Rights(), vault.RightReveal)...)), r.Request, "verify", "核对受理内容")
			if err != nil || len(texts) != 1 || !strings.Contains(texts[0].Words, "13900001111") {
				t.Errorf("%+v %v", texts, err)
			}
			if v, err := b.s.RequestByNumber(b.q(), reviewer, r.Number); err != nil || !v.Masked {
				t.Errorf("the request does not tell of its original: %v", err)
			}
		})
		t.Run("ThroughASeat", func(t *testing.T) {
			r := b.refuse("outside-city", "")
			id := b.refusal(r).ID
			status, answer := b.http(seat, http.MethodPost, "/refusals/"+id.String()+"/appeal", map[string]any{"words": "再看看", "door": "phone"}, "Idempotency-Key", "appeal-key-1")
			if status != 200 || answer["state"] != "appealed" {
				t.Fatalf("%d %v", status, answer)
			}
			status, answer = b.http(officer(b.waters).WithRights(RightTakeOn), http.MethodPost, "/refusals/"+id.String()+"/appeal", map[string]any{"words": "x", "door": "phone"})
			if status != 403 {
				t.Errorf("%d %v", status, answer)
			}
			status, answer = b.http(reviewer, http.MethodPost, "/refusals/"+id.String()+"/review", map[string]any{"version": 2, "grant": false, "words": ""})
			if status != 422 {
				t.Errorf("without reasons: %d %v", status, answer)
			}
			status, answer = b.http(reviewer, http.MethodPost, "/refusals/"+id.String()+"/review", map[string]any{"version": 9, "grant": false, "words": "维持"})
			if answer["code"] != "intake.refusal_stale" {
				t.Errorf("stale: %d %v", status, answer)
			}
			status, answer = b.http(reviewer, http.MethodPost, "/refusals/"+id.String()+"/review", map[string]any{"version": 2, "grant": false, "words": "维持"})
			if status != 200 || answer["state"] != "stands" {
				t.Errorf("%d %v", status, answer)
			}
			v, err := b.s.Track(t.Context(), r.Number, r.QueryCode)
			if err != nil || v.Refusal.Review != "维持" || v.StateText != "经复核，维持不予受理" {
				t.Errorf("%+v %v", v, err)
			}
		})
	})
}

// complete2 dispatches an order and brings it to its completion.
func (b *bench) complete2(id ids.ID) {
	b.t.Helper()
	b.write(func(tx *store.Tx) error {
		o, err := b.orders.Get(tx, auth.System, id)
		if err == nil {
			_, err = b.orders.Dispatch(tx, auth.System, id, o.Version, workorder.DispatchIn{Unit: b.waters})
		}
		return err
	})
	b.complete(id, "已办好")
}

func TestRefusals_HTTP(t *testing.T) {
	each(t, Options{}, func(t *testing.T, b *bench) {
		for range 3 {
			b.refuse("court", "")
		}
		r, f := b.bringTo(RefusalAppealed)
		status, page := b.http(seat, http.MethodGet, "/refusals?limit=2", nil)
		if status != 200 || len(page["items"].([]any)) != 2 || page["next_cursor"] == "" {
			t.Fatalf("%d %v", status, page)
		}
		status, page = b.http(seat, http.MethodGet, "/refusals?limit=2&cursor="+page["next_cursor"].(string), nil)
		if status != 200 || len(page["items"].([]any)) != 2 || page["next_cursor"] != nil {
			t.Errorf("%d %v", status, page)
		}
		status, page = b.http(seat, http.MethodGet, "/refusals?state=appealed", nil)
		if status != 200 || len(page["items"].([]any)) != 1 || page["items"].([]any)[0].(map[string]any)["number"] != r.Number {
			t.Errorf("%d %v", status, page)
		}
		status, page = b.http(seat, http.MethodGet, "/refusals?from=2020-01-01&to=2020-01-02&number="+strings.ToLower(r.Number[:6])+"-"+r.Number[6:], nil)
		if status != 200 || len(page["items"].([]any)) != 1 {
			t.Errorf("by number: %d %v", status, page)
		}
		status, page = b.http(seat, http.MethodGet, "/refusals/counts?from=2026-11-16&to=2026-11-16", nil)
		counts := fmt.Sprint(page["items"])
		if status != 200 || !strings.Contains(counts, "court") || len(page["items"].([]any)) != 2 {
			t.Errorf("%d %v", status, page)
		}
		if status, page = b.http(seat, http.MethodGet, "/refusals/counts?from=2026-11-17", nil); status != 200 || len(page["items"].([]any)) != 0 {
			t.Errorf("%d %v", status, page)
		}
		if status, page = b.http(seat, http.MethodGet, "/refusals?from=gestern", nil); status != 422 {
			t.Errorf("%d %v", status, page)
		}
		if status, page = b.http(seat, http.MethodGet, "/refusals/"+f.ID.String(), nil); status != 200 || page["appeal"] != "事情发生在本市。" || page["may_review"] != false {
			t.Errorf("%d %v", status, page)
		}
		if _, page = b.http(reviewer, http.MethodGet, "/refusals/"+f.ID.String(), nil); page["may_review"] != true {
			t.Errorf("%v", page)
		}
		if status, page = b.http(seat, http.MethodGet, "/refusals/4711", nil); status != 404 || page["code"] != "intake.no_refusal" {
			t.Errorf("%d %v", status, page)
		}
		if status, _ = b.http(officer(b.waters), http.MethodGet, "/refusals", nil); status != 403 {
			t.Errorf("an officer: %d", status)
		}
		scoped := officer(b.waters).WithRights(RightRefusals)
		if status, _ = b.http(scoped, http.MethodGet, "/refusals/"+f.ID.String(), nil); status != 403 {
			t.Errorf("somebody of a unit: %d", status)
		}
		if status, page = b.http(seat, http.MethodPost, "/advice", map[string]any{"content": "着火了，快来"}); status != 200 || len(page["emergencies"].([]any)) != 1 {
			t.Errorf("%d %v", status, page)
		}
	})
}
