package workorder

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
)

// picture begins the files of these tests.
const picture = "\x89PNG\r\n\x1a\n"

// crashed leaves what a crash between the bytes and the row of an upload leaves.
func (b *bench) crashed(content string) Attachment {
	b.t.Helper()
	a, err := b.s.receive(b.t.Context(), OwnerStaff(3), "现场.png", strings.NewReader(picture+content))
	if err != nil {
		b.t.Fatal(err)
	}
	return a
}

func (b *bench) orphans() []string {
	b.t.Helper()
	list, err := b.s.Orphans(b.t.Context())
	if err != nil {
		b.t.Fatal(err)
	}
	return list
}

// settleAfter lets time pass and runs what is due then.
func (b *bench) settleAfter(d time.Duration) {
	b.t.Helper()
	b.Clock.Advance(d)
	b.Settle(b.t)
}

// TestSweepOrphans holds that bytes without a row go, and only those.
func TestSweepOrphans(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		b.Settle(t)
		b.s.options.UploadKeep = 30 * 24 * time.Hour
		lost := b.crashed("没有记录")
		waiting := b.crashed("待提交")
		linked := b.crashed("已提交")
		meeting := b.crashed("会议纪要附件")
		b.s.Elsewhere = func(_ store.Queryer, sum string) (bool, error) { return sum == meeting.SHA256, nil }
		if err := b.Store.Write(t.Context(), func(tx *store.Tx) error {
			o, err := b.s.Create(tx, centre, b.form())
			return errors.Join(err, b.s.insertUpload(tx, waiting), b.s.insertUpload(tx, linked), b.s.LinkAttachments(tx, OwnerStaff(3), o.ID, []ids.ID{linked.ID}))
		}); err != nil {
			t.Fatal(err)
		}
		if list := b.orphans(); len(list) != 0 {
			t.Errorf("%d orphans within a day: their rows may be on their way", len(list))
		}
		b.settleAfter(unlinkWait + time.Minute)
		if list := b.orphans(); !slices.Equal(list, []string{lost.SHA256}) {
			t.Errorf("orphans %v, want %s", list, lost.SHA256)
		}
		if !b.holds(lost.SHA256) {
			t.Error("the sweep removed at once: a backup that is under way may name the bytes")
		}
		b.settleAfter(unlinkWait + time.Minute)
		for what, c := range map[string]struct {
			file Attachment
			want bool
		}{"lost": {lost, false}, "waiting": {waiting, true}, "linked": {linked, true}, "meeting": {meeting, true}} {
			if got := b.holds(c.file.SHA256); got != c.want {
				t.Errorf("%s: the bytes are there: %v, want %v", what, got, c.want)
			}
		}
		if list := b.orphans(); len(list) != 0 {
			t.Errorf("%d orphans are left", len(list))
		}
	})
}

// TestSweepOrphans_Races lets somebody want the bytes again at each point between the sweep and the removal.
func TestSweepOrphans_Races(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		b.s.options.UploadKeep = 30 * 24 * time.Hour
		upload := func(content string) Attachment {
			t.Helper()
			a, err := b.keep(OwnerStaff(3), "再传.png", picture+content)
			if err != nil {
				t.Fatal(err)
			}
			return a
		}
		b.Settle(t)
		b.Clock.Advance(time.Minute)
		before, during, after, onItsWay := b.crashed("之前"), b.crashed("当中"), b.crashed("之后"), b.crashed("在途")

		b.Clock.Advance(unlinkWait - time.Minute/2) // the sweep is due, and all of them are old a moment later
		upload("之前")
		b.Clock.Advance(time.Minute)
		brought := false
		b.s.Elsewhere = func(_ store.Queryer, sum string) (bool, error) { // between the look at the rows here and the end of the sweep
			if sum == during.SHA256 && !brought {
				brought = true
				upload("当中")
			}
			return false, nil
		}
		b.Settle(t)
		b.s.Elsewhere = nil
		if !brought {
			t.Fatal("the sweep did not look")
		}
		upload("之后")
		b.Clock.Advance(unlinkWait - time.Minute)
		late := b.crashed("在途") // brought just before the removal; its row comes after it
		b.settleAfter(2 * time.Minute)
		if err := b.Store.Write(t.Context(), func(tx *store.Tx) error { return b.s.insertUpload(tx, late) }); err != nil {
			t.Fatal(err)
		}
		for range 4 {
			b.settleAfter(unlinkWait + time.Minute)
		}
		for what, a := range map[string]Attachment{"before": before, "during": during, "after": after, "on its way": onItsWay} {
			if !b.holds(a.SHA256) {
				t.Errorf("brought again %s: the bytes are gone", what)
			}
		}
	})
}

// TestSweepOrphans_RowJustGone holds that the sweep does not shorten the day that bytes stay after their last row.
func TestSweepOrphans_RowJustGone(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		b.Settle(t)
		a, err := b.keep(OwnerStaff(3), "旧.png", picture)
		if err != nil {
			t.Fatal(err)
		}
		b.settleAfter(unlinkWait + time.Hour) // the upload is abandoned and its row goes; the sweep runs, too
		b.settleAfter(unlinkWait - 2*time.Hour)
		if !b.holds(a.SHA256) {
			t.Error("the bytes went within a day of their last row")
		}
		b.settleAfter(3 * time.Hour)
		if b.holds(a.SHA256) {
			t.Error("the bytes stay")
		}
	})
}

// TestOrphans_Many holds that more contents than one query names are all looked at.
func TestOrphans_Many(t *testing.T) {
	b := newBench(t, storeOf(t))
	b.s.options.UploadKeep = 30 * 24 * time.Hour
	var want []string
	for i := range sumsAJob + 20 {
		content := strings.Repeat("多", i)
		if i%3 == 0 {
			want = append(want, b.crashed(content).SHA256)
		} else if _, err := b.keep(OwnerStaff(3), "多.png", picture+content); err != nil {
			t.Fatal(err)
		}
	}
	b.Clock.Advance(unlinkWait + time.Minute)
	got := b.orphans()
	slices.Sort(want)
	slices.Sort(got)
	if !slices.Equal(got, want) {
		t.Errorf("%d orphans, want %d", len(got), len(want))
	}
	b.s.Elsewhere = func(store.Queryer, string) (bool, error) { return false, errors.New("the disk is gone") }
	if _, err := b.s.Orphans(t.Context()); err == nil {
		t.Error("a room that could not say whether it keeps a file was taken for one that does not")
	}
}
