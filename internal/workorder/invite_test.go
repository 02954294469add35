package workorder

import (
	"strings"
	"testing"
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
)

func TestInvite_Refusals(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		b.co = coOpen
		o := b.in(StateHandling)
		sealed := b.do(b.in(StateHandling), VerbSeal, CaseOnly)
		b.co = coNone
		ofRoads := b.must(func(tx *store.Tx) (Order, error) {
			o, err := b.s.CreateDispatched(tx, centre, b.form(), DispatchIn{Unit: unitRoads})
			if err != nil {
				return o, err
			}
			return b.s.SignFor(tx, roads, o.ID, o.Version)
		})
		for name, c := range map[string]struct {
			p    auth.Principal
			o    Order
			unit ids.ID
			want string
		}{
			"NoUnit":                  {waters, o, 0, "workorder.unit_missing"},
			"Unknown":                 {waters, o, 77, "workorder.unit_unknown"},
			"Closed":                  {waters, o, unitClosed, "workorder.unit_closed"},
			"Itself":                  {waters, o, unitWaters, "workorder.same_unit"},
			"Twice":                   {waters, o, unitParks, "workorder.already_invited"},
			"DepartmentAsksTown":      {roads, ofRoads, unitVillage, "workorder.department_down"},
			"DepartmentAsksTownAbove": {roads, ofRoads, unitWaters, "workorder.department_down"},
			"SealedByTheUnit":         {waters, sealed, unitRoads, "workorder.sealed_invite"},
			"SealedByASeat":           {seat, sealed, unitRoads, "workorder.sealed"},
			"Helper":                  {parks, o, unitRoads, "workorder.not_yours"},
		} {
			t.Run(name, func(t *testing.T) {
				if _, err := b.invite(c.p, c.o, c.unit); code(err) != c.want {
					t.Errorf("code = %s, want %s", code(err), c.want)
				}
			})
		}
		for name, in := range map[string]InviteIn{"NoWords": {Unit: unitRoads}, "Blank": {Unit: unitRoads, Ask: " \n"}} {
			if _, err := b.try(func(tx *store.Tx) (Order, error) { return b.s.Invite(tx, waters, o.ID, o.Version, in) }); code(err) != "workorder.reason_missing" {
				t.Errorf("%s: %s", name, code(err))
			}
		}
		_, err := b.try(func(tx *store.Tx) (Order, error) {
			return b.s.Invite(tx, waters, o.ID, o.Version, InviteIn{Unit: unitRoads, Ask: strings.Repeat("字", 2001)})
		})
		if code(err) != "workorder.invalid" {
			t.Errorf("huge: %s", code(err))
		}
		// A department asks a district, and the centre asks anybody.
		if _, err := b.invite(roads, ofRoads, unitDistrict); err != nil {
			t.Errorf("a department asks a district: %v", err)
		}
		if _, err := b.invite(centre, b.load(ofRoads.ID), unitVillage); err != nil {
			t.Errorf("the centre asks a community: %v", err)
		}
		b.s.options.MaxInvites = 2
		if _, err := b.invite(centre, b.load(ofRoads.ID), unitParks); code(err) != "workorder.invite_limit" {
			t.Errorf("the third of two: %s", code(err))
		}
	})
}

// TestInvite_Clock holds that a co-handling unit's clock runs from the invitation, ends with the handling unit's at the
// latest, and explains itself.
func TestInvite_Clock(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		for name, c := range map[string]struct {
			limit  int // working days of the stage; 0: none of its own
			at     time.Time
			due    time.Time
			capped bool
		}{
			"OwnLimit":      {2, day(17, 10, 0), day(19, 17, 30), false},
			"AsLong":        {0, day(17, 10, 0), day(23, 17, 30), true}, // five days would end after the lead's
			"Shortened":     {5, day(20, 10, 0), day(23, 17, 30), true},
			"LeadIsOverdue": {2, day(24, 10, 0), day(26, 17, 30), false},
		} {
			t.Run(name, func(t *testing.T) {
				b.limits.cohandle = c.limit
				b.Clock.Set(day(16, 9, 30))
				o := b.in(StateHandling) // due on the 23rd
				b.Clock.Set(c.at)
				o, err := b.invite(waters, o, unitRoads)
				if err != nil {
					t.Fatal(err)
				}
				v := b.view(roads, o)
				x := v.Parties[0]
				if !x.DueAt.Equal(c.due) || x.Clock == nil || !x.Clock.Due.Equal(c.due) || x.Clock.Which != "co" || !x.Clock.From.Equal(c.at) {
					t.Errorf("due %s, clock %+v; want %s", x.DueAt, x.Clock, c.due)
				}
				if told := strings.Contains(x.Clock.Short, "主办单位"); told != c.capped {
					t.Errorf("explanation: %s %s", x.Clock.Short, x.Clock.Text)
				}
				if v.Part != RoleCo || !x.Mine || v.DueAt.Equal(time.Time{}) {
					t.Errorf("view of the helper: part %q, mine %v", v.Part, x.Mine)
				}
			})
		}
	})
}

func TestReturnInvite(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		b.co = coOpen
		o := b.in(StateHandling)
		for name, in := range map[string]ReturnInviteIn{
			"workorder.reason_code": {ReasonCode: "outside_remit", Reason: "因"}, "workorder.reason_missing": {ReasonCode: "other"},
		} {
			_, err := b.try(func(tx *store.Tx) (Order, error) { return b.s.ReturnInvite(tx, parks, o.ID, o.Version, in) })
			if code(err) != name {
				t.Errorf("code = %s, want %s", code(err), name)
			}
		}
		due := o.parties[0].DueAt
		o = b.do(o, VerbReturnInvite, CaseOnly)
		x := b.view(waters, o).Parties[0]
		if x.State != PartyReturned || x.ReasonName != "不属于本单位职责" || !x.MayRelease || !x.MayInsist || x.Mine {
			t.Errorf("given back: %+v", x)
		}
		b.Clock.Advance(time.Hour)
		o, err := b.as(waters, o, VerbInsist, CaseOnly)
		if err != nil || o.parties[0].State != PartyOpen || !o.parties[0].DueAt.Equal(due) {
			t.Fatalf("insisted: %+v, err = %v", o.parties, err)
		}
		if _, err := b.as(parks, o, VerbReturnInvite, CaseOnly); code(err) != "workorder.insisted" {
			t.Errorf("given back twice: %s", code(err))
		}
		o = b.do(o, VerbContribute, CaseOnly)
		if o.CoOpen != 0 {
			t.Errorf("%d open", o.CoOpen)
		}
	})
}
