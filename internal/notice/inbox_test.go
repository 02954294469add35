package notice

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/httpx"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/testkit"
)

func (r *room) inbox(t testing.TB, p auth.Principal, unread bool) []Item {
	t.Helper()
	items, err := r.Inbox(r.read(t), p, unread, 0, 200)
	if err != nil {
		t.Fatal(err)
	}
	return items
}

func (r *room) mark(t testing.TB, p auth.Principal, id ids.ID) (at time.Time, err error) {
	t.Helper()
	err = r.Store.Write(t.Context(), func(tx *store.Tx) (err error) {
		at, err = r.MarkRead(tx, p, id)
		return err
	})
	return at, err
}

func TestInbox(t *testing.T) {
	each(t, func(t *testing.T, r *room) {
		r.queue(t, urgedMessage(water, 1))
		r.queue(t, urgedMessage(roads, 2))
		r.queue(t, Message{To: Staff(lin), Template: WorkFailed, Params: map[string]string{"kind": "<b>回访</b>"}})
		r.queue(t, receipt("phone"))

		mine := r.inbox(t, person(lin, water), false)
		if len(mine) != 2 || mine[0].ToUnit || !mine[1].ToUnit || mine[1].OrderID != order || mine[1].ReadAt != nil {
			t.Fatalf("inbox %+v", mine)
		}
		if want := "工单 261116000017 收到第 1 次催办，请尽快办理并与诉求人联系。"; mine[1].Text != want || mine[1].Title != "市民催办" {
			t.Errorf("%s: %s", mine[1].Title, mine[1].Text)
		}
		if !strings.Contains(mine[0].Text, "<b>回访</b>") {
			t.Errorf("text %s", mine[0].Text)
		}
		for name, c := range map[string]struct {
			p    auth.Principal
			want int
		}{
			"Colleague":    {person(chen, water), 1},
			"OtherUnit":    {person(chen, roads), 1},
			"NoUnit":       {auth.Principal{ID: chen, Scope: auth.Scope{All: true}}, 0},
			"WiderScope":   {auth.Principal{ID: chen, Unit: 33, Scope: auth.Scope{Units: []ids.ID{water, roads}}}, 0},
			"Nobody":       {auth.Principal{}, 0},
			"System":       {auth.System, 0},
			"IdentityAsID": {auth.Principal{ID: wang, Unit: wang}, 0},
		} {
			n, err := r.Unread(r.read(t), c.p)
			if items := r.inbox(t, c.p, false); len(items) != c.want || n != c.want || err != nil {
				t.Errorf("%s: %d messages, %d unread, %v, want %d", name, len(items), n, err, c.want)
			}
		}
	})
}

