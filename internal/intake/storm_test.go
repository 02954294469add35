package intake

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/workorder"
)

var chief = auth.Principal{ID: 15, Name: "督办员", Scope: auth.Scope{All: true}}.WithRights(append(slices.Clone(Rights), workorder.RightRead)...)

func (b *bench) stormIn() StormIn {
	return StormIn{Name: "香洲区大面积停水", Kind: "water", Area: []string{"440402"}, Categories: []ids.ID{b.leak}, Keywords: "停水、没水；不算 停水通知",
		Announcement: "梅华街道停水，预计今晚 22 时恢复，请储水备用。", Sample: 100, UnitID: b.waters}
}

func (b *bench) declare(in StormIn) Storm {
	b.t.Helper()
	x, err := b.s.Declare(b.t.Context(), chief, in)
	if err != nil {
		b.t.Fatalf("%v %+v", err, fault.Of(err).Fields)
	}
	return x
}

// dry is a citizen's form about the event, from a number of its own.
func (b *bench) dry(phone string, change ...func(r *RequestForm)) TakeOnIn {
	in := TakeOnIn{Door: DoorWeb, Caller: Caller{ContactPhone: phone}, Requests: []RequestForm{{Kind: "help", Content: "我们小区停水了，什么时候来水？", DivisionCode: "440402007"}}}
	for _, c := range change {
		c(&in.Requests[0])
	}
	return in
}

func (b *bench) requestRow(id ids.ID) Request {
	b.t.Helper()
	r, err := requestBy(b.q(), `id`, id)
	if err != nil {
		b.t.Fatal(err)
	}
	return r
}

func TestStorm_Declare(t *testing.T) {
	each(t, Options{}, func(t *testing.T, b *bench) {
		x := b.declare(b.stormIn())
		o := b.order(x.Order)
		if o.State != workorder.StateDispatched || o.Unit != b.waters || o.Number != x.OrderNumber || !CheckedNumber(o.Number) || o.TotalDueAt.IsZero() || o.DueAt.IsZero() {
			t.Fatalf("%+v", o)
		}
		banners, err := b.s.Banners(b.q())
		if err != nil || len(banners) != 1 || banners[0].Announcement != b.stormIn().Announcement {
			t.Fatalf("%+v %v", banners, err)
		}
		if _, err := b.s.Declare(t.Context(), seat.WithRights(RightTakeOn), b.stormIn()); code(err) != "auth.forbidden" {
			t.Errorf("%v", err)
		}
		late, old := b.Clock.Now().Add(-time.Hour), b.Clock.Now().AddDate(0, -3, 0)
		for name, c := range map[string]struct {
			change func(in *StormIn)
			field  string
		}{
			"NoName":     {func(in *StormIn) { in.Name = " " }, "body.name"},
			"Kind":       {func(in *StormIn) { in.Kind = "meteor" }, "body.kind"},
			"Area":       {func(in *StormIn) { in.Area = []string{"999"} }, "body.area"},
			"Category":   {func(in *StormIn) { in.Categories = []ids.ID{4711} }, "body.categories"},
			"Nothing":    {func(in *StormIn) { in.Categories, in.Keywords = nil, "" }, "body.keywords"},
			"Keywords":   {func(in *StormIn) { in.Keywords = "停水；以及 别的" }, "body.keywords"},
			"Announce":   {func(in *StormIn) { in.Announcement = "" }, "body.announcement"},
			"Long":       {func(in *StormIn) { in.Announcement = strings.Repeat("长", 501) }, "body.announcement"},
			"Sample":     {func(in *StormIn) { in.Sample = 101 }, "body.sample"},
			"Until":      {func(in *StormIn) { in.Until = &late }, "body.until"},
			"From":       {func(in *StormIn) { in.From = &old }, "body.from"},
			"NoUnit":     {func(in *StormIn) { in.UnitID = 0 }, "body.unit_id"},
			"ClosedUnit": {func(in *StormIn) { in.UnitID = b.closed }, "body.unit_id"},
		} {
			in := b.stormIn()
			c.change(&in)
			_, err := b.s.Declare(t.Context(), chief, in)
			if f := fault.Of(err).Fields; len(f) == 0 || f[0].Location != c.field {
				t.Errorf("%s: %v %+v", name, err, f)
			}
		}
		if n := b.count(`SELECT COUNT(*) FROM intake_storm`); n != 1 {
			t.Errorf("%d events", n)
		}
	})
}

