package workorder

import (
	"os"
	"strings"
	"testing"
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
)

// migrated runs a migration's statements on a row that is made as an earlier version left it.
func (b *bench) migrated(file, set string, args ...any) {
	b.t.Helper()
	script, err := os.ReadFile("migrations/" + file)
	if err != nil {
		b.t.Fatal(err)
	}
	err = b.Store.Write(b.t.Context(), func(tx *store.Tx) error {
		if _, err := tx.Exec(`UPDATE workorder_order SET `+set, args...); err != nil {
			return err
		}
		for _, statement := range strings.SplitAfter(string(script), ";\n") {
			if strings.TrimSpace(statement) == "" {
				continue
			}
			if _, err := tx.Exec(statement); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		b.t.Fatal(err)
	}
}

// madeAt is when an id was made.
func madeAt(id ids.ID) time.Time {
	return time.UnixMilli(int64(id)>>22 + time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC).UnixMilli())
}

// TestImport_EndedMigrated: what earlier versions imported without an end has one.
func TestImport_EndedMigrated(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		take := func(key string, change func(*HistoricalOrder)) Order {
			t.Helper()
			h := historical()
			h.Key = key
			change(&h)
			o, _, err := b.take(auth.System, h)
			if err != nil {
				t.Fatal(err)
			}
			return o
		}
		check := func(what string, o Order, want time.Time) {
			t.Helper()
			if got := b.load(o.ID); !got.EndedAt.Equal(want) {
				t.Errorf("%s: ended at %v, want %v", what, got.EndedAt, want)
			}
		}
		archived := take("archived", func(h *HistoricalOrder) { h.State = StateArchived })
		b.migrated("1093_workorder_imported.sql", "ended_at = 0, erased = ? WHERE id = ?", ErasedFiles|ErasedOriginals, archived.ID)
		check("archived", archived, madeAt(archived.ID))
		if got := b.load(archived.ID); got.Erased != ErasedFiles {
			t.Errorf("erased %d", got.Erased)
		}

		at := time.Date(2016, 3, 9, 2, 0, 0, 0, time.UTC)
		known, unknown := take("known", func(h *HistoricalOrder) { h.CompletedAt = at }), take("unknown", func(*HistoricalOrder) {})
		open := take("open", func(h *HistoricalOrder) { h.State, h.Reply = StateHandling, "" })
		here := take("here", func(h *HistoricalOrder) { h.State, h.Reply = StateHandling, "" })
		here = b.do(b.do(here, VerbReply, CaseOnly), VerbReview, CaseApprove)
		if err := b.completedAt(here, madeAt(here.ID).Add(time.Minute)); err != nil {
			t.Fatal(err)
		}
		b.migrated("1096_workorder_imported_completed.sql", "ended_at = 0 WHERE state = 'completed'")
		check("completed at a known time", known, at)
		check("completed nobody knows when", unknown, madeAt(unknown.ID))
		check("open", open, time.Time{})
		check("completed here", here, time.Time{})
		b.migrated("1096_workorder_imported_completed.sql", "erased = 0 WHERE id = ?", known.ID)
		check("run again", here, time.Time{})
	})
}

// completedAt moves the time of a completion: the clock of the tests is not that of the ids.
func (b *bench) completedAt(o Order, at time.Time) error {
	return b.Store.Write(b.t.Context(), func(tx *store.Tx) error {
		_, err := tx.Exec(`UPDATE workorder_order SET completed_at = ? WHERE id = ?`, at.UnixMicro(), o.ID)
		return err
	})
}
