package democity

import (
	"bytes"
	"image/png"
	"testing"
)

func TestPhoto(t *testing.T) {
	take := func(name string, done bool) []byte {
		data, err := photo(source("test", name), done)
		if err != nil {
			t.Fatal(err)
		}
		return data
	}
	before, after := take("a", false), take("a", true)
	for _, data := range [][]byte{before, after} {
		p, err := png.Decode(bytes.NewReader(data))
		if err != nil || p.Bounds().Dx() != photoWidth || p.Bounds().Dy() != photoHeight || len(data) > 10_000 {
			t.Errorf("%d bytes: %v", len(data), err)
		}
	}
	if !bytes.Equal(before, take("a", false)) || bytes.Equal(before, after) || bytes.Equal(before, take("b", false)) {
		t.Error("the same street, before and after, and another one, do not differ as they should")
	}
}

// checkPictures holds that some citizens sent a picture, that units proved what they did, and that all files are there.
func checkPictures(t *testing.T, h *House) {
	t.Helper()
	q := h.Store.Read(t.Context())
	scenes, proofs := 0, 0
	for k, receipt := range h.taken {
		list, err := h.Orders.Attachments(q, receipt.Order)
		if err != nil {
			t.Fatal(err)
		}
		for _, a := range list {
			if a.MIME != "image/png" || a.Size == 0 || k.Scenario.Sealed {
				t.Errorf("%+v of %s", a, k.Scenario.Code)
			}
			switch a.Name {
			case "现场照片.png":
				scenes++
			case "处置前.png", "处置后.png":
				proofs++
			}
			if f, err := h.Orders.Blobs.Open(a.SHA256); err != nil {
				t.Errorf("%s of %s: %v", a.Name, k.Scenario.Code, err)
			} else {
				_ = f.Close()
			}
		}
	}
	if scenes < 5 || proofs < 10 || proofs > 200 {
		t.Errorf("%d pictures of what was found, %d of what was done", scenes, proofs)
	}
}
