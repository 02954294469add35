package record

import (
	"bytes"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"onedoor/internal/platform/seal"
	"onedoor/internal/telephony/audio"
	"onedoor/internal/telephony/tones"
)

func ring(t testing.TB, suite string) *seal.Ring {
	t.Helper()
	r, err := seal.NewRing(suite, time.Unix(1_800_000_000, 0))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// speak taps so many frames of two tones.
func speak(r *Recorder, frames int) {
	left, right := tones.Sine(440), tones.Sine(1000)
	var l, rt audio.Frame
	for range frames {
		left.Pull(&l)
		right.Pull(&rt)
		r.Tap(&l, &rt)
	}
}

func make5(t *testing.T, keys *seal.Ring) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "call.odr")
	r, err := Create(path, keys, 7, time.Unix(0, 0))
	if err != nil {
		t.Fatal(err)
	}
	speak(r, 255)
	res, err := r.Close()
	if err != nil || res.Length != 5100*time.Millisecond || res.Dropped != 0 {
		t.Fatalf("%+v, %v", res, err)
	}
	return path
}

func read(t *testing.T, raw []byte, keys *seal.Ring, id int64) (sound []byte, whole bool, err error) {
	t.Helper()
	r, err := Open(bytes.NewReader(raw), keys, id)
	if err != nil {
		return nil, false, err
	}
	sound, err = io.ReadAll(r)
	return sound, r.Whole(), err
}

func TestRoundTrip(t *testing.T) {
	for _, suite := range seal.SuiteNames() {
		keys := ring(t, suite)
		raw, err := os.ReadFile(make5(t, keys))
		if err != nil {
			t.Fatal(err)
		}
		sound, whole, err := read(t, raw, keys, 7)
		if err != nil || !whole || len(sound) != 255*2*audio.FrameSamples {
			t.Fatalf("%s: %d bytes, whole %v, %v", suite, len(sound), whole, err)
		}
		left, right := Split(sound)
		if l, r := tones.Power(left, 440), tones.Power(right, 1000); l < 0.98 || r < 0.98 {
			t.Errorf("%s: left %.2f, right %.2f", suite, l, r)
		}
		if bytes.Contains(raw, sound[:64]) {
			t.Errorf("%s: the file holds plain sound", suite)
		}
	}
}

// TestCrash cuts the file at every sort of place: what is whole is read, and told as unfinished.
func TestCrash(t *testing.T) {
	keys := ring(t, seal.SuiteNames()[0])
	raw, err := os.ReadFile(make5(t, keys))
	if err != nil {
		t.Fatal(err)
	}
	full, _, _ := read(t, raw, keys, 7)
	seen := map[int]bool{}
	for cut := 0; cut < len(raw); cut += 97 {
		sound, whole, err := read(t, raw[:cut], keys, 7)
		if errors.Is(err, ErrFormat) && cut < 256 {
			continue
		}
		if err != nil || whole || !bytes.HasPrefix(full, sound) || len(sound)%chunkBytes != 0 {
			t.Fatalf("cut at %d: %d bytes, whole %v, %v", cut, len(sound), whole, err)
		}
		seen[len(sound)] = true
	}
	if len(seen) != 11 { // nothing, half a second, and so on to five seconds
		t.Errorf("lengths %v", seen)
	}
}

// told is a disk that tells of each chunk that it was given and of each that it was asked to keep.
type told struct {
	disk
	wrote, kept chan int
}

func (d *told) Write(p []byte) (int, error) {
	n, err := d.disk.Write(p)
	d.wrote <- d.Len()
	return n, err
}

// TestUpToTheLastSecond: wherever a call is cut off, what was written by then lacks less than half a second of it, and
// what the disk was asked to keep less than a second.
func TestUpToTheLastSecond(t *testing.T) {
	const half = 25 // frames
	keys := ring(t, seal.SuiteNames()[0])
	d := &told{wrote: make(chan int, 100), kept: make(chan int, 100)}
	r, err := start(d, func() error { d.kept <- d.Len(); return nil }, keys, 7, time.Unix(0, 0))
	if err != nil {
		t.Fatal(err)
	}
	written := <-d.wrote // the head
	kept := written
	type moment struct{ spoken, written, kept int }
	var seen []moment
	for spoken := 1; spoken <= 9*half; spoken++ {
		speak(r, 1)
		if spoken%half == 0 {
			written = <-d.wrote
		}
		if spoken%(2*half) == 0 {
			kept = <-d.kept
		}
		seen = append(seen, moment{spoken, written, kept})
	}
	if _, err := r.Close(); err != nil {
		t.Fatal(err)
	}
	for _, m := range seen {
		for what, at := range map[string][2]int{"a kill": {m.written, half}, "a power cut": {m.kept, 2 * half}} {
			sound, _, err := read(t, d.Bytes()[:at[0]], keys, 7)
			if lacks := m.spoken - len(sound)/(2*audio.FrameSamples); err != nil || lacks < 0 || lacks >= at[1] {
				t.Fatalf("after %d frames %s costs %d, %v", m.spoken, what, lacks, err)
			}
		}
	}
}

