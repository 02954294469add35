package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"onedoor/internal/door/partner"
	"onedoor/internal/intake"
	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/workorder"
)

// picture is the smallest file that may be attached and is one.
var picture = append([]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"), bytes.Repeat([]byte{1}, 200)...)

// TestPartner_Files holds that a file travels with its order, once, to the partner that it was named to and to nobody else.
func TestPartner_Files(t *testing.T) {
	a, b, _ := platforms(t, nil)
	given := a.request(1, func(in *intake.TakeOnIn) { in.Requests[0].Then = nil })
	up, err := a.orders.Upload(t.Context(), workorder.OwnerStaff(77), "现场.png", bytes.NewReader(picture))
	if err != nil {
		t.Fatal(err)
	}
	a.do(given.ID, func(tx *store.Tx, o workorder.Order) (workorder.Order, error) {
		if err := a.orders.LinkAttachments(tx, workorder.OwnerStaff(77), given.ID, []ids.ID{up.ID}); err != nil {
			return o, err
		}
		return a.orders.Dispatch(tx, auth.System, given.ID, o.Version, workorder.DispatchIn{Unit: a.standing})
	})
	settle(t, a, b)
	twin := a.twin(b, given.ID)
	files, err := b.orders.Attachments(b.store.Read(t.Context()), twin)
	if err != nil || len(files) != 1 || files[0].Name != "现场.png" || files[0].SHA256 != up.SHA256 {
		t.Fatalf("arrived: %+v %v", files, err)
	}
	f, err := b.orders.OpenAttachment(files[0])
	if err != nil {
		t.Fatal(err)
	}
	got, err := io.ReadAll(f)
	if err != nil || !bytes.Equal(got, picture) {
		t.Errorf("%d bytes, %v", len(got), err)
	}
	_ = f.Close()
	// Given once more, it does not travel once more, and is not sent back to where it came from.
	b.handle(twin, "已恢复供水")
	settle(t, a, b)
	if here, err := a.orders.Attachments(a.store.Read(t.Context()), given.ID); err != nil || len(here) != 1 {
		t.Errorf("%d files here, %v", len(here), err)
	}
	a.clean(b)

	x := newStranger(t, b, a) // a partner of a's that was told of no file
	for path, want := range map[string]int{
		"/partner/v1/files/" + refOf(t, a, given.ID) + "/" + up.ID.String(): 200, // its key is the partner's
		"/partner/v1/files/other/" + up.ID.String():                         404,
		"/partner/v1/files/" + refOf(t, a, given.ID) + "/7":                 404,
		"/partner/v1/files/" + refOf(t, a, given.ID) + "/x":                 404,
	} {
		for _, signed := range []bool{true, false} {
			req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, a.server.URL+path, nil)
			if err != nil {
				t.Fatal(err)
			}
			if signed {
				req.Header.Set(partner.HeaderKey, x.kid)
				req.Header.Set(partner.HeaderTime, unix(x.at()))
				req.Header.Set(partner.HeaderSignature, partner.Sign(x.alg, x.key, x.at(), http.MethodGet, path, nil))
			}
			res, err := http.DefaultClient.Do(req)
			if err != nil {
				t.Fatal(err)
			}
			_ = res.Body.Close()
			if signed && res.StatusCode != want || !signed && res.StatusCode != 401 {
				t.Errorf("%s, signed %v: %d", path, signed, res.StatusCode)
			}
		}
	}
}

func refOf(t *testing.T, p *platformHouse, order ids.ID) (ref string) {
	t.Helper()
	if err := p.store.Read(t.Context()).QueryRow(`SELECT ref FROM partner_exchange WHERE order_id = ?`, order).Scan(&ref); err != nil {
		t.Fatal(err)
	}
	return ref
}

// TestPartner_HostileFiles fetches what a partner announces and serves otherwise. The order goes on without it, and says so.
func TestPartner_HostileFiles(t *testing.T) {
	a, b, clock := platforms(t, nil)
	program := []byte("MZ" + strings.Repeat("\x00\x01", 300))
	files := map[string][]byte{"program": program, "longer": append(bytes.Clone(picture), 'x'), "other": append(bytes.Clone(picture[:len(picture)-1]), 'x'), "good": picture}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		content, ok := files[r.URL.Path[strings.LastIndexByte(r.URL.Path, '/')+1:]]
		if r.Header.Get(partner.HeaderSignature) == "" || !ok {
			http.NotFound(w, r)
			return
		}
		_, _ = w.Write(content)
	}))
	defer server.Close()
	b.write(func(tx *store.Tx) error {
		_, err := b.partner.Change(tx, auth.System, b.other.ID, partner.PartnerPatch{Version: b.other.Version, URL: &server.URL})
		return err
	})
	x := newStranger(t, a, b)
	sum := func(content []byte) string { s := sha256.Sum256(content); return hex.EncodeToString(s[:]) }
	m := x.offer("f")
	m.Body.Files = []partner.File{
		{ID: "program", Name: "现场.png", Size: int64(len(program)), SHA256: sum(program)},
		{ID: "longer", Name: "长.png", Size: int64(len(picture)), SHA256: sum(picture)},
		{ID: "other", Name: "换.png", Size: int64(len(picture)), SHA256: sum(picture)},
		{ID: "huge", Name: "大.png", Size: 1 << 40, SHA256: sum(picture)},
		{ID: "good", Name: "../../好.png", Size: int64(len(picture)), SHA256: sum(picture)},
	}
	if status, text := x.send(m); status != 200 {
		t.Fatalf("%d %s", status, text)
	}
	for range 8 {
		if err := b.jobs.RunDue(t.Context()); err != nil {
			t.Fatal(err)
		}
		clock.Advance(10 * time.Minute)
	}
	var order ids.ID
	q := b.store.Read(t.Context())
	if err := q.QueryRow(`SELECT order_id FROM partner_exchange WHERE ref = 'x-f'`).Scan(&order); err != nil {
		t.Fatal(err)
	}
	list, err := b.orders.Attachments(q, order)
	if err != nil || len(list) != 1 || list[0].Name != "好.png" {
		t.Errorf("on the order: %+v %v", list, err)
	}
	rows, err := q.Query(`SELECT theirs || ' ' || state || ' ' || last_error FROM partner_file ORDER BY theirs`)
	got, err := store.Collect(rows, err, func(r store.Row) (s string, err error) { return s, r.Scan(&s) })
	want := []string{"good fetched ", "huge refused workorder.file_too_large", "longer refused partner.other_file", "other refused partner.other_file",
		"program refused workorder.file_type"}
	if err != nil || strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("files: %q %v", got, err)
	}
	if text := b.said(order); strings.Count(text, "未能取得") != 4 {
		t.Errorf("the order says %q", text)
	}
}
