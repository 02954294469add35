package outreach

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/ledger"
	"onedoor/internal/platform/store"
	"onedoor/internal/switchboard"
)

func (b *bench) are(c Campaign, want ...string) {
	b.t.Helper()
	if got := b.states(c); !slices.Equal(got, want) {
		b.t.Errorf("\n got %q\nwant %q", got, want)
	}
}

// TestRobot: nobody is called outside the hours; then as many at once as there are lines; keys, typed digits, busy with
// its time to call again, and the wish not to be called; the campaign ends by itself.
func TestRobot(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		c := b.running(KindRobot)
		at := func(hour, minute int) { b.clock.Set(time.Date(2026, 11, 16, hour-8, minute, 0, 0, time.UTC)) }
		for _, h := range []int{8, 12, 13, 20} {
			at(h, 0)
			if b.tick(); b.x.under() != 0 {
				t.Errorf("called at %d o'clock", h)
			}
		}
		at(14, 0)
		b.x.err = switchboard.ErrTrunk
		if b.tick(); b.states(c)[0] != "waiting " {
			t.Error("without a trunk somebody counts as called")
		}
		b.x.err = nil
		if b.tick(); b.x.under() != 2 {
			t.Errorf("%d calls at once on 2 lines", b.x.under())
		}
		if !slices.Contains(b.voice.said, "您好，王先生，您反映的路灯已经办结。满意请按 1，不满意请按 2，不再接听请按 9。") {
			t.Errorf("said %q", b.voice.said)
		}
		b.over("13900000001", "", "2123#")
		b.over("13900000002", "busy", "")
		b.tick()
		b.over("13900000003", "", "9")
		b.are(c, "done 不满意", "waiting busy", "done 免打扰")
		b.tick()
		if b.x.under() != 0 {
			t.Error("somebody is called before the time to call again")
		}
		at(14, 11)
		b.tick()
		b.over("13900000002", "busy", "") // called again once, and no more
		b.are(c, "done 不满意", "given_up busy", "done 免打扰")
		b.tick()
		d, err := b.Get(b.Store.Read(t.Context()), seat, c.ID)
		if err != nil || d.State != StateEnded || d.People.Done != 2 || len(d.Hours) != 1 || d.Hours[0].Reached != 2 || d.Hours[0].Vain != 2 {
			t.Errorf("%+v %v", d, err)
		}
		rows, _, err := b.People(b.Store.Read(t.Context()), seat, c.ID, PeopleFilter{})
		if err != nil || !slices.Equal(rows[0].Answers, []Answer{{"开场", "2"}, {"门牌号", "123"}}) || rows[0].Phone != "139****0001" {
			t.Errorf("%+v %v", rows[0], err)
		}
		barred, _, err := b.Barred(b.Store.Read(t.Context()), BarredFilter{})
		if err != nil || len(barred) != 1 || barred[0].Phone != "139****0003" {
			t.Errorf("%+v %v", barred, err)
		}
		recs, err := b.world.Ledger.History(b.Store.Read(t.Context()), c.ID)
		if err != nil || len(recs) < 7 {
			t.Fatal(len(recs), err)
		}
		for _, r := range recs {
			if strings.Contains(string(r.Payload), "1390000") || strings.Contains(string(r.Payload), "先生") {
				t.Errorf("%s tells a person: %s", r.Kind, r.Payload)
			}
		}
	})
}

// TestPacing: no more calls are begun within a minute than the campaign says; a pause begins none.
func TestPacing(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		c := b.running(KindRobot)
		b.clock.Set(time.Date(2026, 11, 16, 7, 0, 0, 0, time.UTC))
		b.must(func(tx *store.Tx) error {
			_, err := tx.Exec(`UPDATE outreach_campaign SET settings = REPLACE(settings, '"per_minute":3', '"per_minute":1') WHERE id = ?`, c.ID)
			return err
		})
		b.tick()
		b.tick()
		if b.x.under() != 1 {
			t.Errorf("%d begun within a minute", b.x.under())
		}
		b.clock.Advance(61 * time.Second)
		b.must(func(tx *store.Tx) error { _, err := b.Pause(tx, writer, c.ID, 0); return err })
		if b.tick(); b.x.under() != 1 {
			t.Error("a paused campaign calls")
		}
		b.must(func(tx *store.Tx) error { _, err := b.Start(tx, writer, c.ID, 0); return err })
		if b.tick(); b.x.under() != 2 {
			t.Errorf("%d after a minute", b.x.under())
		}
		// The program stops in the middle, and begins anew.
		if err := b.Recover(t.Context()); err != nil {
			t.Fatal(err)
		}
		b.are(c, "waiting ", "waiting ", "waiting ")
	})
}