// TestStorm_Announcements: what callers hear is of the events that run, the newest first and no more than three.
func TestStorm_Announcements(t *testing.T) {
	each(t, Options{}, func(t *testing.T, b *bench) {
		hear := func(want ...string) {
			t.Helper()
			if got, err := b.s.Announcements(b.q()); err != nil || !slices.Equal(got, want) {
				t.Errorf("%q, %v, not %q", got, err, want)
			}
		}
		hear()
		declare := func(text string) Storm {
			in := b.stormIn()
			in.Announcement = text
			return b.declare(in)
		}
		declare("一")
		second := declare("二")
		declare("二")
		hear("二", "一")
		declare("三")
		declare("四")
		hear("四", "三", "二")
		later := b.Clock.Now().Add(time.Hour)
		in := b.stormIn()
		in.Announcement, in.From = "以后", &later
		if _, err := b.s.Declare(t.Context(), chief, in); err == nil {
			hear("四", "三", "二")
		}
		if err := b.s.Store.Write(t.Context(), func(tx *store.Tx) error {
			list, err := b.s.running(tx)
			for _, x := range list {
				if err == nil && x.ID != second.ID {
					_, err = b.s.EndStorm(tx, chief, x.ID, EndStormIn{Version: x.Version, Summary: "已恢复。"})
				}
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
		hear("二")
	})
}

func TestStorm_Match(t *testing.T) {
	each(t, Options{}, func(t *testing.T, b *bench) {
		x := b.declare(b.stormIn())
		for name, c := range map[string]struct {
			p      auth.Principal
			change func(r *RequestForm)
			joins  bool
		}{
			"WordsAndPlace": {Citizen, func(*RequestForm) {}, true},
			"PlaceAbove":    {Citizen, func(r *RequestForm) { r.DivisionCode = "440402" }, true},
			"PlaceUnknown":  {Citizen, func(r *RequestForm) { r.DivisionCode = "" }, true},
			"OtherPlace":    {Citizen, func(r *RequestForm) { r.DivisionCode = "4404" }, false},
			"OtherWords":    {Citizen, func(r *RequestForm) { r.Content = "路灯不亮。" }, false},
			"NoticeOnly":    {Citizen, func(r *RequestForm) { r.Content = "请问停水通知在哪里看？" }, false},
			"CategoryAlone": {seat, func(r *RequestForm) { r.Content, r.Title, r.CategoryID = "龙头滴水", "龙头滴水", b.leak }, true},
			"CategoryNoPlace": {seat, func(r *RequestForm) {
				r.Content, r.Title, r.CategoryID, r.DivisionCode = "龙头滴水", "龙头滴水", b.leak, ""
			}, false},
			"MineIsDifferent": {Citizen, func(r *RequestForm) { r.OwnMatter = true }, false},
			"Confidential":    {Citizen, func(r *RequestForm) { r.Sealed = true }, false},
			"AccusesSomebody": {Citizen, func(r *RequestForm) { r.Accused = "某某物业" }, false},
			"DispatchedByASeat": {leader.WithRights(append(leader.Rights(), workorder.RightDispatch)...), func(r *RequestForm) {
				r.Title, r.CategoryID, r.Then = "停水", b.leak, &Then{Verb: ThenDispatch, UnitID: b.roads}
			}, false},
			"NamedByASeat": {seat, func(r *RequestForm) {
				r.Content, r.Title, r.CategoryID, r.DivisionCode, r.StormID = "水压很小", "水压很小", b.leak, "4404", x.ID
			}, true},
		} {
			t.Run(name, func(t *testing.T) {
				r := b.takeOn(c.p, b.dry("15400001234", c.change))[0]
				if joined := r.Order == x.Order; joined != c.joins {
					t.Fatalf("joined %v", joined)
				}
				if c.joins && (r.OrderNumber != x.OrderNumber || r.Number == x.OrderNumber) {
					t.Errorf("%+v", r)
				}
			})
		}
		for name, c := range map[string]struct {
			change func(r *RequestForm)
			want   string
		}{
			"NamedSealed": {func(r *RequestForm) { r.Title, r.CategoryID, r.StormID, r.Sealed = "停水", b.leak, x.ID, true }, "intake.invalid_form"},
			"NamedAndAccuses": {func(r *RequestForm) {
				r.Title, r.CategoryID, r.StormID, r.Accused = "停水", b.leak, x.ID, "水务局抢修队"
			}, "intake.invalid_form"},
			"NamedAndAccusesParty": {func(r *RequestForm) {
				r.Title, r.CategoryID, r.StormID, r.AccusedParties = "停水", b.leak, x.ID, []workorder.AccusedIn{{Unit: b.waters}}
			}, "intake.invalid_form"},
			"NamedUnknown": {func(r *RequestForm) { r.Title, r.CategoryID, r.StormID = "停水", b.leak, 4711 }, "intake.invalid_form"},
			"NamedAndThen": {func(r *RequestForm) {
				r.Title, r.CategoryID, r.StormID, r.Then = "停水", b.leak, x.ID, &Then{Verb: ThenDispatch, UnitID: b.roads}
			}, "intake.invalid_form"},
		} {
			if _, err := b.s.TakeOn(t.Context(), seat, b.dry("15400001234", c.change)); code(err) != c.want {
				t.Errorf("%s: %v", name, err)
			}
		}
		a, err := b.s.Advise(b.q(), seat, AdviceIn{Content: "停水了", Division: "440402007", Category: b.leak.String()})
		if err != nil || a.Storm == nil || strings.Join(a.Storm.Why, "；") != "地区：梅华街道；分类：供水漏水；提到：停水" {
			t.Errorf("%+v %v", a.Storm, err)
		}
	})
}

func TestStorm_Join(t *testing.T) {
	each(t, Options{}, func(t *testing.T, b *bench) {
		x := b.declare(b.stormIn())
		b.Settle(t)
		before := b.order(x.Order)
		chain := b.count(`SELECT COUNT(*) FROM ledger_event WHERE subject = ?`, x.Order)
		t.Run("MasterIsNotTouched", func(t *testing.T) {
			const callers, each = 8, 12
			var wg sync.WaitGroup
			for c := range callers {
				wg.Go(func() {
					for i := range each {
						list, err := b.s.TakeOn(t.Context(), Citizen, b.dry(fmt.Sprintf("154%08d", c*1000+i)))
						if err != nil || list[0].Order != x.Order {
							t.Error(err, list)
							return
						}
					}
				})
			}
			wg.Wait()
			f, err := b.s.StormFigures(b.q(), chief, x.ID)
			if err != nil || f.Joined != callers*each || f.New != f.Joined || len(f.ByHour) != 1 || f.ByHour[0].N != f.Joined || f.ByPlace[0].Name != "梅华街道" || f.ByDoor[0].Door != DoorWeb {
				t.Errorf("%+v %v", f, err)
			}
			if after := b.order(x.Order); after.Version != before.Version || b.count(`SELECT COUNT(*) FROM ledger_event WHERE subject = ?`, x.Order) != chain {
				t.Errorf("the master order was written: version %d → %d", before.Version, after.Version)
			}
		})
		t.Run("SubmittedTwice", func(t *testing.T) {
			in := b.dry("15400007777")
			in.Token = "storm-form-0123456789abc"
			n := b.count(`SELECT COUNT(*) FROM intake_storm_join`)
			if one, two := b.takeOn(Citizen, in)[0], b.takeOn(Citizen, in)[0]; one != two || b.count(`SELECT COUNT(*) FROM intake_storm_join`) != n+1 {
				t.Errorf("%+v %+v", one, two)
			}
		})
		t.Run("OwnWordsOnThePage", func(t *testing.T) {
			b.Clock.Advance(time.Minute) // what happened to the master order before is not this person's
			r := b.takeOn(Citizen, b.dry("15400008888", func(r *RequestForm) { r.Title = "三栋停水" }))[0]
			v, err := b.s.Track(t.Context(), r.Number, r.QueryCode)
			if err != nil || v.Title != "三栋停水" || v.Storm == nil || v.Storm.Name != x.Name || v.UnitName != "水务局" || len(v.Timeline) != 1 {
				t.Errorf("%+v %v", v, err)
			}
		})
		t.Run("OneTakesItBack", func(t *testing.T) {
			r := b.takeOn(Citizen, b.dry("15400009999"))[0]
			if err := b.s.WithdrawByCitizen(t.Context(), r.Number, r.QueryCode, ""); err != nil {
				t.Fatal(err)
			}
			if o := b.order(x.Order); o.State != workorder.StateDispatched {
				t.Errorf("the master order is %s", o.State)
			}
		})
		t.Run("TheOnlyOneTakesItBack", func(t *testing.T) {
			y := b.declare(StormIn{Name: "停电", Kind: "outage", Keywords: "停电", Announcement: "停电抢修中。", UnitID: b.roads})
			r := b.takeOn(Citizen, TakeOnIn{Door: DoorWeb, Requests: []RequestForm{{Kind: "help", Content: "停电了。"}}})[0]
			if r.Order != y.Order {
				t.Fatal("not joined")
			}
			if err := b.s.WithdrawByCitizen(t.Context(), r.Number, r.QueryCode, ""); err != nil || b.order(y.Order).State != workorder.StateDispatched {
				t.Errorf("%v %s", err, b.order(y.Order).State)
			}
		})
		t.Run("Counted", func(t *testing.T) {
			if n := b.count(`SELECT COUNT(*) FROM ledger_event WHERE kind = ?`, EventJoined); n != b.count(`SELECT COUNT(*) FROM intake_storm_join WHERE how = 'new'`) {
				t.Errorf("%d events", n)
			}
		})
		t.Run("Ended", func(t *testing.T) {
			b.write(func(tx *store.Tx) error {
				_, err := b.s.EndStorm(tx, chief, x.ID, EndStormIn{Version: 1, Summary: "已恢复供水。"})
				return err
			})
			r := b.takeOn(Citizen, b.dry("15400001234"))[0]
			if r.Order == x.Order || b.order(r.Order).State != workorder.StateRegistered {
				t.Errorf("%+v", r)
			}
			for what, err := range map[string]error{
				"end": b.Store.Write(t.Context(), func(tx *store.Tx) error {
					_, err := b.s.EndStorm(tx, chief, x.ID, EndStormIn{Version: 2, Summary: "再"})
					return err
				}),
				"change": b.Store.Write(t.Context(), func(tx *store.Tx) error {
					in := b.stormIn()
					in.Version = 2
					_, err := b.s.ChangeStorm(tx, chief, x.ID, in)
					return err
				}),
				"named": func() error {
					_, err := b.s.TakeOn(t.Context(), seat, b.dry("15400001234", func(r *RequestForm) { r.Title, r.CategoryID, r.StormID = "停水", b.leak, x.ID }))
					return err
				}(),
			} {
				if code(err) != "intake.storm_ended" {
					t.Errorf("%s: %v", what, err)
				}
			}
			if list, err := b.s.Banners(b.q()); err != nil || len(list) != 1 {
				t.Errorf("%+v %v", list, err)
			}
		})
		t.Run("PastItsEnd", func(t *testing.T) {
			until := b.Clock.Now().Add(time.Hour)
			b.declare(StormIn{Name: "疫情", Kind: "epidemic", Keywords: "核酸", Announcement: "公告。", UnitID: b.roads, Until: &until})
			b.Clock.Advance(time.Hour)
			if a, err := b.s.Advise(b.q(), seat, AdviceIn{Content: "核酸检测点在哪里"}); err != nil || a.Storm != nil {
				t.Errorf("%+v %v", a, err)
			}
		})
	})
}

func TestStorm_HTTP(t *testing.T) {
	each(t, Options{}, func(t *testing.T, b *bench) {
		body := map[string]any{"name": "停电", "kind": "outage", "keywords": "停电", "announcement": "正在抢修。", "sample": 10, "unit_id": b.roads.String()}
		status, x := b.http(chief, http.MethodPost, "/storms", body, "Idempotency-Key", "declare-1")
		if status != 201 || x["state"] != "running" || x["joined"] != float64(0) {
			t.Fatalf("%d %v", status, x)
		}
		id := x["id"].(string)
		b.takeOn(Citizen, TakeOnIn{Door: DoorWeb, Requests: []RequestForm{{Kind: "help", Content: "停电了。"}}})
		for _, c := range []struct {
			p      auth.Principal
			method string
			path   string
			body   any
			want   int
		}{
			{seat, http.MethodGet, "/storms", nil, 200},
			{seat, http.MethodGet, "/storms/banners", nil, 200},
			{seat, http.MethodGet, "/storms/" + id, nil, 200},
			{seat, http.MethodGet, "/storms/4711", nil, 404},
			{seat, http.MethodGet, "/storms/" + id + "/figures", nil, 200},
			{seat, http.MethodGet, "/storms/" + id + "/requests", nil, 200},
			{seat.WithRights(RightTakeOn, RightStormRead), http.MethodGet, "/storms/" + id + "/candidates", nil, 403},
			{seat.WithRights(RightTakeOn, RightStormRead), http.MethodPost, "/storms/" + id + "/join", map[string]any{"orders": []string{"1"}}, 403},
			{chief, http.MethodPost, "/storms/" + id + "/join", map[string]any{"orders": []string{}}, 422},
			{officer(b.waters), http.MethodGet, "/storms", nil, 403},
			{officer(b.waters).WithRights(RightStormRead), http.MethodGet, "/storms/" + id, nil, 403},
			{chief, http.MethodPut, "/storms/" + id, map[string]any{"version": 9, "name": "停电", "kind": "outage", "keywords": "停电", "announcement": "新公告。", "sample": 10}, 409},
			{chief, http.MethodPut, "/storms/" + id, map[string]any{"version": 1, "name": "停电", "kind": "outage", "keywords": "停电、跳闸", "announcement": "新公告。", "sample": 10}, 200},
			{chief, http.MethodPost, "/storms/" + id + "/end", map[string]any{"version": 2, "summary": " "}, 422},
			{chief, http.MethodPost, "/storms/" + id + "/end", map[string]any{"version": 2, "summary": "已恢复。"}, 200},
		} {
			if got, answer := b.http(c.p, c.method, c.path, c.body); got != c.want {
				t.Errorf("%s %s: %d %v, want %d", c.method, c.path, got, answer, c.want)
			}
		}
		table, err := b.s.StormSheet(b.q(), chief, x2id(t, id))
		if err != nil || len(table.Columns) != 3 {
			t.Errorf("%+v %v", table, err)
		}
		if row, err := table.Next(); err != nil || fmt.Sprint(row) != "[合计 并入 1]" {
			t.Errorf("%v %v", row, err)
		}
	})
}

func x2id(t *testing.T, text string) ids.ID {
	t.Helper()
	id, err := ids.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return id
}
