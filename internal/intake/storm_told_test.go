package intake

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/workorder"
)

func TestStorm_Told(t *testing.T) {
	each(t, Options{}, func(t *testing.T, b *bench) {
		before := b.takeOn(seat, b.call())[0] // will be merged: a mobile number
		in := b.stormIn()
		from := b.Clock.Now()
		in.From = &from
		x := b.declare(in)
		b.write(func(tx *store.Tx) error { return b.s.JoinOrder(tx, chief, x.ID, before.Order) })
		call := func(phone, door string) Receipt {
			form := b.dry(phone, func(r *RequestForm) { r.Title, r.CategoryID = "停水", b.leak })
			form.Door = door
			return b.takeOn(seat, form)[0]
		}
		mobile, fixed, letter, nobody := call("15400001111", DoorPhone), call("0756-2123456", DoorPhone), call("0756-2123457", DoorLetter), call("", DoorPhone)
		again := call("15400001111", DoorWeb) // the same person, another door
		gone := call("15400002222", DoorPhone)
		if err := b.s.WithdrawByCitizen(t.Context(), gone.Number, gone.QueryCode, ""); err != nil {
			t.Fatal(err)
		}
		told := func(kind string) map[ids.ID]string {
			rows, err := b.q().Query(`SELECT t.request_id, t.way FROM intake_storm_told t JOIN intake_storm_word w ON w.id = t.word_id WHERE w.kind = ?`, kind)
			found := map[ids.ID]string{}
			_, err = store.Collect(rows, err, func(r store.Row) (x int, err error) {
				var id ids.ID
				var way string
				err = r.Scan(&id, &way)
				found[id] = way
				return 0, err
			})
			if err != nil {
				t.Fatal(err)
			}
			return found
		}
		notices := func(r Receipt, template string) int {
			return b.count(`SELECT COUNT(*) FROM notice_message WHERE request_id = ? AND template = ?`, r.Request, template)
		}
		p := officer(b.waters).WithRights(append(officerRights, workorder.RightProgress)...)
		b.write(func(tx *store.Tx) error {
			o, err := b.orders.SignFor(tx, p, x.Order, b.order(x.Order).Version)
			if err == nil {
				_, err = b.orders.Progress(tx, p, x.Order, o.Version, workorder.ProgressIn{Content: "正在抢修主管道。"})
			}
			return err
		})
		b.Settle(t)
		want := map[ids.ID]string{before.Request: wayNotice, mobile.Request: wayNotice, fixed.Request: wayCall, letter.Request: wayLetter, nobody.Request: wayPage, again.Request: waySame, gone.Request: waySkip}
		if got := told(wordProgress); fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("progress: %v, want %v", got, want)
		}
		if notices(mobile, "storm-progress") != 1 || notices(again, "storm-progress") != 0 || notices(fixed, "storm-progress") != 0 {
			t.Error("notices of the progress")
		}
		for _, r := range []Receipt{mobile, before} {
			if v, err := b.s.Track(t.Context(), r.Number, r.QueryCode); err != nil || len(v.Progress) != 1 || v.Progress[0].Text != "正在抢修主管道。" {
				t.Errorf("%+v %v", v.Progress, err)
			}
		}
		// One reply reaches everybody.
		b.write(func(tx *store.Tx) error {
			o, err := b.orders.Reply(tx, p, x.Order, b.order(x.Order).Version, workorder.ReplyIn{Outcome: workorder.OutcomeResolved, Basis: "修复", PublicText: "已恢复供水。"})
			if err == nil {
				_, err = b.orders.ReviewReply(tx, leader, x.Order, o.Version, workorder.ReviewIn{Approve: true})
			}
			return err
		})
		b.Settle(t)
		want[before.Request] = wayOwn
		if got := told(wordAnswered); fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("answered: %v, want %v", got, want)
		}
		if notices(mobile, "storm-answered") != 1 || notices(before, "replied") != 1 || notices(mobile, "replied") != 0 {
			t.Error("notices of the answer")
		}
		for _, r := range []Receipt{mobile, fixed, nobody, before} {
			if v, err := b.s.Track(t.Context(), r.Number, r.QueryCode); err != nil || len(v.Replies) != 1 || v.Replies[0].Text != "已恢复供水。" || !v.MayRate {
				t.Errorf("%+v %v", v, err)
			}
		}
		// Told again after a lost job, nobody is told twice.
		b.write(func(tx *store.Tx) error {
			if _, err := tx.Exec(`UPDATE intake_storm_word SET done = 0, reached = 0`); err != nil {
				return err
			}
			rows, err := tx.Query(`SELECT id FROM intake_storm_word`)
			words, err := store.Collect(rows, err, func(r store.Row) (id ids.ID, err error) { return id, r.Scan(&id) })
			for _, w := range words {
				if err == nil {
					err = b.s.goOnTelling(tx, w, 0)
				}
			}
			return err
		})
		b.Settle(t)
		if notices(mobile, "storm-answered") != 1 {
			t.Error("told twice")
		}
		t.Run("Owed", func(t *testing.T) {
			status, page := b.http(seat, http.MethodGet, "/storms/"+x.ID.String()+"/owed", nil)
			items := page["items"].([]any)
			if status != 200 || len(items) != 2 || strings.Contains(fmt.Sprint(items), "2123456") {
				t.Fatalf("%d %v", status, page)
			}
			first := items[0].(map[string]any)
			path := "/storms/" + x.ID.String() + "/owed/" + first["word_id"].(string) + "/" + first["request_id"].(string)
			for n, want := range []string{"owed", "owed", "unreached"} {
				if status, page = b.http(seat, http.MethodPost, path, map[string]any{"reached": false}); status != 200 || page["state"] != want || page["tries"] != float64(n+1) {
					t.Fatalf("%d %v", status, page)
				}
			}
			if _, page = b.http(seat, http.MethodPost, path, map[string]any{"reached": true}); page["code"] != "intake.not_owed" {
				t.Errorf("%v", page)
			}
			second := items[1].(map[string]any)
			path = "/storms/" + x.ID.String() + "/owed/" + second["word_id"].(string) + "/" + second["request_id"].(string)
			if _, page = b.http(seat, http.MethodPost, path, map[string]any{"reached": true}); page["state"] != "done" {
				t.Errorf("%v", page)
			}
			f, err := b.s.StormFigures(b.q(), chief, x.ID)
			if err != nil || f.Owed != 0 || len(f.Told) != 2 {
				t.Errorf("%+v %v", f, err)
			}
		})
		t.Run("TheLastMoment", func(t *testing.T) { // somebody joined while the answer was being told
			r := b.takeOn(Citizen, b.dry("15400003333", func(r *RequestForm) { r.OwnMatter = true }))[0]
			b.write(func(tx *store.Tx) error {
				row, err := requestBy(tx, `id`, r.Request)
				if err != nil {
					return err
				}
				if _, err := tx.Exec(`UPDATE intake_request SET order_id = ?, order_number = ? WHERE id = ?`, x.Order, x.OrderNumber, r.Request); err != nil {
					return err
				}
				return b.s.putJoin(tx, x.ID, &row, r.Order, joinedNew, "{}")
			})
			b.write(func(tx *store.Tx) error { return b.s.retell(tx, 0) })
			b.Settle(t)
			if notices(r, "storm-answered") != 1 {
				t.Error("not told")
			}
		})
		t.Run("NothingJoinsAnAnsweredOrder", func(t *testing.T) {
			if r := b.takeOn(Citizen, b.dry("15400006666"))[0]; r.Order == x.Order {
				t.Error("joined")
			}
		})
	})
}

func TestStorm_Sample(t *testing.T) {
	x := Storm{ID: 7, Sample: 20}
	n := 0
	for id := range 5000 {
		if sampled(&x, ids.ID(id+1)) {
			n++
		}
	}
	if n < 800 || n > 1200 {
		t.Errorf("%d of 5000 at 20 %%", n)
	}
	for sample, want := range map[int]bool{0: false, 100: true} {
		if x.Sample = sample; sampled(&x, 9) != want {
			t.Errorf("%d", sample)
		}
	}
	for masked, want := range map[string]bool{"138****5521": true, "0756****456": false, "21****56": false, "": false, "+852****456": false} {
		if textable(masked) != want {
			t.Errorf("%s", masked)
		}
	}
}
