package workorder

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/sheet"
	"onedoor/internal/platform/store"
	"onedoor/internal/workorder/export"
)

// samples are the beginnings of files of each kind.
func samples(t *testing.T) map[string]string {
	t.Helper()
	var docx, xlsx bytes.Buffer
	if err := export.DOCX(&docx, export.Doc{Title: "题"}); err != nil {
		t.Fatal(err)
	}
	table := sheet.Table{Sheet: "表", Columns: []sheet.Column{{Heading: "列", Width: 8}}, Next: func() ([]any, error) { return nil, nil }}
	if err := sheet.XLSX(&xlsx, table); err != nil {
		t.Fatal(err)
	}
	return map[string]string{
		"jpg":  "\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01",
		"png":  "\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR",
		"gif":  "GIF89a\x01\x00\x01\x00",
		"webp": "RIFF\x24\x00\x00\x00WEBPVP8 ",
		"pdf":  "%PDF-1.7\n1 0 obj",
		"docx": docx.String(),
		"xlsx": xlsx.String(),
		"txt":  "市民来信：路灯不亮，夜间行走不便。",
		"mp4":  "\x00\x00\x00\x18ftypisom\x00\x00\x02\x00isomiso2",
		"m4a":  "\x00\x00\x00\x18ftypM4A \x00\x00\x02\x00isomiso2",
		"mp3":  "ID3\x03\x00\x00\x00\x00\x00\x21",
		"wav":  "RIFF\x24\x00\x00\x00WAVEfmt ",
		"amr":  "#!AMR\n\x3c\x91",
	}
}

func (b *bench) keep(owner Owner, name, content string) (Attachment, error) {
	return b.s.Upload(b.t.Context(), owner, name, strings.NewReader(content))
}

func TestUpload_Kinds(t *testing.T) {
	b := newBench(t, storeOf(t))
	for ending, content := range samples(t) {
		t.Run(ending, func(t *testing.T) {
			a, err := b.keep(OwnerStaff(3), "现场."+ending, content)
			if err != nil || a.Name != "现场."+ending || a.Size != int64(len(content)) {
				t.Errorf("upload = %+v, err = %v", a, err)
			}
			// The content says what it is, not the name.
			a, err = b.keep(OwnerStaff(3), "现场.exe", content)
			if err != nil || a.Name != "现场."+ending {
				t.Errorf("disguised: %+v, err = %v", a, err)
			}
		})
	}
	for name, content := range map[string]string{
		"HTML":            "<!DOCTYPE html><script>alert(1)</script>",
		"HTMLAfterSpaces": "   \n<html><body onload=alert(1)>",
		"SVG":             `<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>`,
		"XML":             `<?xml version="1.0"?><a/>`,
		"Windows":         "MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff",
		"ELF":             "\x7fELF\x02\x01\x01\x00",
		"Shell":           "#!/bin/sh\nrm -rf /\n",
		"Zip":             "PK\x03\x04\x14\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x05\x00\x00\x00a.exe",
		"OldWord":         "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + strings.Repeat("\x00", 600),
		"Binary":          "\x00\x01\x02\x03\x04\x05\x06\x07",
	} {
		t.Run(name, func(t *testing.T) {
			if a, err := b.keep(OwnerStaff(3), "照片.jpg", content); code(err) != "workorder.file_type" {
				t.Errorf("taken as %s, code %s", a.MIME, code(err))
			}
		})
	}
}