// TestHeldUp: while the voice fails nobody is called, and it is not asked each second; then the campaign goes on.
func TestHeldUp(t *testing.T) {
	b := realBench(t)
	b.running(KindRobot)
	tick := func(after time.Duration) (asked int) {
		t.Helper()
		b.clock.Advance(after)
		before := len(b.voice.said)
		if err := b.Tick(t.Context()); err != nil {
			t.Fatal(err)
		}
		return len(b.voice.said) - before
	}
	b.voice.err = errors.New("no answer")
	if tick(0) != 1 || tick(time.Second) != 0 || tick(heldFor-2*time.Second) != 0 || tick(time.Second) != 1 {
		t.Errorf("the voice was asked %d times", len(b.voice.said))
	}
	if n := b.x.under(); n != 0 {
		t.Errorf("%d were called without words", n)
	}
	b.voice.err = nil
	if tick(heldFor); b.x.under() != 2 {
		t.Errorf("%d are called once the voice is back, want 2", b.x.under())
	}
}

// TestFourEyes: whoever wrote a campaign, or its list, does not approve it; what is changed is a draft again.
func TestFourEyes(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		var c Campaign
		in := CampaignIn{Name: "通知", Kind: KindPreview, Script: asks(), Settings: daily()}
		refused := func(want error, f func(tx *store.Tx) (Campaign, error)) {
			t.Helper()
			if err := b.write(func(tx *store.Tx) error { _, err := f(tx); return err }); !errors.Is(err, want) {
				t.Errorf("%v, want %v", err, want)
			}
		}
		b.must(func(tx *store.Tx) (err error) { c, err = b.Put(tx, writer, 0, in); return err })
		refused(ErrOwn, func(tx *store.Tx) (Campaign, error) { return b.Approve(tx, writer, c.ID, 0) })
		refused(ErrEmpty, func(tx *store.Tx) (Campaign, error) { return b.Approve(tx, approver, c.ID, 0) })
		refused(ErrState, func(tx *store.Tx) (Campaign, error) { return b.Start(tx, writer, c.ID, 0) })
		head, rows, err := ParseList([]byte(list))
		if err != nil {
			t.Fatal(err)
		}
		b.must(func(tx *store.Tx) error { _, err := b.Import(tx, approver, c.ID, head, rows); return err })
		refused(ErrOwn, func(tx *store.Tx) (Campaign, error) { return b.Approve(tx, approver, c.ID, 0) })
		refused(ErrStale, func(tx *store.Tx) (Campaign, error) { return b.Approve(tx, seat, c.ID, 1) })
		b.must(func(tx *store.Tx) (err error) { c, err = b.Approve(tx, seat, c.ID, 0); return err })
		in.Version = c.Version
		b.must(func(tx *store.Tx) (err error) { c, err = b.Put(tx, writer, c.ID, in); return err })
		if c.State != StateDraft || c.ApprovedBy != 0 {
			t.Errorf("%+v", c)
		}
		b.Voice = nil
		in.Kind, in.Version = KindRobot, c.Version
		b.must(func(tx *store.Tx) (err error) { c, err = b.Put(tx, writer, c.ID, in); return err })
		refused(ErrVoice, func(tx *store.Tx) (Campaign, error) { return b.Approve(tx, seat, c.ID, 0) })
	})
}

