package main

import (
	"io"
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"onedoor/internal/platform/ids"
	"onedoor/internal/telephony/peers"
	"onedoor/internal/telephony/record"
)

// heard takes a request on from a call that was recorded: the order names the call, and its recording is heard for a
// purpose by whom that is for. It wants the accounts unit-admin, seat1 and inspector1.
func (s *server) heard(t *testing.T, file string) {
	t.Helper()
	call := strings.TrimSuffix(filepath.Base(file), ".odr")
	j := newJournal(t)
	j.furnish(t, s.url)
	seat, inspector := newClient(s.url), newClient(s.url)
	seat.signIn(t, "seat1", testPassword)
	inspector.signIn(t, "inspector1", testPassword)
	form := func(call string) map[string]any {
		return map[string]any{"door": "phone", "call_id": call, "requests": []any{map[string]any{"kind": "help",
			"category_id": j.category, "title": "路灯不亮", "content": "河边的路灯不亮。", "then": map[string]any{"verb": "dispatch", "unit_id": j.unit}}}}
	}
	var taken struct {
		Receipts []struct {
			Order ids.ID `json:"order_id"`
		} `json:"receipts"`
	}
	if err := seat.call(t.Context(), "POST", "/contacts", "", form("99"), nil); err == nil || !strings.Contains(err.Error(), "body.call_id") {
		t.Errorf("a call that nobody had: %v", err)
	}
	if err := seat.call(t.Context(), "POST", "/contacts", "", form(call), &taken); err != nil {
		t.Fatal(err)
	}
	path := "/orders/" + taken.Receipts[0].Order.String() + "/calls"
	var list struct {
		Items []struct {
			ID       string `json:"id"`
			SeatName string `json:"seat_name"`
			Recorded bool   `json:"recorded"`
			MayHear  bool   `json:"may_hear"`
			Notice   string `json:"notice"`
		} `json:"items"`
	}
	for who, may := range map[*client]bool{seat: false, inspector: true} {
		if err := who.call(t.Context(), "GET", path, "", nil, &list); err != nil || len(list.Items) != 1 || list.Items[0].ID != call ||
			list.Items[0].SeatName != "坐席一" || !list.Items[0].Recorded || list.Items[0].MayHear != may || list.Items[0].Notice != "menu" {
			t.Errorf("may hear %v: %+v, %v", may, list, err)
		}
	}
	path += "/" + call + "/hearings"
	if err := seat.call(t.Context(), "POST", path, "", map[string]string{"purpose": "verify"}, nil); err == nil {
		t.Error("a seat hears recordings")
	}
	var hearing struct {
		ID      string `json:"id"`
		Seconds int    `json:"seconds"`
		Whole   bool   `json:"whole"`
		Citizen []int  `json:"citizen"`
	}
	if err := inspector.call(t.Context(), "POST", path, "hear-once-and-again", map[string]string{"purpose": "quality"}, &hearing); err != nil {
		t.Fatal(err)
	}
	if hearing.Seconds < 2 || !hearing.Whole || len(hearing.Citizen) != 600 {
		t.Errorf("%d s, whole %v, %d steps", hearing.Seconds, hearing.Whole, len(hearing.Citizen))
	}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.url+"/api/v1"+path+"/"+hearing.ID, nil)
	if err != nil {
		t.Fatal(err)
	}
	res, err := inspector.http.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	wav, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != http.StatusOK || res.Header.Get("Content-Type") != "audio/wav" || res.Header.Get("Accept-Ranges") != "bytes" {
		t.Fatalf("%d %v, %v", res.StatusCode, res.Header, err)
	}
	left, right := record.Split(wav[record.HeadBytes:])
	if c, d := peers.Frames(left, citizenHz), peers.Frames(right, deskHz); c < 50 || d < 80 {
		t.Errorf("heard: citizen %d, seat %d frames", c, d)
	}
}
