package supervise

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"onedoor/internal/clock"
	"onedoor/internal/directory"
	"onedoor/internal/notice"
	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/workorder"
)

// stageRoles are the people of the centre that stages are due of.
var stageRoles = map[string][]ids.ID{directory.RoleDispatcher: {31, 32}, directory.RoleReviewer: {33}}

// TestStages tells who is due that a stage is overdue, each once: the centre's dispatchers and reviewers by name, a unit
// as a whole.
func TestStages(t *testing.T) {
	each(t, func(t *testing.T, k *kit) {
		hour := clock.Fields{Unit: "natural_hour", N: 1}
		k.stages = map[workorder.Stage]clock.Fields{workorder.StageAccept: hour, workorder.StageDispatch: {Unit: "natural_hour", N: 2},
			workorder.StageContact: hour, workorder.StageReview: hour}
		k.restart()
		var o workorder.Order
		k.must(k.write(func(tx *store.Tx) (err error) {
			o, err = k.orders.Create(tx, auth.System, workorder.NewOrder{Number: "T2026111690001", Kind: workorder.KindHelp, Category: 7, Division: "440402",
				Door: "web", Title: "水管漏水", Content: "小区门口的水管漏水三天了。"})
			return err
		}))
		told := func(step string, want ...string) {
			t.Helper()
			var got []string
			for _, m := range k.mail.sent {
				got = append(got, fmt.Sprintf("%s %v %s", m.Template, m.To, m.Params["step"]))
			}
			if k.mail.sent = nil; !slices.Equal(got, want) {
				t.Errorf("%s: told %q, want %q", step, got, want)
			}
		}
		to := func(r notice.Recipient, template, step string) string {
			return fmt.Sprintf("%s %v %s", template, r, step)
		}
		watched := func(step, want string) {
			t.Helper()
			rows, _, err := k.s.Watch(k.q(), supervisor, WatchFilter{View: ViewStages})
			counts, wrong := k.s.CountsNow(k.q(), supervisor)
			if err != nil || wrong != nil {
				t.Fatalf("%s: %v, %v", step, err, wrong)
			}
			got := ""
			if len(rows) == 1 && rows[0].OrderID == o.ID {
				got = rows[0].LateName
			}
			if got != want || counts.Views[ViewStages] != len(rows) {
				t.Errorf("%s: the watch shows %q of %d, counted %d; want %q", step, got, len(rows), counts.Views[ViewStages], want)
			}
			if rows, _, err = k.s.Watch(k.q(), roads, WatchFilter{View: ViewStages}); err != nil || len(rows) != 0 {
				t.Errorf("%s: another unit sees %d, %v", step, len(rows), err)
			}
		}
		now := k.Clock.Now()
		watched("Fresh", "")
		k.at(now.Add(61 * time.Minute))
		told("NotTakenOn", to(notice.Staff(31), notice.ChaseStaff, "受理超期"), to(notice.Staff(32), notice.ChaseStaff, "受理超期"))
		watched("NotTakenOn", "受理")
		k.at(now.Add(121 * time.Minute))
		told("NotDispatched", to(notice.Staff(31), notice.ChaseStaff, "派单超期"), to(notice.Staff(32), notice.ChaseStaff, "派单超期"))
		k.must(k.verb(o.ID, func(tx *store.Tx, o workorder.Order) error {
			_, err := k.orders.Dispatch(tx, auth.System, o.ID, o.Version, workorder.DispatchIn{Unit: unitWaters})
			return err
		}))
		k.Settle(t)
		watched("Dispatched", "")
		k.at(now.Add(182 * time.Minute))
		told("NotContacted", to(notice.Unit(unitWaters), notice.Chase, "首次联系超期"))
		watched("NotContacted", "首次联系")
		k.must(k.verb(o.ID, func(tx *store.Tx, o workorder.Order) error {
			_, err := k.orders.Contact(tx, waters, o.ID, 0, workorder.ContactIn{ContactedAt: k.Clock.Now(), Reached: true})
			return err
		}))
		k.Settle(t)
		watched("Contacted", "")
		k.sign(o.ID)
		k.reply(o.ID)
		k.at(now.Add(243 * time.Minute))
		told("NotReviewed", to(notice.Staff(33), notice.ChaseStaff, "审核超期"))
		watched("NotReviewed", "审核")
		k.review(o.ID, true)
		k.Settle(t)
		watched("Reviewed", "")
		k.at(now.Add(30 * time.Hour))
		told("NothingMore")
	})
}
