package workorder

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"
	"time"
)

func form(t *testing.T, field, name, content string) (string, io.Reader) {
	t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	part, err := w.CreateFormFile(field, name)
	if err == nil {
		_, err = io.WriteString(part, content)
	}
	if err != nil || w.Close() != nil {
		t.Fatal(err)
	}
	return w.FormDataContentType(), &body
}

func TestHTTP_Attachments(t *testing.T) {
	a := newAPI(t)
	a.s.options.MaxFileBytes = 200_000
	o := a.in(StateHandling)
	png := samples(t)["png"]
	upload := func(field, name, content string) answer {
		kind, body := form(t, field, name, content)
		return a.send("waters", http.MethodPost, "/attachments", kind, body)
	}
	got := upload("file", "../现场.png", png)
	var file OrderAttachment
	if json.Unmarshal(got.body, &file) != nil || got.status != 201 || file.Name != "现场.png" || file.MIME != "image/png" || file.ID == 0 {
		t.Fatalf("%d %s", got.status, got.body)
	}
	v := a.order(a.post("waters", "/orders/"+o.ID.String()+"/attachments", `{"attachment_ids":["`+file.ID.String()+`"]}`))
	if len(v.Attachments) != 1 {
		t.Errorf("attachments = %+v", v.Attachments)
	}
	got = a.get("centre", "/attachments/"+file.ID.String())
	if string(got.body) != png || !strings.HasPrefix(got.header.Get("Content-Disposition"), "attachment") ||
		got.header.Get("Content-Security-Policy") != "default-src 'none'; sandbox" {
		t.Errorf("download: %d %v", got.status, got.header)
	}
	for name, c := range map[string]struct {
		got    answer
		status int
		code   string
	}{
		"OtherUnit":  {a.get("roads", "/attachments/"+file.ID.String()), 404, "workorder.file_not_found"},
		"Nobody":     {a.get("", "/attachments/"+file.ID.String()), 401, "auth.sign_in_first"},
		"HTML":       {upload("file", "a.png", "<html><script>"), 415, "workorder.file_type"},
		"WrongField": {upload("upload", "a.png", png), 400, "workorder.file_missing"},
		"NoForm":     {a.post("waters", "/attachments", `{}`), 400, "workorder.file_missing"},
		"TooLarge":   {upload("file", "a.png", png+strings.Repeat("x", 210_000)), 413, "workorder.file_too_large"},
		"FarTooBig":  {upload("file", "a.png", png+strings.Repeat("x", 900_000)), 413, "workorder.file_too_large"},
		"Gone":       {a.post("waters", "/orders/"+o.ID.String()+"/attachments", `{"attachment_ids":["`+file.ID.String()+`"]}`), 400, "workorder.file_missing"},
	} {
		if c.got.status != c.status || c.got.code() != c.code {
			t.Errorf("%s: %d %s, want %d %s", name, c.got.status, c.got.code(), c.status, c.code)
		}
	}
}

// TestHTTP_RepeatedUpload holds that an upload under a key that was answered before leaves no bytes of its own.
func TestHTTP_RepeatedUpload(t *testing.T) {
	a := newAPI(t)
	png := samples(t)["png"]
	var kept [2]OrderAttachment
	for i, content := range []string{"一", "二"} {
		kind, body := form(t, "file", "现场.png", png+content)
		got := a.send("waters", http.MethodPost, "/attachments", kind, body, "Idempotency-Key", "key-0000003")
		if json.Unmarshal(got.body, &kept[i]) != nil || got.status != http.StatusCreated {
			t.Fatalf("%d %s", got.status, got.body)
		}
	}
	a.Clock.Advance(unlinkWait + time.Minute)
	a.Settle(t)
	sum := func(content string) string {
		s := sha256.Sum256([]byte(png + content))
		return hex.EncodeToString(s[:])
	}
	if kept[0].ID != kept[1].ID || !a.holds(sum("一")) || a.holds(sum("二")) {
		t.Errorf("ids %d and %d, the first is there: %v, the second: %v", kept[0].ID, kept[1].ID, a.holds(sum("一")), a.holds(sum("二")))
	}
}