func TestUpload_Refused(t *testing.T) {
	b := newBench(t, storeOf(t))
	b.s.options.MaxFileBytes = 1000
	png := samples(t)["png"]
	if _, err := b.keep(OwnerStaff(3), "a.png", png+strings.Repeat("x", 1000)); code(err) != "workorder.file_too_large" {
		t.Errorf("too large: %s", code(err))
	}
	if _, err := b.keep(OwnerStaff(3), "a.png", png+strings.Repeat("x", 1000-len(png))); err != nil {
		t.Errorf("just fits: %v", err)
	}
	if _, err := b.keep(OwnerStaff(3), "a.png", ""); code(err) != "workorder.file_empty" {
		t.Errorf("empty: %s", code(err))
	}
	if _, err := b.keep(Owner{}, "a.png", png); code(err) != "workorder.file_missing" {
		t.Errorf("of nobody: %s", code(err))
	}
	broken := io.MultiReader(strings.NewReader(png), failing{})
	if _, err := b.s.Upload(t.Context(), OwnerStaff(3), "a.png", broken); err == nil {
		t.Error("an upload that broke off was kept")
	}
	token := OwnerToken(NewUploadToken())
	for i := range 21 {
		_, err := b.keep(token, "a.png", png)
		if want := map[bool]string{true: "ok", false: "workorder.file_too_many"}[i < 20]; code(err) != want {
			t.Fatalf("upload %d on one token: %s, want %s", i+1, code(err), want)
		}
	}
}

type failing struct{}

func (failing) Read([]byte) (int, error) { return 0, errors.New("the line broke") }

func TestFileName(t *testing.T) {
	jpg := fileKinds["image/jpeg"]
	for given, want := range map[string]string{
		"照片.jpg": "照片.jpg", "照片.JPEG": "照片.jpeg", "a.png": "a.jpg", "无后缀": "无后缀.jpg", "": "附件.jpg", "...": "附件.jpg",
		"../../etc/passwd": "passwd.jpg", `C:\Users\x\桌面\图 1.jpg`: "图 1.jpg", "a/b/c.jpg": "c.jpg", ".hidden": "hidden.jpg",
		"evil\u202egpj.exe": "evilgpj.jpg", "a\x00b\r\nSet-Cookie: x.jpg": "abSet-Cookie_ x.jpg", `q"uo'te<>.jpg`: "q_uo'te__.jpg",
		"con|%00;x.jpg": "con__00_x.jpg", strings.Repeat("长", 300) + ".jpg": strings.Repeat("长", 96) + ".jpg", "\xff\xfe.jpg": "附件.jpg",
	} {
		if got := fileName(given, jpg); got != want {
			t.Errorf("fileName(%q) = %q, want %q", given, got, want)
		}
	}
}

// TestAttachment_WhoReads is a table of who may open a file of an order of Waters, and an
// upload of Waters that no order has.
func TestAttachment_WhoReads(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		o := b.in(StateHandling)
		png := samples(t)["png"]
		linked, err := b.keep(OwnerStaff(waters.ID), "证据.png", png)
		if err != nil {
			t.Fatal(err)
		}
		waiting, _ := b.keep(OwnerStaff(waters.ID), "草稿.png", png)
		anonymous, _ := b.keep(OwnerToken(NewUploadToken()), "市民.png", png)
		o = b.must(func(tx *store.Tx) (Order, error) {
			return b.s.Reply(tx, waters, o.ID, o.Version, ReplyIn{Outcome: OutcomeResolved, Basis: "依据", PublicText: "正文",
				Attachments: []ids.ID{linked.ID, linked.ID}})
		})
		for name, c := range map[string]struct {
			p                         auth.Principal
			linked, waiting, citizens string
		}{
			"Owner":     {waters, "ok", "ok", "no"},
			"Centre":    {centre, "ok", "no", "no"},
			"Above":     {works, "ok", "no", "no"},
			"OtherUnit": {roads, "no", "no", "no"},
			"Nobody":    {stranger, "no", "no", "no"},
			"System":    {auth.System, "ok", "no", "no"},
		} {
			for what, f := range map[string]struct {
				id   ids.ID
				want string
			}{"linked": {linked.ID, c.linked}, "waiting": {waiting.ID, c.waiting}, "citizen's": {anonymous.ID, c.citizens}, "none": {4711, "no"}} {
				_, err := b.s.Attachment(b.Store.Read(t.Context()), c.p, f.id)
				want := map[string]string{"ok": "ok", "no": "workorder.file_not_found"}[f.want]
				if code(err) != want {
					t.Errorf("%s, %s file: %s, want %s", name, what, code(err), want)
				}
			}
		}
		v, err := b.s.View(b.Store.Read(t.Context()), centre, o.ID)
		if err != nil || len(v.Attachments) != 1 || v.Attachments[0].ChildID != v.Replies[0].ID {
			t.Errorf("attachments = %+v, err = %v", v.Attachments, err)
		}
	})
}

