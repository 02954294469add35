package speech

import (
	"context"
	"encoding/binary"
	"errors"
	"math"
	"os"
	"path/filepath"
	"testing"
	"time"

	"onedoor/internal/telephony/tones"
)

// toneWAV is one second of a tone; streamed: with a length in the head that says nothing.
func toneWAV(rate, channels int, hz float64, streamed bool) []byte {
	le := binary.LittleEndian
	size := uint32(rate * channels * 2)
	if streamed {
		size = math.MaxUint32
	}
	b := append([]byte("RIFF\xff\xff\xff\xffWAVE"), "LIST\x03\x00\x00\x00abc\x00fmt \x10\x00\x00\x00\x01\x00"...)
	b = le.AppendUint16(b, uint16(channels))
	b = le.AppendUint32(le.AppendUint32(b, uint32(rate)), uint32(2*channels*rate))
	b = le.AppendUint16(le.AppendUint16(b, uint16(2*channels)), 16)
	b = le.AppendUint32(append(b, "data"...), size)
	for i := range rate {
		s := int16(12000 * math.Sin(2*math.Pi*hz*float64(i)/float64(rate)))
		for range channels {
			b = le.AppendUint16(b, uint16(s))
		}
	}
	return b
}

func TestWAV(t *testing.T) {
	for _, rate := range []int{8000, 16000, 22050, 24000, 44100, 48000} {
		got, err := readWAV(toneWAV(rate, 1, 1000, true))
		if err != nil || len(got) != Rate || tones.Power(got[100:len(got)-100], 1000) < 0.99 {
			t.Errorf("%d Hz: %d samples, %v", rate, len(got), err)
		}
		if rate < 12000 {
			continue
		}
		if got, err = readWAV(toneWAV(rate, 2, 5900, false)); err != nil {
			t.Error(err)
		}
		for _, s := range got[100 : len(got)-100] { // 8 kHz cannot hold it: it must not come back as another tone
			if s > 300 || s < -300 {
				t.Errorf("%d Hz: %d of a tone that is too high", rate, s)
				break
			}
		}
	}
	for name, raw := range map[string][]byte{"nothing": nil, "rubbish": []byte("RIFFxxxxWAVEdata\xff\xff\xff\xff"), "4 kHz": toneWAV(4000, 1, 1, false), "six channels": toneWAV(8000, 6, 1, false)} {
		if _, err := readWAV(raw); err == nil {
			t.Errorf("%s is taken", name)
		}
	}
}

func FuzzWAV(f *testing.F) {
	f.Add(toneWAV(8000, 1, 1, false)[:200])
	f.Fuzz(func(t *testing.T, raw []byte) {
		if got, err := readWAV(raw); err == nil && len(got) > len(raw) {
			t.Fatal(len(got))
		}
	})
}

// program is a stand-in for espeak-ng: it keeps what it is to say and says a tone.
func program(t *testing.T, script string) (*Espeak, string) {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "tone.wav"), toneWAV(22050, 1, 700, true), 0o600); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "espeak-ng")
	if err := os.WriteFile(path, []byte("#!/bin/sh\ncd '"+dir+"'\n"+script), 0o700); err != nil {
		t.Fatal(err)
	}
	return &Espeak{Program: path, Limit: 10 * time.Second}, dir
}

func TestEspeak(t *testing.T) {
	e, dir := program(t, `[ "$1 $2 $7 $8" = "-v cmn-latn-pinyin --stdin --stdout" ] || exit 3
cat > said; cat tone.wav`)
	got, err := e.Say(t.Context(), "您好，请按1，银行；$(reboot)")
	if err != nil || len(got) != Rate || tones.Power(got[100:7900], 700) < 0.95 {
		t.Errorf("%d samples, %v", len(got), err)
	}
	if said, _ := os.ReadFile(filepath.Join(dir, "said")); string(said) != "nin hao , qing an yi , yin hang , , reboot ," {
		t.Errorf("it says %q", said)
	}
	for name, c := range map[string]struct {
		script string
		want   error
	}{"fails": {"exit 1", ErrProgram}, "nonsense": {"echo x", ErrNonsense}, "hangs": {"exec sleep 60", ErrTimeout}, "endless": {"exec cat /dev/zero", ErrTooLong}} {
		e, _ := program(t, c.script)
		if errors.Is(c.want, ErrTimeout) {
			e.Limit = 50 * time.Millisecond
		}
		if _, err := e.Say(t.Context(), "好"); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := (&Espeak{Program: filepath.Join(dir, "none")}).Say(t.Context(), "好"); !errors.Is(err, ErrProgram) {
		t.Errorf("no program: %v", err)
	}
}

// counting says the same sound and counts.
type counting struct{ n int }

func (c *counting) Say(context.Context, string) ([]int16, error) {
	c.n++
	return []int16{1, -2, 3, 4}, nil
}

func TestKept(t *testing.T) {
	c := &counting{}
	k := &Kept{Voice: c, Dir: filepath.Join(t.TempDir(), "kept"), By: "a"}
	for range 2 {
		got, err := k.Say(t.Context(), "您好")
		if err != nil || len(got) != 4 || got[1] != -2 {
			t.Errorf("%v %v", got, err)
		}
	}
	if c.n != 1 {
		t.Errorf("said %d times", c.n)
	}
	k.By = "another voice"
	if _, err := k.Say(t.Context(), "您好"); err != nil || c.n != 2 {
		t.Errorf("another voice: %d, %v", c.n, err)
	}
}
