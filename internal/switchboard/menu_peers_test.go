package switchboard

import (
	"slices"
	"testing"

	"onedoor/internal/platform/store"
	"onedoor/internal/telephony/g711"
	"onedoor/internal/telephony/peers"
)

// presses is a caller of SIPp that presses two keys, one after the other.
func presses(t *testing.T, first, second string) string {
	file := peers.ToneFile(t, g711.MuLaw, callerHz, 2)
	return peers.Invite("0 96") + peers.Answered + peers.Ack +
		`<pause milliseconds="300"/><nop><action><exec play_dtmf="` + first + `"/></action></nop><pause milliseconds="800"/>
<nop><action><exec play_dtmf="` + second + `"/></action></nop><pause milliseconds="800"/>
<nop><action><exec rtp_stream="` + file + `,-1,0"/></action></nop><pause milliseconds="1000"/>` + peers.Bye
}

// TestMenuWithPeers: a real caller presses 4 and 2. Before a menu of two levels is published 4 means nothing and 2 is the
// business queue; afterwards they lead to the foreign one, without a restart.
func TestMenuWithPeers(t *testing.T) {
	queues := ShippedQueues()[:3]
	h := newHouse(t, queues)
	h.Plan(queues)
	call := func() string {
		t.Helper()
		if err := peers.Wait(t, "the caller hangs up", peers.SIPp(t, h.x.Stack().Local("UDP"), presses(t, "4", "2"), "UDP")); err != nil {
			t.Fatal(err)
		}
		id := peers.Wait(t, "the recording is closed", h.kept)
		if err := h.Flush(t.Context()); err != nil {
			t.Fatal(err)
		}
		var queue string
		if err := h.world.Store.Read(t.Context()).QueryRow(`SELECT queue FROM switchboard_call WHERE id = ?`, id).Scan(&queue); err != nil {
			t.Fatal(err)
		}
		return queue
	}
	if err := h.Refresh(t.Context(), h.Board); err != nil {
		t.Fatal(err)
	}
	if queue := call(); queue != "business" {
		t.Errorf("before: %q", queue)
	}
	byDay := twoLevels() // it runs by day and by night
	byDay.Entries = slices.DeleteFunc(byDay.Entries, func(e Entry) bool { return e.When == WhenNight })
	byDay.Steps = slices.DeleteFunc(byDay.Steps, func(s MenuStep) bool { return s.ID == "night" })
	if err := h.world.Store.Write(t.Context(), func(tx *store.Tx) error {
		if _, err := h.SaveMenu(tx, menuLeader, byDay, "", 0); err != nil {
			return err
		}
		_, err := h.PublishMenu(tx, menuLeader, 1, "两级菜单")
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if err := h.Refresh(t.Context(), h.Board); err != nil {
		t.Fatal(err)
	}
	if queue := call(); queue != "foreign" {
		t.Errorf("afterwards: %q", queue)
	}
}