func TestLinkAttachments(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		png, token := samples(t)["png"], NewUploadToken()
		link := func(owner Owner, list ...ids.ID) error {
			return b.Store.Write(t.Context(), func(tx *store.Tx) error {
				o, err := b.s.Create(tx, auth.System, b.form())
				if err != nil {
					return err
				}
				return b.s.LinkAttachments(tx, owner, o.ID, list)
			})
		}
		a, err := b.keep(OwnerToken(token), "a.png", png)
		if err != nil {
			t.Fatal(err)
		}
		for name, owner := range map[string]Owner{
			"AnotherToken": OwnerToken(NewUploadToken()), "NoToken": {}, "EmptyToken": OwnerToken(""), "Staff": OwnerStaff(1),
			"ItsHash": OwnerToken(OwnerToken(token).hash()),
		} {
			if err := link(owner, a.ID); code(err) != "workorder.file_missing" {
				t.Errorf("%s: %s", name, code(err))
			}
		}
		if err := link(OwnerToken(token), a.ID); err != nil {
			t.Fatalf("by its owner: %v", err)
		}
		if err := link(OwnerToken(token), a.ID); code(err) != "workorder.file_missing" {
			t.Errorf("linked twice: %s", code(err))
		}
	})
}

func TestCleanUploads(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		png := samples(t)["png"]
		old, _ := b.keep(OwnerStaff(3), "旧.png", png)
		b.Clock.Advance(23 * time.Hour)
		young, _ := b.keep(OwnerStaff(3), "新.png", png)
		b.Clock.Advance(2 * time.Hour)
		b.Settle(t)
		q := b.Store.Read(t.Context())
		if _, err := b.s.Attachment(q, auth.Principal{ID: 3}, old.ID); code(err) != "workorder.file_not_found" {
			t.Errorf("after a day: %s", code(err))
		}
		if _, err := b.s.Attachment(q, auth.Principal{ID: 3}, young.ID); err != nil {
			t.Errorf("before a day: %v", err)
		}
	})
}

// holds says whether the bytes of a file are there.
func (b *bench) holds(sum string) bool {
	b.t.Helper()
	f, err := b.s.Blobs.Open(sum)
	if err != nil && code(err) != "blob.gone" {
		b.t.Fatal(err)
	}
	return err == nil && f.Close() == nil
}

// TestCleanUploads_Bytes holds that with an abandoned upload its bytes go, unless another file has the same.
func TestCleanUploads_Bytes(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		png, token := samples(t)["png"], NewUploadToken()
		keep := func(owner Owner, content string) Attachment {
			t.Helper()
			a, err := b.keep(owner, "现场.png", png+content)
			if err != nil {
				t.Fatal(err)
			}
			return a
		}
		abandoned, again := keep(OwnerToken(token), "无人提交"), keep(OwnerStaff(3), "无人提交")
		linked, twin := keep(OwnerToken(token), "已提交"), keep(OwnerToken(NewUploadToken()), "已提交")
		if err := b.Store.Write(t.Context(), func(tx *store.Tx) error {
			o, err := b.s.Create(tx, auth.System, b.form())
			if err != nil {
				return err
			}
			return b.s.LinkAttachments(tx, OwnerToken(token), o.ID, []ids.ID{linked.ID})
		}); err != nil {
			t.Fatal(err)
		}
		b.Clock.Advance(25 * time.Hour)
		b.Settle(t)
		if abandoned.SHA256 != again.SHA256 || !b.holds(abandoned.SHA256) {
			t.Error("the bytes went at once: a backup that is under way misses them")
		}
		b.Clock.Advance(unlinkWait)
		b.Settle(t)
		if b.holds(abandoned.SHA256) {
			t.Error("the bytes of an abandoned upload stay")
		}
		if linked.SHA256 != twin.SHA256 || !b.holds(linked.SHA256) {
			t.Error("bytes that a row still names are gone")
		}
	})
}

