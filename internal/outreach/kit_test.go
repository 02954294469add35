package outreach

import (
	"context"
	"io"
	"log/slog"
	"sync"
	"testing"
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/seal"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/testkit"
	"onedoor/internal/platform/wall"
	"onedoor/internal/switchboard"
)

var (
	writer   = auth.Principal{ID: 11}
	approver = auth.Principal{ID: 12}
	seat     = auth.Principal{ID: 13}
)

// board is a switchboard whose calls do what the test says.
type board struct {
	mu      sync.Mutex
	robots  map[string]switchboard.Robot // by number
	dialled []string
	err     error
}

func (x *board) Robot(number string, _ switchboard.Errand, _ time.Duration, r switchboard.Robot) error {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.err != nil {
		return x.err
	}
	r.Began(ids.New())
	x.robots[number] = r
	return nil
}
func (x *board) MayDial(auth.Principal) error { return x.err }
func (x *board) Dial(_ auth.Principal, number string, _ switchboard.Errand) (switchboard.SeatView, error) {
	x.dialled = append(x.dialled, number)
	return switchboard.SeatView{}, x.err
}

// under tells how many robot calls are under way.
func (x *board) under() int {
	x.mu.Lock()
	defer x.mu.Unlock()
	return len(x.robots)
}

type voice struct {
	said []string
	err  error
}

func (v *voice) Speak(_ context.Context, text string, _ bool) ([]int16, error) {
	v.said = append(v.said, text)
	return make([]int16, 160), v.err
}

type bench struct {
	*Service
	t     *testing.T
	world *testkit.World
	clock *wall.Manual
	x     *board
	voice *voice
}

func each(t *testing.T, f func(t *testing.T, b *bench)) {
	t.Helper()
	testkit.Each(t, func(t *testing.T, st *store.Store) { f(t, newBench(t, st)) }, Migrations)
}

// realBench is one on the embedded store.
func realBench(t *testing.T) *bench {
	t.Helper()
	return newBench(t, testkit.Store(t, Migrations))
}

func newBench(t *testing.T, st *store.Store) *bench {
	t.Helper()
	ring, err := seal.NewRing(seal.Intl, testkit.Monday)
	if err != nil {
		t.Fatal(err)
	}
	b := &bench{t: t, world: testkit.NewWorld(st), x: &board{robots: map[string]switchboard.Robot{}}, voice: &voice{}}
	b.clock = b.world.Clock
	b.Service = New(Deps{Store: st, Ledger: b.world.Ledger, Clock: b.clock, Ring: ring, Log: slog.New(slog.NewTextHandler(io.Discard, nil)), Calls: b.x, Voice: b.voice})
	b.Register()
	return b
}

func (b *bench) write(f func(tx *store.Tx) error) error {
	b.t.Helper()
	return b.Store.Write(b.t.Context(), f)
}

func (b *bench) must(f func(tx *store.Tx) error) {
	b.t.Helper()
	if err := b.write(f); err != nil {
		b.t.Fatal(err)
	}
}

// asks is a script of one question with three ways on.
func asks() Script {
	return Script{Steps: []Step{
		{ID: "开场", Say: "您好，{称谓}，您反映的{事项}已经办结。满意请按 1，不满意请按 2，不再接听请按 9。", Keys: map[string]string{"1": "满意", "2": "门牌", "9": "免打扰"}, Repeat: 1},
		{ID: "满意", Say: "感谢您的评价，再见。", Result: "满意"},
		{ID: "门牌", Say: "请输入门牌号，按井号键结束。", Digits: &Digits{Name: "门牌号", Max: 4, Next: "不满意"}},
		{ID: "不满意", Say: "我们会再次核实，再见。", Result: "不满意"},
		{ID: "免打扰", Say: "今后不再给您去电，再见。", Result: "免打扰", Bar: true},
	}}
}

func daily() Settings {
	return Settings{Hours: []Span{{"09:00", "12:00"}, {"14:00", "20:00"}}, Lines: 2, PerMinute: 3, Ring: 30, Wait: 5,
		Redial: []Rule{{Result: "busy", Times: 1, After: 10}, {Result: "no_answer", Times: 2, After: 60}}}
}

const list = "电话,称谓,事项\n13900000001,王先生,路灯\n13900000002,李女士,积水\n13900000003,张先生,噪声\n"

// running is a campaign that was written, imported, approved and started.
func (b *bench) running(kind Kind) Campaign {
	b.t.Helper()
	var c Campaign
	b.must(func(tx *store.Tx) (err error) {
		if c, err = b.Put(tx, writer, 0, CampaignIn{Name: "办结回访", Kind: kind, Script: asks(), Settings: daily()}); err != nil {
			return err
		}
		head, rows, err := ParseList([]byte(list))
		if err != nil {
			return err
		}
		if _, err = b.Import(tx, writer, c.ID, head, rows); err != nil {
			return err
		}
		if c, err = b.Approve(tx, approver, c.ID, 0); err != nil {
			return err
		}
		c, err = b.Start(tx, writer, c.ID, c.Version)
		return err
	})
	return c
}

func (b *bench) tick() {
	b.t.Helper()
	if err := b.Tick(b.t.Context()); err != nil {
		b.t.Fatal(err)
	}
}

// over ends the robot's call of a number and waits until that is written down.
func (b *bench) over(number, cause string, keys string) {
	b.t.Helper()
	b.x.mu.Lock()
	r := b.x.robots[number]
	delete(b.x.robots, number)
	b.x.mu.Unlock()
	if r == nil {
		b.t.Fatalf("%s is not called", number)
	}
	if cause == "" {
		r.Answered()
		for _, k := range []byte(keys) {
			r.Key(k)
		}
	}
	under := b.underWay()
	r.Ended(cause, cause == "")
	for deadline := time.Now().Add(10 * time.Second); b.underWay() == under; time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			b.t.Fatal("the result of " + number + " is never kept")
		}
	}
}

// underWay counts the robot calls whose result is not kept yet.
func (b *bench) underWay() (n int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, x := range b.active {
		n += x
	}
	return n
}

// states are the people of a campaign by line: state and result.
func (b *bench) states(c Campaign) []string {
	b.t.Helper()
	rows, _, err := b.People(b.Store.Read(b.t.Context()), seat, c.ID, PeopleFilter{})
	if err != nil {
		b.t.Fatal(err)
	}
	var list []string
	for _, r := range rows {
		list = append(list, r.State+" "+r.Result)
	}
	return list
}
