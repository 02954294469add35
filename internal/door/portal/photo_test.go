package portal

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"strings"
	"testing"
)

// photo is a picture of one colour, as JPEG with a place in it, or as PNG.
func photo(t testing.TB, kind string) []byte {
	t.Helper()
	seen := image.NewNRGBA(image.Rect(0, 0, 40, 30))
	for i := range 40 * 30 {
		seen.Set(i%40, i/40, color.NRGBA{R: 200, G: 30, B: 30, A: 255})
	}
	var b bytes.Buffer
	if kind == "png" {
		if err := png.Encode(&b, seen); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	if err := jpeg.Encode(&b, seen, nil); err != nil {
		t.Fatal(err)
	}
	exif := "Exif\x00\x00MM\x00*GPS 30.25 120.15"
	segment := append([]byte{0xff, 0xe1}, binary.BigEndian.AppendUint16(nil, uint16(len(exif)+2))...)
	return bytes.Join([][]byte{b.Bytes()[:2], segment, []byte(exif), b.Bytes()[2:], []byte("<script>alert(1)</script>")}, nil)
}

// bomb is the head of a PNG of a size that would take all memory.
func bomb() []byte {
	head := append([]byte("IHDR"), 0, 1, 0, 0, 0, 1, 0, 0, 8, 6, 0, 0, 0)
	b := append([]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\x0d"), head...)
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(head))
}

// TestRedraw: what is to be seen goes on, and nothing else of the file does; what is no photo is refused.
func TestRedraw(t *testing.T) {
	for _, kind := range []string{"jpeg", "png"} {
		out, err := redraw(bytes.NewReader(photo(t, kind)))
		if err != nil {
			t.Fatal(kind, err)
		}
		seen, format, err := image.Decode(bytes.NewReader(out))
		if err != nil || format != "jpeg" || seen.Bounds().Dx() != 40 || seen.Bounds().Dy() != 30 {
			t.Fatalf("%s: %v %s %v", kind, err, format, seen)
		}
		if r, g, _, _ := seen.At(20, 15).RGBA(); r>>8 < 180 || g>>8 > 60 {
			t.Errorf("%s: another colour: %d %d", kind, r>>8, g>>8)
		}
		for _, hidden := range []string{"Exif", "GPS", "script"} {
			if bytes.Contains(out, []byte(hidden)) {
				t.Errorf("%s: %s is still in it", kind, hidden)
			}
		}
	}
	for name, c := range map[string]struct {
		raw  string
		want error
	}{
		"nothing": {"", errPhoto}, "HTML": {"<html><script>", errPhoto}, "SVG": {"<svg xmlns='http://www.w3.org/2000/svg'/>", errPhoto}, "GIF": {"GIF89a\x01\x00\x01\x00", errPhoto},
		"program": {"MZ\x90\x00", errPhoto}, "cut off": {string(photo(t, "jpeg")[:200]), errPhoto}, "bomb": {string(bomb()), errPhotoLarge},
		"too many bytes": {string(photo(t, "png")) + strings.Repeat("x", maxPhoto), errPhotoLarge},
	} {
		if _, err := redraw(strings.NewReader(c.raw)); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
}

func FuzzRedraw(f *testing.F) {
	f.Add(photo(f, "png"))
	f.Add(photo(f, "jpeg"))
	f.Add(bomb())
	f.Fuzz(func(t *testing.T, raw []byte) {
		out, err := redraw(bytes.NewReader(raw))
		if err != nil {
			return
		}
		if _, format, err := image.DecodeConfig(bytes.NewReader(out)); err != nil || format != "jpeg" {
			t.Fatal(format, err)
		}
	})
}
