package main

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/klauspost/compress/zstd"
)

// filed is a file that was attached to a request, as its sender knows it.
type filed struct{ id, text string }

// attach uploads a file and takes a request on with it.
func (j *journal) attach(ctx context.Context, seat *client, n int) (filed, error) {
	text := fmt.Sprintf("第 %d 份现场记录。\n", n)
	var form bytes.Buffer
	w := multipart.NewWriter(&form)
	part, err := w.CreateFormFile("file", fmt.Sprintf("记录%d.txt", n))
	if err != nil {
		return filed{}, err
	}
	_, _ = part.Write([]byte(text)) // into memory
	_ = w.Close()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, seat.base+"/api/v1/attachments", &form)
	if err != nil {
		return filed{}, err
	}
	req.Header.Set("Content-Type", w.FormDataContentType())
	res, err := seat.http.Do(req)
	if err != nil {
		return filed{}, err
	}
	defer func() { _ = res.Body.Close() }()
	var out struct {
		ID string `json:"id"`
	}
	if err := json.NewDecoder(res.Body).Decode(&out); err != nil || out.ID == "" {
		return filed{}, fmt.Errorf("upload: %d: %w", res.StatusCode, err)
	}
	open := j.next(n)
	open.Body["requests"].([]any)[0].(map[string]any)["attachment_ids"] = []any{out.ID}
	return filed{out.ID, text}, j.send(ctx, seat, open)
}

// attachOn attaches files until ctx ends.
func (j *journal) attachOn(ctx context.Context, wg *sync.WaitGroup, seat *client, from int) {
	wg.Go(func() {
		for n := from; ctx.Err() == nil; n++ {
			if _, err := j.attach(ctx, seat, n); err != nil {
				return
			}
		}
	})
}

// leaveOrphan leaves bytes that came two days ago and got no row.
func leaveOrphan(t *testing.T, blobs string) {
	t.Helper()
	sum := strings.Repeat("ab", 32)
	path, at := filepath.Join(blobs, sum[:2], sum), time.Now().Add(-48*time.Hour)
	err := os.MkdirAll(filepath.Dir(path), 0o700)
	if err = errors.Join(err, os.WriteFile(path, []byte("left"), 0o600), os.Chtimes(path, at, at)); err != nil {
		t.Fatal(err)
	}
}

// checkFiles starts the restored program and reads every file as its sender would.
func checkFiles(t *testing.T, r *program, files []filed) {
	t.Helper()
	s := r.serve()
	defer func() {
		if err := s.stop(); err != nil {
			t.Error(err)
		}
	}()
	seat := newClient(s.url)
	seat.signIn(t, "seat-one", testPassword)
	for _, f := range files {
		res, err := seat.http.Get(seat.base + "/api/v1/attachments/" + f.id)
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(res.Body)
		_ = res.Body.Close()
		if err != nil || res.StatusCode != http.StatusOK || string(text) != f.text {
			t.Errorf("attachment %s: %d, %q, err = %v", f.id, res.StatusCode, text, err)
		}
	}
}

// checkNoKey looks for the master key in what the backup holds.
func checkNoKey(t *testing.T, p *program, file string) {
	t.Helper()
	in, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = in.Close() }()
	z, err := zstd.NewReader(in)
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	whole, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	key, err := os.ReadFile(filepath.Join(p.data, "keys", "master.key"))
	if err != nil {
		t.Fatal(err)
	}
	type secret struct {
		Key string `json:"key"`
	}
	var ring struct {
		Keys  []secret `json:"keys"`
		Index secret   `json:"index"`
	}
	if err := json.Unmarshal(key, &ring); err != nil || len(ring.Keys) == 0 {
		t.Fatalf("the key file: %v", err)
	}
	for _, k := range append(ring.Keys, ring.Index) {
		raw, err := base64.StdEncoding.DecodeString(k.Key)
		if err != nil || len(raw) < 16 {
			t.Fatalf("a key of %d bytes: %v", len(raw), err)
		}
		if bytes.Contains(whole, []byte(k.Key)) || bytes.Contains(whole, raw) {
			t.Error("the backup holds a secret key")
		}
	}
	if !bytes.Contains(whole, []byte("现场记录")) {
		t.Error("the backup holds none of the files: the search proves nothing")
	}
}
