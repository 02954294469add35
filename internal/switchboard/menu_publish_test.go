package switchboard

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/testkit"
	"onedoor/internal/platform/wall"
)

var menuLeader = auth.Principal{ID: 9, Scope: auth.Scope{All: true}}.WithRights(RightMenu)

// write does something as the leader.
func (r *room) write(do func(tx *store.Tx) error) error {
	return r.world.Store.Write(r.t.Context(), do)
}

func (r *room) refresh() {
	r.t.Helper()
	if err := r.Refresh(r.t.Context(), r.table.Board); err != nil {
		r.t.Fatal(err)
	}
}

// menuKinds are the events about the menu and lines, in order.
func (r *room) menuKinds() (kinds []string) {
	r.t.Helper()
	rows, err := r.world.Store.Read(r.t.Context()).Query(`SELECT kind FROM ledger_event WHERE kind LIKE 'switchboard.menu%' OR kind LIKE 'switchboard.line%' ORDER BY at, id`)
	kinds, err = store.Collect(rows, err, func(x store.Row) (k string, err error) { return k, x.Scan(&k) })
	if err != nil {
		r.t.Fatal(err)
	}
	for i, k := range kinds {
		kinds[i] = strings.TrimPrefix(k, "switchboard.")
	}
	return kinds
}

// TestMenuVersions: a draft is kept, checked, published and takes effect; an earlier version is put back.
func TestMenuVersions(t *testing.T) {
	testkit.Each(t, func(t *testing.T, st *store.Store) {
		r := newRoom(t, st)
		save := func(m Menu, revision int64) error {
			return r.write(func(tx *store.Tx) error { _, err := r.SaveMenu(tx, menuLeader, m, "", revision); return err })
		}
		publish := func(revision int64, note string) error {
			return r.write(func(tx *store.Tx) error { _, err := r.PublishMenu(tx, menuLeader, revision, note); return err })
		}
		if err := publish(1, "没有草稿"); !errors.Is(err, ErrNoMenu) {
			t.Error(err)
		}
		wrong := twoLevels()
		wrong.Steps[1].Keys["0"] = "step:card"
		wrong.Steps[2].Then = ""
		if err := save(wrong, 0); err != nil { // a draft may be wrong
			t.Fatal(err)
		}
		err := publish(1, "两级菜单")
		if !errors.Is(err, ErrMenuWrong) || len(fault.Of(err).Fields) != 2 {
			t.Errorf("%v", err)
		}
		if err := save(twoLevels(), 0); !errors.Is(err, ErrMenuChanged) {
			t.Errorf("an old draft overwrites a new one: %v", err)
		}
		if err := save(twoLevels(), 1); err != nil {
			t.Fatal(err)
		}
		if err := publish(2, " "); !errors.Is(err, ErrMenuNote) {
			t.Error(err)
		}
		if err := publish(1, "两级菜单"); !errors.Is(err, ErrMenuChanged) {
			t.Error(err)
		}
		r.refresh()
		if r.Routed().Number != 0 {
			t.Error("what is not published leads calls")
		}
		if err := publish(2, "两级菜单"); err != nil {
			t.Fatal(err)
		}
		r.refresh()
		if got := r.Routed(); got.Number != 1 || len(got.Menu.Steps) != 6 {
			t.Errorf("%d, %d steps", got.Number, len(got.Menu.Steps))
		}
		if err := publish(2, "再发布"); !errors.Is(err, ErrNoMenu) {
			t.Errorf("published twice: %v", err)
		}
		var first MenuVersion
		if err := r.write(func(tx *store.Tx) (err error) {
			first, err = r.PutBackMenu(tx, menuLeader, 0, "恢复出厂")
			return err
		}); err != nil {
			t.Fatal(err)
		}
		list, _, err := r.MenuVersions(st.Read(t.Context()), "", "", 0)
		if err != nil || len(list) != 2 || list[0].Number != 2 || list[1].Note != "两级菜单" || list[0].ID != first.ID {
			t.Fatalf("%+v, %v", list, err)
		}
		if err := r.write(func(tx *store.Tx) error { _, err := r.PutBackMenu(tx, menuLeader, list[1].ID, "恢复"); return err }); err != nil {
			t.Fatal(err)
		}
		r.refresh()
		if got := r.Routed(); got.Number != 3 || len(got.Menu.Steps) != 6 {
			t.Errorf("%d, %d steps", got.Number, len(got.Menu.Steps))
		}
		if err := save(wrong, 0); err != nil {
			t.Fatal(err)
		}
		if err := r.write(func(tx *store.Tx) error { return r.DropMenu(tx, menuLeader) }); err != nil {
			t.Fatal(err)
		}
		if err := r.write(func(tx *store.Tx) error { return r.DropMenu(tx, menuLeader) }); !errors.Is(err, ErrNoMenu) {
			t.Error(err)
		}
		want := []string{"menu_saved", "menu_saved", "menu_published", "menu_published", "menu_published", "menu_saved", "menu_dropped"}
		if got := r.menuKinds(); !slices.Equal(slices.Sorted(slices.Values(got)), slices.Sorted(slices.Values(want))) {
			t.Errorf("%q", got)
		}
		nobody := auth.Principal{ID: 9}.WithRights(RightLead)
		for name, do := range map[string]func(tx *store.Tx) error{
			"save":    func(tx *store.Tx) error { _, err := r.SaveMenu(tx, nobody, twoLevels(), "", 0); return err },
			"publish": func(tx *store.Tx) error { _, err := r.PublishMenu(tx, nobody, 1, "x"); return err },
			"open":    func(tx *store.Tx) error { _, err := r.OpenSpecial(tx, nobody, SpecialIn{}); return err },
			"close":   func(tx *store.Tx) error { _, err := r.CloseSpecial(tx, nobody, 1); return err },
		} {
			if err := r.write(do); !errors.Is(err, fault.Forbidden) {
				t.Errorf("%s without the right: %v", name, err)
			}
		}
		huge := Menu{Steps: make([]MenuStep, 41)}
		if err := save(huge, 0); !errors.Is(err, ErrMenuBig) {
			t.Error(err)
		}
	}, Migrations)
}