// TestUpload_RefusedBytes holds that an upload whose row is refused leaves no bytes behind.
func TestUpload_RefusedBytes(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		b.s.options.MaxFiles, b.s.options.UploadKeep = 1, 3*unlinkWait
		png, token := samples(t)["png"], OwnerToken(NewUploadToken())
		if _, err := b.keep(token, "一.png", png+"一"); err != nil {
			t.Fatal(err)
		}
		there := map[string]bool{"一": true, "二": false}
		for content := range there {
			if _, err := b.keep(token, "二.png", png+content); code(err) != "workorder.file_too_many" {
				t.Fatalf("one too many: %s", code(err))
			}
		}
		b.Clock.Advance(unlinkWait + time.Minute)
		b.Settle(t)
		for content, want := range there {
			sum := sha256.Sum256([]byte(png + content))
			if got := b.holds(hex.EncodeToString(sum[:])); got != want {
				t.Errorf("%s: the bytes are there: %v, want %v", content, got, want)
			}
		}
	})
}

// TestUnlink_BroughtAgain lets somebody bring a content again between the look at the rows and the removal, with the row
// still on its way: the bytes stay for it, and go once that upload was abandoned as well.
func TestUnlink_BroughtAgain(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		content := samples(t)["png"] + "同一张照片"
		first, err := b.keep(OwnerStaff(3), "一.png", content)
		if err != nil {
			t.Fatal(err)
		}
		b.Clock.Advance(25 * time.Hour)
		b.Settle(t)
		b.Clock.Advance(unlinkWait)
		var mu sync.Mutex // the removal and the daily sweep may look at once
		var again Attachment
		b.s.Elsewhere = func(store.Queryer, string) (bool, error) {
			mu.Lock()
			defer mu.Unlock()
			var err error
			again, err = b.s.receive(t.Context(), OwnerStaff(3), "二.png", strings.NewReader(content))
			return false, err
		}
		b.Settle(t)
		b.s.Elsewhere = nil
		if again.SHA256 != first.SHA256 {
			t.Fatalf("brought again: %+v", again)
		}
		if err := b.Store.Write(t.Context(), func(tx *store.Tx) error { return b.s.insertUpload(tx, again) }); err != nil {
			t.Fatal(err)
		}
		if !b.holds(again.SHA256) {
			t.Error("the bytes of an upload went while it came")
		}
		for range 3 {
			b.Clock.Advance(25 * time.Hour)
			b.Settle(t)
		}
		if b.holds(again.SHA256) {
			t.Error("the bytes stay for ever")
		}
	})
}

func TestServeAttachment(t *testing.T) {
	b := newBench(t, storeOf(t))
	a, err := b.keep(OwnerStaff(3), "录音\"x.mp3", samples(t)["mp3"])
	if err != nil {
		t.Fatal(err)
	}
	for header, want := range map[string]int{"": http.StatusOK, "bytes=3-5": http.StatusPartialContent} {
		f, err := b.s.OpenAttachment(a)
		if err != nil {
			t.Fatal(err)
		}
		w, r := httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/", nil)
		if header != "" {
			r.Header.Set("Range", header)
		}
		ServeAttachment(w, r, a, f)
		if err := f.Close(); err != nil {
			t.Error(err)
		}
		h := w.Header()
		if w.Code != want || h.Get("Content-Type") != "audio/mpeg" || h.Get("X-Content-Type-Options") != "nosniff" ||
			!strings.HasPrefix(h.Get("Content-Disposition"), "attachment;") || !strings.Contains(h.Get("Content-Security-Policy"), "sandbox") {
			t.Errorf("range %q: %d %v", header, w.Code, h)
		}
	}
}
