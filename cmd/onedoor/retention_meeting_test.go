package main

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
)

// pastMeeting is a meeting that was closed, with a file of its minutes, and the item that it put off, which was then dropped.
type pastMeeting struct {
	x                *town
	id, item, file   string
	sign, sum, words string
}

// endedMeeting lets a meeting about a matter take place and end.
func (x *town) endedMeeting(t *testing.T, m *matter) pastMeeting {
	t.Helper()
	type thing struct {
		ID      ids.ID `json:"id"`
		Version int64  `json:"version"`
	}
	var item, meeting thing
	x.must(t, "dispatcher", "POST", "/supervise/docket", map[string]any{"order_id": m.order, "reason_code": "unclear_duty", "words": m.sign + "桥归属不清"}, &item)
	x.must(t, "leader", "POST", "/meetings", map[string]any{"title": m.sign + "桥联席会议", "at": x.clock.Now().Add(24 * time.Hour), "place": "三楼", "agenda": []any{item.ID},
		"guests": []any{map[string]any{"unit_id": x.units["b"].ID}}}, &meeting)
	p := pastMeeting{x: x, id: meeting.ID.String(), item: item.ID.String(), sign: m.sign}
	step := func(verb string, in map[string]any) {
		t.Helper()
		var now thing
		x.must(t, "leader", "GET", "/meetings/"+p.id, nil, &now)
		in["version"] = now.Version
		x.must(t, "leader", "POST", "/meetings/"+p.id+verb, in, nil)
	}
	at := func() int64 {
		t.Helper()
		var v int64
		if err := x.store.Read(t.Context()).QueryRow(`SELECT version FROM supervise_docket WHERE id = ?`, item.ID).Scan(&v); err != nil {
			t.Fatal(err)
		}
		return v
	}
	step("/call", map[string]any{})
	step("/hold", map[string]any{})
	x.must(t, "leader", "POST", "/meetings/"+p.id+"/items/"+p.item+"/defer", map[string]any{"version": at(), "reason": m.sign + "桥下次再议"}, nil)
	p.words = m.sign + "桥会议纪要的照片"
	file := x.upload(t, "leader", m.sign+"桥会场.txt", p.words)
	step("/minute", map[string]any{"text": m.sign + "桥由城管局牵头", "attachment_ids": []ids.ID{file}})
	step("/close", map[string]any{})
	x.must(t, "leader", "POST", "/supervise/docket/"+p.item+"/drop", map[string]any{"version": at(), "reason": m.sign + "桥不再上会"}, nil)
	p.file = "/api/v1/meetings/" + p.id + "/files/" + file.String()
	if err := x.store.Read(t.Context()).QueryRow(`SELECT sha256 FROM supervise_file WHERE meeting_id = ?`, meeting.ID).Scan(&p.sum); err != nil {
		t.Fatal(err)
	}
	if got := x.say(t, "leader", http.MethodGet, p.file, ""); got.status != http.StatusOK || !strings.Contains(got.body, p.words) {
		t.Fatalf("the file of the minutes: %d %s", got.status, got.body)
	}
	return p
}

// gone holds that of the meeting, its file and the dropped item no word is left, on the screens, in the rows or in the store
// of files, and that the meeting itself still stands there.
func (p pastMeeting) gone(t *testing.T) {
	t.Helper()
	for path, status := range map[string]int{"/api/v1/meetings/" + p.id: http.StatusOK, "/api/v1/meetings?past=true&limit=200": http.StatusOK,
		"/api/v1/supervise/docket?state=dropped": http.StatusOK, p.file: http.StatusNotFound} {
		got := p.x.say(t, "leader", http.MethodGet, path, "")
		said := []string{"桥归属不清", "桥联席会议", "桥下次再议", "桥会议纪要", "桥会场", "牵头", "桥不再上会"} // the order is open and keeps its title
		if got.status != status || slices.ContainsFunc(said, func(words string) bool { return strings.Contains(got.body, words) }) {
			t.Errorf("GET %s: %d, words left: %s", path, got.status, got.body)
		}
	}
	if file, err := p.x.blobs.Open(p.sum); err == nil {
		_ = file.Close()
		t.Error("the bytes of the file of the minutes are kept")
	}
	p.x.write(t, func(tx *store.Tx) error {
		var n int
		err := tx.QueryRow(`SELECT (SELECT COUNT(*) FROM supervise_docket WHERE words LIKE ? OR end_note LIKE ?) + (SELECT COUNT(*) FROM supervise_file WHERE name LIKE ?)
			+ (SELECT COUNT(*) FROM supervise_meeting WHERE title LIKE ? OR minutes LIKE ?) + (SELECT COUNT(*) FROM supervise_deferral WHERE reason LIKE ?)`,
			"%"+p.sign+"%", "%"+p.sign+"%", "%"+p.sign+"%", "%"+p.sign+"%", "%"+p.sign+"%", "%"+p.sign+"%").Scan(&n)
		if err == nil && n > 0 {
			t.Errorf("%d rows still hold words", n)
		}
		return err
	})
}