func floodLine() SpecialIn {
	return SpecialIn{Template: "flood", Name: "防汛专线", Key: "5", Say: "您正在接入防汛专线。", Priority: 20, MaxWait: 900}
}

// TestSpecialLines: a line is opened from a template, its calls are counted by its queue, it closes at once or in time,
// and what the board is told is what the store says.
func TestSpecialLines(t *testing.T) {
	testkit.Each(t, func(t *testing.T, st *store.Store) {
		r := newRoom(t, st)
		open := func(in SpecialIn) (l Special, err error) {
			err = r.write(func(tx *store.Tx) error { l, err = r.OpenSpecial(tx, menuLeader, in); return err })
			return l, err
		}
		l, err := open(floodLine())
		if err != nil {
			t.Fatal(err)
		}
		if want := "flood-" + testkit.Monday.In(wall.Shanghai).Format("20060102"); l.Queue.Code != want {
			t.Error(l.Queue.Code)
		}
		for name, c := range map[string]struct {
			change func(in *SpecialIn)
			field  string
		}{
			"Template":   {func(in *SpecialIn) { in.Template = "gone" }, "body.template"},
			"Name":       {func(in *SpecialIn) { in.Name = " " }, "body.name"},
			"Zero":       {func(in *SpecialIn) { in.Key = "0" }, "body.key"},
			"KeyOfMenu":  {func(in *SpecialIn) { in.Key = "1" }, "body.key"},
			"KeyOfLine":  {func(in *SpecialIn) {}, "body.key"},
			"NoWay":      {func(in *SpecialIn) { in.Key = "" }, "body.key"},
			"Number":     {func(in *SpecialIn) { in.Hotline = "九六" }, "body.hotline"},
			"Brace":      {func(in *SpecialIn) { in.Key, in.Say = "6", "{城市}" }, "body.say"},
			"Path":       {func(in *SpecialIn) { in.Key, in.Sound = "6", "../x" }, "body.sound"},
			"ClosesPast": {func(in *SpecialIn) { at := r.clock.Now(); in.Key, in.ClosesAt = "6", &at }, "body.closes_at"},
			"Wait":       {func(in *SpecialIn) { in.Key, in.MaxWait = "6", 0 }, "body.max_wait"},
			"Needs":      {func(in *SpecialIn) { in.Key, in.Needs = "6", []string{""} }, "body.needs"},
		} {
			in := floodLine()
			c.change(&in)
			_, err := open(in)
			if f := fault.Of(err); !errors.Is(err, ErrSpecial) || len(f.Fields) == 0 || f.Fields[0].Location != c.field {
				t.Errorf("%s: %v, %+v", name, err, f.Fields)
			}
		}
		r.refresh()
		call := func() ids.ID {
			id := r.arrive(Caller{Number: "13800000001", Hotline: "12345"})
			r.Board.Key(id, '5')
			r.Welcomed(id)
			return id
		}
		id := call()
		r.seat(1)
		r.SeatAnswered(1, id)
		r.clock.Advance(time.Minute)
		r.Gone(id)
		waits := call() // its seat wraps up
		if f := r.figures(l.Queue.Code); f.Offered != 1 || f.Answered != 1 {
			t.Errorf("%+v", f)
		}
		if err := r.write(func(tx *store.Tx) error { _, err := r.CloseSpecial(tx, menuLeader, l.ID); return err }); err != nil {
			t.Fatal(err)
		}
		if err := r.write(func(tx *store.Tx) error { _, err := r.CloseSpecial(tx, menuLeader, l.ID); return err }); !errors.Is(err, ErrSpecialClosed) {
			t.Errorf("closed twice: %v", err)
		}
		if err := r.write(func(tx *store.Tx) error { _, err := r.CloseSpecial(tx, menuLeader, 12345); return err }); !errors.Is(err, ErrNoSpecial) {
			t.Error(err)
		}
		r.refresh()
		if r.Takes(l.Queue.Code) {
			t.Error("a closed line takes calls")
		}
		_ = r.Ready(1)
		r.SeatAnswered(1, waits)
		r.Gone(waits)
		if f := r.figures(l.Queue.Code); f.Answered != 2 || f.LetGo != 0 {
			t.Errorf("who waited is lost: %+v", f)
		}
		if name := r.queueName(st.Read(t.Context()), l.Queue.Code); name != "防汛专线" {
			t.Error(name)
		}

		opens, closes := r.clock.Now().Add(time.Hour), r.clock.Now().Add(2*time.Hour)
		in := floodLine()
		in.OpensAt, in.ClosesAt = &opens, &closes
		again, err := open(in)
		if err != nil || again.Queue.Code != l.Queue.Code+"-2" || again.State(r.clock.Now()) != "planned" {
			t.Fatalf("%+v, %v", again, err)
		}
		later := closes.Add(time.Hour)
		if err := r.write(func(tx *store.Tx) error { _, err := r.MoveSpecial(tx, menuLeader, again.ID, &later); return err }); err != nil {
			t.Fatal(err)
		}
		r.refresh()
		r.clock.Advance(time.Hour)
		if !r.Takes(again.Queue.Code) {
			t.Error("a planned line does not open by itself")
		}
		r.clock.Advance(2 * time.Hour)
		if r.Takes(again.Queue.Code) {
			t.Error("open after its time")
		}
		r.refresh()
		r.refresh() // once
		list, _, err := r.Specials(st.Read(t.Context()), "closed", "", "", 0)
		if err != nil || len(list) != 2 || !list[0].ClosedAt.Equal(later.Truncate(time.Microsecond)) || list[0].ClosedBy != 0 || list[1].ClosedBy != 9 {
			t.Errorf("%+v, %v", list, err)
		}
		want := []string{"line_closed", "line_closed", "line_moved", "line_opened", "line_opened"}
		if got := slices.Sorted(slices.Values(r.menuKinds())); !slices.Equal(got, want) {
			t.Errorf("%q", got)
		}
	}, Migrations)
}