func TestMarkRead(t *testing.T) {
	each(t, func(t *testing.T, r *room) {
		r.queue(t, urgedMessage(water, 1))
		id := r.inbox(t, person(lin, water), true)[0].ID
		first := r.Clock.Now().UTC()
		if got, err := r.mark(t, person(lin, water), id); err != nil || !got.Equal(first) {
			t.Fatalf("MarkRead = %v, %v", got, err)
		}
		r.Clock.Advance(time.Hour)
		if got, err := r.mark(t, person(lin, water), id); err != nil || !got.Equal(first) {
			t.Errorf("again: %v, %v, want the first time", got, err)
		}
		if n, _ := r.Unread(r.read(t), person(chen, water)); n != 1 {
			t.Errorf("the colleague has %d unread, want 1", n)
		}
		if _, err := r.mark(t, person(chen, water), id); err != nil {
			t.Error(err)
		}
		if items := r.inbox(t, person(lin, water), true); len(items) != 0 {
			t.Errorf("unread %+v", items)
		}
		if items := r.inbox(t, person(lin, water), false); len(items) != 1 || items[0].ReadAt == nil || !items[0].ReadAt.Equal(first) {
			t.Errorf("all %+v", items)
		}
		events := r.history(t, id)
		if len(events) != 1 || events[0].Kind != KindRead || events[0].Actor != lin || len(events[0].Units) != 1 || events[0].Units[0] != water {
			t.Errorf("events %+v", events)
		}

		r.queue(t, receipt("phone"))
		var citizens ids.ID
		if err := r.read(t).QueryRow(`SELECT id FROM notice_message WHERE to_kind = 1`).Scan(&citizens); err != nil {
			t.Fatal(err)
		}
		for name, c := range map[string]struct {
			p  auth.Principal
			id ids.ID
		}{
			"Unknown": {person(lin, water), 404}, "OtherUnit": {person(lin, roads), id}, "Nobody": {auth.Principal{}, id},
			"Citizens": {auth.Principal{ID: wang, Unit: wang}, citizens}, "System": {auth.System, id},
		} {
			if _, err := r.mark(t, c.p, c.id); !errors.Is(err, ErrNotFound) {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}

func TestMarkRead_WithoutReceipt(t *testing.T) {
	each(t, func(t *testing.T, r *room) {
		r.queue(t, Message{To: Staff(lin), Template: WorkFailed, Params: map[string]string{"kind": "x"}})
		if _, err := r.mark(t, person(lin, water), r.inbox(t, person(lin, water), true)[0].ID); err != nil {
			t.Fatal(err)
		}
		if kinds := r.kinds(t); len(kinds) != 0 {
			t.Errorf("events %v", kinds)
		}
	})
}

func TestMarkAllRead(t *testing.T) {
	each(t, func(t *testing.T, r *room) {
		for i := range 4 {
			r.queue(t, Message{To: Staff(lin), Template: WorkFailed, Params: map[string]string{"kind": fmt.Sprint(i)}})
		}
		r.queue(t, urgedMessage(water, 1)) // asks for a receipt
		r.queue(t, Message{To: Unit(water), Template: ReturnUpheld, Params: map[string]string{"number": "261116000017"}})
		p := person(lin, water)
		items := r.inbox(t, p, true)
		all := func(p auth.Principal, upTo ids.ID) (n int) {
			r.write(t, func(tx *store.Tx) (err error) {
				n, err = r.MarkAllRead(tx, p, upTo)
				return err
			})
			return n
		}
		if n := all(p, items[4].ID); n != 2 {
			t.Errorf("marked %d up to the second, want 2", n)
		}
		if n := all(p, items[0].ID); n != 3 {
			t.Errorf("marked %d up to the newest, want 3", n)
		}
		if n := all(p, items[0].ID); n != 0 {
			t.Errorf("marked %d again", n)
		}
		if left := r.inbox(t, p, true); len(left) != 1 || left[0].Template != Urged {
			t.Errorf("left %+v", left)
		}
		if n := all(auth.Principal{}, items[0].ID); n != 0 {
			t.Errorf("nobody marked %d", n)
		}
		if n := len(r.inbox(t, person(chen, water), true)); n != 2 {
			t.Errorf("the colleague has %d unread, want 2", n)
		}
	})
}

func TestUnread_Many(t *testing.T) {
	each(t, func(t *testing.T, r *room) {
		r.write(t, func(tx *store.Tx) error {
			for range unreadWindow + 20 {
				if err := r.Queue(tx, Message{To: Staff(lin), Template: WorkFailed, Params: map[string]string{"kind": "x"}}); err != nil {
					return err
				}
			}
			return nil
		})
		if n, err := r.Unread(r.read(t), person(lin, water)); n != unreadMax || err != nil {
			t.Errorf("Unread = %d, %v", n, err)
		}
		// Those beyond the window no longer call for attention, but can be read.
		p := person(lin, water)
		r.write(t, func(tx *store.Tx) error {
			_, err := r.MarkAllRead(tx, p, r.inbox(t, p, true)[0].ID)
			return err
		})
		if n := len(r.inbox(t, p, true)); n != 0 {
			t.Errorf("%d unread after reading all", n)
		}
		old, err := r.Inbox(r.read(t), p, false, 0, 1000)
		if err != nil || len(old) != unreadWindow+20 || old[len(old)-1].ReadAt != nil || old[0].ReadAt == nil {
			t.Errorf("%d messages, %v", len(old), err)
		}
	})
}

func TestSweep(t *testing.T) {
	each(t, func(t *testing.T, r *room) {
		r.write(t, func(tx *store.Tx) error {
			for range sweepBatch + 10 {
				if err := r.Queue(tx, Message{To: Staff(lin), Template: WorkFailed, Params: map[string]string{"kind": "x"}}); err != nil {
					return err
				}
			}
			return nil
		})
		if _, err := r.mark(t, person(lin, water), r.inbox(t, person(lin, water), true)[0].ID); err != nil {
			t.Fatal(err)
		}
		r.Clock.Advance(r.config.Keep)
		r.queue(t, urgedMessage(water, 1))
		r.Settle(t)
		if n := r.count(t, `SELECT COUNT(*) FROM notice_message`); n != sweepBatch+11 {
			t.Fatalf("%d kept on the last day", n)
		}
		r.Clock.Advance(24 * time.Hour)
		r.Settle(t)
		if n := r.count(t, `SELECT COUNT(*) FROM notice_message`); n != 1 {
			t.Errorf("%d kept, want the young one", n)
		}
		if n := r.count(t, `SELECT COUNT(*) FROM notice_read`); n != 0 {
			t.Errorf("%d readings kept", n)
		}
	})
}

func TestNew_Refused(t *testing.T) {
	st := testkit.Store(t, Migrations)
	r := newRoom(t, st)
	lacking := BuiltIn()
	delete(lacking, Receipt)
	changed := BuiltIn()
	changed[Receipt] = Template{Name: Receipt, To: citizen, Title: "a", Text: "b"}
	turned := BuiltIn()
	x := turned[Urged]
	x.To = staff
	turned[Urged] = x
	for name, c := range map[string]struct {
		config Config
		want   string
	}{
		"UnknownSender":   {Config{Routes: map[string][]string{"": {"pigeon"}}}, "pigeon"},
		"LacksTemplate":   {Config{Templates: lacking}, "is missing"},
		"OtherParameters": {Config{Templates: changed}, "other parameters"},
		"OtherAudience":   {Config{Templates: turned}, "goes to staff"},
	} {
		_, err := New(Deps{Store: st, Ledger: r.Ledger, Jobs: r.Jobs, Clock: r.Clock, Ring: r.ring, Contacts: r.book}, c.config)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestHTTP(t *testing.T) {
	testkit.Each(t, func(t *testing.T, st *store.Store) {
		r := newRoom(t, st)
		for i := range 5 {
			r.queue(t, urgedMessage(water, i+1))
		}
		server := httpx.New(httpx.Options{Version: "test"})
		r.Routes(server.API)
		call := func(p auth.Principal, method, path, body string, into any) int {
			req := httptest.NewRequest(method, "/api/v1"+path, strings.NewReader(body))
			req.Header.Set("Content-Type", "application/json")
			w := httptest.NewRecorder()
			server.Handler().ServeHTTP(w, req.WithContext(auth.With(req.Context(), p)))
			if into != nil {
				if err := json.Unmarshal(w.Body.Bytes(), into); err != nil {
					t.Errorf("%s: %v: %s", path, err, w.Body)
				}
			}
			return w.Code
		}
		p := person(lin, water)
		var seen []ids.ID
		for cursor, page := "", 0; page == 0 || cursor != ""; page++ {
			var got httpx.Page[Item]
			if status := call(p, http.MethodGet, "/notices?limit=2&unread=1&cursor="+cursor, "", &got); status != 200 || page > 3 {
				t.Fatalf("status %d, page %d", status, page)
			}
			for _, i := range got.Items {
				seen = append(seen, i.ID)
			}
			cursor = got.NextCursor
		}
		if len(seen) != 5 || seen[0] < seen[4] {
			t.Fatalf("pages %v", seen)
		}
		var count unreadCount
		if status := call(p, http.MethodGet, "/notices/unread", "", &count); status != 200 || count.Unread != 5 {
			t.Errorf("%d, %+v", status, count)
		}
		var read readOut
		if status := call(p, http.MethodPost, "/notices/"+seen[0].String()+"/read", "", &read); status != 200 || read.ID != seen[0] || read.ReadAt.IsZero() {
			t.Errorf("%d, %+v", status, read)
		}
		for name, c := range map[string]struct {
			p            auth.Principal
			method, path string
			body         string
			status       int
		}{
			"Nobody":       {auth.Principal{}, http.MethodGet, "/notices", "", 401},
			"NoRight":      {auth.Principal{ID: lin, Unit: water}, http.MethodGet, "/notices", "", 403},
			"NobodyReads":  {auth.Principal{}, http.MethodPost, "/notices/" + seen[0].String() + "/read", "", 401},
			"OtherUnit":    {person(chen, roads), http.MethodPost, "/notices/" + seen[1].String() + "/read", "", 404},
			"BadID":        {p, http.MethodPost, "/notices/x/read", "", 422},
			"BadLimit":     {p, http.MethodGet, "/notices?limit=1000000", "", 422},
			"BadCursor":    {p, http.MethodGet, "/notices?cursor=-1", "", 422},
			"BadUnread":    {p, http.MethodGet, "/notices?unread=maybe", "", 422},
			"ReadAllEmpty": {p, http.MethodPost, "/notices/read", "{}", 422},
			"ReadAll":      {p, http.MethodPost, "/notices/read", `{"up_to":"` + seen[0].String() + `"}`, 200},
		} {
			if status := call(c.p, c.method, c.path, c.body, nil); status != c.status {
				t.Errorf("%s: %d, want %d", name, status, c.status)
			}
		}
	}, Migrations, httpx.Migrations)
}
