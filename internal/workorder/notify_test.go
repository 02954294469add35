package workorder

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"onedoor/internal/notice"
)

func TestUnitNotice(t *testing.T) {
	due := time.Date(2026, 11, 20, 9, 30, 0, 0, time.UTC)
	o := &Order{Number: "YM1", DueAt: due, UrgeCount: 2}
	given := Payload{Unit: 5, To: StateDispatched, Detail: Detail{Assignment: 1, DueAt: due.UnixMicro(), SignDueAt: due.UnixMicro()}}
	for _, c := range []struct {
		kind     string
		payload  Payload
		template string
		params   string
	}{
		{EventDispatched, given, notice.OrderAssigned, "due number sign_due"},
		{EventReassigned, given, notice.OrderAssigned, "due number sign_due"},
		{EventRedone, given, notice.OrderRedone, "due number"},
		{EventReturnUpheld, Payload{Unit: 5}, "", ""},
		{EventUrged, Payload{Unit: 5}, notice.Urged, "number times"},
		{EventSupplemented, Payload{Unit: 5}, notice.OrderSupplemented, "number"},
		{EventDueSoon, Payload{Unit: 5}, notice.DueSoon, "due number"},
		{EventOverdue, Payload{Unit: 5}, notice.Overdue, "due number"},
		{EventDesignated, given, notice.OrderDesignated, "due number"},
		{EventExtended, Payload{Unit: 5}, notice.ApplicationGranted, "number"},
		{EventPaused, Payload{Unit: 5}, notice.ApplicationGranted, "number"},
		{EventRefused, Payload{Unit: 5}, notice.ApplicationRefused, "due number"},
		{EventResumed, Payload{Unit: 5}, notice.OrderResumed, "due number"},
		{EventWithdrawn, Payload{PrevUnit: 5}, notice.OrderWithdrawn, "number"},
		{EventMerged, Payload{PrevUnit: 5}, notice.ReassignedAway, "number"},
		{EventProgressDue, Payload{Unit: 5}, notice.ProgressDue, "number"},
	} {
		template, params := unitNotice(c.kind, c.payload, o)
		if template != c.template {
			t.Errorf("%s: template %q, want %q", c.kind, template, c.template)
		}
		if keys := strings.Join(slices.Sorted(maps.Keys(params)), " "); template != "" && keys != c.params {
			t.Errorf("%s: params %s, want %s", c.kind, keys, c.params)
		}
	}
}
