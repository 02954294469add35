package directory

import (
	"errors"
	"testing"
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

// TestHotline_Plan holds that a change of the mode takes over by itself at its time, not before, and is told by an event
// when it is planned; and what cannot be planned.
func TestHotline_Plan(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		clock := wall.NewManual(time.Date(2026, 11, 16, 1, 0, 0, 0, time.UTC))
		b.clock = clock
		sub := b.unit("fzx", func(in *UnitIn) { in.Kind = SubCentre })
		water := b.unit("shui", func(in *UnitIn) { in.Kind, in.Mode, in.SubCentreID = Company, SubCentreMode, sub.ID })
		bureau := b.unit("ju")
		add := func(number string, unit ids.ID) Hotline {
			return must[Hotline](t)(b.addHotline(HotlineIn{Number: number, Name: "供水", UnitID: unit, Mode: DualNumber}))
		}
		change := func(id ids.ID, in HotlinePatch) (Hotline, error) {
			return do(b, func(tx *store.Tx) (Hotline, error) { return b.ChangeHotline(tx, auth.System, id, in) })
		}
		h, other := add("96000", water.ID), add("12319", bureau.ID)
		now := clock.Now()
		soon := now.Add(24 * time.Hour)
		for name, c := range map[string]struct {
			id   ids.ID
			in   HotlinePatch
			want error
		}{
			"NoTime":      {h.ID, HotlinePatch{NextMode: to(SubCentreMode)}, ErrHotlinePlan},
			"NoMode":      {h.ID, HotlinePatch{NextAt: &soon}, ErrHotlinePlan},
			"Past":        {h.ID, HotlinePatch{NextMode: to(SubCentreMode), NextAt: &now}, ErrHotlinePlan},
			"Same":        {h.ID, HotlinePatch{NextMode: to(DualNumber), NextAt: &soon}, ErrHotlinePlan},
			"Unknown":     {h.ID, HotlinePatch{NextMode: to(Mode("x")), NextAt: &soon}, ErrHotlinePlan},
			"NoSubCentre": {other.ID, HotlinePatch{NextMode: to(SubCentreMode), NextAt: &soon}, ErrHotlineMode},
		} {
			c.in.Version = 1
			if _, err := change(c.id, c.in); !errors.Is(err, c.want) {
				t.Errorf("%s: %v", name, err)
			}
		}
		planned, err := change(h.ID, HotlinePatch{Version: 1, NextMode: to(SubCentreMode), NextAt: &soon})
		if err != nil || planned.Mode != DualNumber || planned.NextMode != SubCentreMode || !planned.NextAt.Equal(soon) {
			t.Fatalf("%+v %v", planned, err)
		}
		owner := func() ids.ID {
			unit, ok, err := b.HotlineOwner(b.read(), "96000")
			if err != nil || ok != (unit != 0) {
				t.Fatalf("%d %v %v", unit, ok, err)
			}
			return unit
		}
		if got := owner(); got != 0 {
			t.Errorf("before its time it is %d's", got)
		}
		clock.Advance(24 * time.Hour)
		if got := owner(); got != sub.ID {
			t.Errorf("at its time it is %d's", got)
		}
		if x, err := b.HotlineByNumber(b.read(), "96000"); err != nil || x.Mode != SubCentreMode || x.NextAt != nil {
			t.Errorf("%+v %v", x, err)
		}
		// The next change starts from what holds by now.
		x, err := change(h.ID, HotlinePatch{Version: 2, Note: to("已设分中心")})
		if err != nil || x.Mode != SubCentreMode || x.NextMode != "" {
			t.Errorf("%+v %v", x, err)
		}
		later := clock.Now().Add(time.Hour)
		if x, err = change(h.ID, HotlinePatch{Version: 3, NextMode: to(FullMerge), NextAt: &later}); err != nil || x.NextMode != FullMerge {
			t.Errorf("%+v %v", x, err)
		}
		if x, err = change(h.ID, HotlinePatch{Version: 4, NextMode: to(Mode(""))}); err != nil || x.NextMode != "" || x.NextAt != nil {
			t.Errorf("a plan taken back: %+v %v", x, err)
		}
	})
}