// TestMenuIsSaid: recordings go before the voice, the voice is asked once for a text, and a voice that fails leaves tones.
func TestMenuIsSaid(t *testing.T) {
	r := newRoom(t, testkit.Store(t, Migrations))
	asked := map[string]int{}
	r.Speak = func(_ context.Context, text string) ([]int16, error) {
		if asked[text]++; strings.Contains(text, "网点") {
			return nil, errors.New("the voice is gone")
		}
		return []int16{1, 2, 3}, nil
	}
	if err := r.write(func(tx *store.Tx) error {
		if _, err := r.SaveMenu(tx, menuLeader, twoLevels(), "", 0); err != nil {
			return err
		}
		_, err := r.PublishMenu(tx, menuLeader, 1, "两级菜单")
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if err := r.write(func(tx *store.Tx) error { _, err := r.OpenSpecial(tx, menuLeader, floodLine()); return err }); err != nil {
		t.Fatal(err)
	}
	r.refresh()
	r.refresh()
	routing := r.Routed()
	menu := routing.menuAt(r.clock.Now())
	if got := routing.sound(menu.step("welcome")); len(got) != 6 { // and the key of the line after it
		t.Errorf("%d samples", len(got))
	}
	if got := routing.sound(menu.step("card")); got != nil {
		t.Error("what could not be said has a sound")
	}
	for text, n := range asked {
		if n != 1 {
			t.Errorf("%q was said %d times", text, n)
		}
	}
}

func FuzzTemplates(f *testing.F) {
	f.Add(shippedTemplates)
	f.Add([]byte(`[{"code":"x"}]`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		list, err := ParseTemplates(raw)
		if err != nil {
			return
		}
		for _, x := range list {
			if x.Key == "0" || x.Name == "" {
				t.Fatalf("%+v", x)
			}
			if _, err := json.Marshal(x); err != nil {
				t.Fatal(err)
			}
		}
	})
}