// TestByHand: a seat takes the next person on, dials without seeing the number, and writes the result down; a call in vain
// counts by the rules, one that the seat gave up does not.
func TestByHand(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		c := b.running(KindPreview)
		b.clock.Set(time.Date(2026, 11, 16, 7, 0, 0, 0, time.UTC))
		var p Person
		next := func() {
			t.Helper()
			b.must(func(tx *store.Tx) (err error) { _, p, err = b.Next(tx, seat, c.ID); return err })
		}
		dial := func() {
			t.Helper()
			if _, err := b.Dial(contextOf(t, seat), c.ID, p.ID); err != nil {
				t.Fatal(err)
			}
		}
		ended := func(cause string) {
			t.Helper()
			b.must(func(tx *store.Tx) error {
				_, err := b.Ledger.Append(tx, ledgerEnded(p.ID, cause))
				return err
			})
			b.world.Settle(t)
		}
		next()
		first := p.ID
		if next(); p.ID != first {
			t.Error("somebody else comes before the one that is taken on")
		}
		if _, err := b.Dial(contextOf(t, writer), c.ID, p.ID); !errors.Is(err, ErrClaimed) {
			t.Errorf("another's: %v", err)
		}
		dial()
		ended("given_up")
		b.are(c, "waiting ", "waiting ", "waiting ")
		dial()
		ended("busy")
		b.are(c, "waiting busy", "waiting ", "waiting ")
		if next(); p.ID == first {
			t.Error("who was busy comes at once")
		}
		dial()
		b.must(func(tx *store.Tx) error { return b.Done(tx, seat, c.ID, p.ID, ResultAgreed, "同意公开", false) })
		b.are(c, "waiting busy", "done agreed", "waiting ")
		b.must(func(tx *store.Tx) error { return b.Bar(tx, writer, "139 0000 0003", "本人要求") })
		if err := b.write(func(tx *store.Tx) error { _, _, err := b.Next(tx, seat, c.ID); return err }); !errors.Is(err, ErrNobody) {
			t.Errorf("%v", err)
		}
		b.are(c, "waiting busy", "done agreed", "barred ")
		b.clock.Set(time.Date(2026, 11, 16, 13, 0, 0, 0, time.UTC))
		if err := b.write(func(tx *store.Tx) error { _, _, err := b.Next(tx, seat, c.ID); return err }); !errors.Is(err, ErrHours) {
			t.Errorf("%v", err)
		}
	})
}

// TestByHand_Spoken: whoever was spoken with is not called again, though the seat closed its page, the program began anew,
// or the call ended with somebody else; the seat has a quarter of an hour for the result, and then the campaign goes on.
func TestByHand_Spoken(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		c := b.running(KindPreview)
		b.clock.Set(time.Date(2026, 11, 16, 7, 0, 0, 0, time.UTC))
		var p Person
		speak := func(last ids.ID) {
			t.Helper()
			b.must(func(tx *store.Tx) (err error) { _, p, err = b.Next(tx, seat, c.ID); return err })
			if _, err := b.Dial(contextOf(t, seat), c.ID, p.ID); err != nil {
				t.Fatal(err)
			}
			b.clock.Advance(20 * time.Minute)
			b.must(func(tx *store.Tx) error {
				_, err := b.Ledger.Append(tx, ledger.Event{Kind: switchboard.EventEnded, Subject: ids.New(), Payload: switchboard.Payload{Call: ids.New(), Seat: last,
					Errand: switchboard.ErrandOutreach, About: p.ID, Code: string(switchboard.Served)}})
				return err
			})
			b.world.Settle(t)
		}
		done := func() {
			t.Helper()
			b.must(func(tx *store.Tx) error { return b.Done(tx, seat, c.ID, p.ID, ResultTold, "", false) })
		}
		speak(seat.ID)
		if err := b.Recover(t.Context()); err != nil {
			t.Fatal(err)
		}
		b.are(c, "calling answered", "waiting ", "waiting ")
		b.clock.Advance(claimLasts - time.Second)
		if err := b.Tick(t.Context()); err != nil {
			t.Fatal(err)
		}
		b.are(c, "calling answered", "waiting ", "waiting ")
		b.clock.Advance(time.Second)
		if err := b.Tick(t.Context()); err != nil {
			t.Fatal(err)
		}
		b.are(c, "done answered", "waiting ", "waiting ")
		if err := b.write(func(tx *store.Tx) error { return b.Done(tx, seat, c.ID, p.ID, ResultTold, "", false) }); !errors.Is(err, ErrClaimed) {
			t.Errorf("a result after the time: %v", err)
		}
		speak(0) // the seat handed the call over
		done()
		speak(seat.ID)
		done()
		b.are(c, "done answered", "done told", "done told")
		if err := b.Tick(t.Context()); err != nil {
			t.Fatal(err)
		}
		now, err := b.campaign(b.Store.Read(t.Context()), c.ID)
		if err != nil || now.State != StateEnded {
			t.Errorf("%s, %v", now.State, err)
		}
	})
}

func ledgerEnded(person ids.ID, cause string) ledger.Event {
	return ledger.Event{Kind: switchboard.EventEnded, Subject: ids.New(), Payload: switchboard.Payload{Call: ids.New(), Seat: seat.ID, Errand: switchboard.ErrandOutreach,
		About: person, Code: string(switchboard.Unreached), Cause: cause}}
}