// TestOldRecording: a recording whose chunks are of two seconds, as they once were, is read.
func TestOldRecording(t *testing.T) {
	keys := ring(t, seal.SuiteNames()[0])
	head, sealer, err := newKey(keys, 7)
	if err != nil {
		t.Fatal(err)
	}
	d := &disk{}
	d.Write(head)
	r := &Recorder{file: d, sync: func() error { return nil }, seal: sealer}
	sound := bytes.Repeat([]byte{0x55, 0x2a}, 2*audio.Rate)
	r.put(0, false, sound)
	r.put(1, false, sound)
	r.put(2, true, sound[:320])
	got, whole, err := read(t, d.Bytes(), keys, 7)
	if err != nil || !whole || !bytes.Equal(got, slices.Concat(sound, sound, sound[:320])) {
		t.Errorf("%d bytes, whole %v, %v", len(got), whole, err)
	}
}

func TestChanged(t *testing.T) {
	keys := ring(t, seal.SuiteNames()[0])
	raw, err := os.ReadFile(make5(t, keys))
	if err != nil {
		t.Fatal(err)
	}
	for at := 0; at < len(raw); at += 61 {
		bad := bytes.Clone(raw)
		bad[at] ^= 1
		sound, whole, err := read(t, bad, keys, 7)
		if whole && err == nil && len(sound) > 0 {
			t.Fatalf("a changed byte at %d of %d is not noticed", at, len(raw))
		}
	}
	if _, _, err := read(t, raw, keys, 8); !errors.Is(err, ErrChanged) {
		t.Errorf("opened as another call's: %v", err)
	}
	if _, _, err := read(t, raw, ring(t, seal.SuiteNames()[0]), 7); !errors.Is(err, ErrChanged) {
		t.Errorf("opened with another key: %v", err)
	}
}

// disk is a file that stalls until it is let go, or fails.
type disk struct {
	bytes.Buffer
	gate chan struct{}
	fail error
}

func (d *disk) Write(p []byte) (int, error) {
	if d.gate != nil {
		<-d.gate
	}
	if d.fail != nil {
		return 0, d.fail
	}
	return d.Buffer.Write(p)
}

func (d *disk) Close() error { return nil }

func TestSlowDisk(t *testing.T) {
	keys := ring(t, seal.SuiteNames()[0])
	d := &disk{}
	r, err := start(d, func() error { return nil }, keys, 1, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	d.gate = make(chan struct{})
	frames := chunkBytes / (2 * audio.FrameSamples) * (maxWaiting + 20)
	speak(r, frames) // more than may wait, while the disk stands still: Tap must not
	close(d.gate)
	for range 1000 { // the writer catches up; what was dropped becomes silence when the next sound comes
		r.mu.Lock()
		empty := len(r.waiting) == 0
		r.mu.Unlock()
		if empty {
			break
		}
		time.Sleep(time.Millisecond)
	}
	speak(r, 1)
	res, err := r.Close()
	if err != nil || res.Dropped == 0 || res.Dropped >= res.Length {
		t.Fatalf("%+v, %v", res, err)
	}
	sound, whole, err := read(t, d.Bytes(), keys, 1)
	if err != nil || !whole || len(sound) != (frames+1)*2*audio.FrameSamples {
		t.Errorf("%d bytes of %d frames, whole %v, %v", len(sound), frames+1, whole, err)
	}
}

func TestFailingDisk(t *testing.T) {
	d := &disk{}
	r, err := start(d, func() error { return nil }, ring(t, seal.SuiteNames()[0]), 1, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	full := errors.New("disk full")
	d.fail = full
	speak(r, 500)
	if _, err := r.Close(); !errors.Is(err, full) {
		t.Errorf("err = %v", err)
	}
	speak(r, 5) // after the end: nothing happens
	if _, err := Create(t.TempDir(), ring(t, seal.SuiteNames()[0]), 1, time.Now()); err == nil {
		t.Error("a folder is taken as a file")
	}
}

// TestWAV lets another program judge the file, where it is installed.
func TestWAV(t *testing.T) {
	keys := ring(t, seal.SuiteNames()[0])
	f, err := os.Open(make5(t, keys))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r, err := Open(f, keys, 7)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "call.wav")
	out, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	if d, err := WriteWAV(out, r); err != nil || d != 5100*time.Millisecond {
		t.Fatalf("%v, %v", d, err)
	}
	out.Close()
	raw, _ := os.ReadFile(path)
	if len(raw) != 58+255*320 || string(raw[:4]) != "RIFF" {
		t.Errorf("%d bytes", len(raw))
	}
	if soxi, err := exec.LookPath("soxi"); err == nil {
		if out, err := exec.Command(soxi, "-D", path).CombinedOutput(); err != nil || !bytes.HasPrefix(out, []byte("5.1")) {
			t.Errorf("soxi: %s %v", out, err)
		}
	}
}

func FuzzOpen(f *testing.F) {
	keys := ring(f, seal.SuiteNames()[0])
	d := &disk{}
	r, err := start(d, func() error { return nil }, keys, 1, time.Now())
	if err != nil {
		f.Fatal(err)
	}
	speak(r, 3)
	r.Close()
	f.Add(d.Bytes())
	f.Fuzz(func(t *testing.T, raw []byte) {
		if r, err := Open(bytes.NewReader(raw), keys, 1); err == nil {
			io.Copy(io.Discard, r)
		}
	})
}
