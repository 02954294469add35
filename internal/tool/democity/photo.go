package democity

import (
	"bytes"
	"context"
	"image"
	"image/color"
	"image/png"
	"math/rand/v2"

	"onedoor/internal/platform/ids"
	"onedoor/internal/workorder"
)

// The demo's pictures are drawn, not taken: a street with houses and lamps. After the work is done its lamps burn and
// its road is whole. They are small (360 × 240, a few kB), and the same every time.
const photoWidth, photoHeight = 360, 240

// photoColours are the only colours of a picture, so that it packs well.
var photoColours = color.Palette{
	color.RGBA{0x8f, 0xb4, 0xd9, 0xff}, // sky
	color.RGBA{0x5d, 0x6b, 0x5a, 0xff}, // grass
	color.RGBA{0x55, 0x59, 0x60, 0xff}, // road
	color.RGBA{0x2b, 0x2d, 0x31, 0xff}, // hole, pole
	color.RGBA{0xe3, 0xe6, 0xea, 0xff}, // line
	color.RGBA{0xff, 0xd8, 0x6b, 0xff}, // light
	color.RGBA{0xb5, 0x8a, 0x6c, 0xff}, // walls
	color.RGBA{0x9a, 0xa5, 0xb1, 0xff},
	color.RGBA{0x7d, 0x93, 0x8f, 0xff},
}

const (
	sky = iota
	grass
	road
	shade
	line
	light
	walls
)

// photo draws the street before or after the work, as a PNG.
func photo(draw *rand.Rand, done bool) ([]byte, error) {
	p := image.NewPaletted(image.Rect(0, 0, photoWidth, photoHeight), photoColours)
	fill := func(x, y, w, h int, c uint8) {
		for v := max(y, 0); v < min(y+h, photoHeight); v++ {
			for u := max(x, 0); u < min(x+w, photoWidth); u++ {
				p.SetColorIndex(u, v, c)
			}
		}
	}
	fill(0, 130, photoWidth, 110, grass)
	fill(0, 160, photoWidth, 60, road)
	for x := 10; x < photoWidth; x += 60 {
		fill(x, 188, 30, 4, line)
	}
	for x := 0; x < photoWidth; { // houses with their windows
		w, h := 40+draw.IntN(50), 50+draw.IntN(60)
		fill(x, 140-h, w, h, walls+uint8(draw.IntN(3))) //nolint:gosec // below the palette's length
		for u := x + 8; u < x+w-12; u += 18 {
			for v := 148 - h; v < 130; v += 20 {
				fill(u, v, 9, 11, shade)
			}
		}
		x += w + 4 + draw.IntN(16)
	}
	for x := 40 + draw.IntN(40); x < photoWidth; x += 110 { // lamps
		fill(x, 70, 4, 95, shade)
		lamp := uint8(shade)
		if done {
			lamp = light
		}
		fill(x-8, 64, 20, 8, lamp)
	}
	if !done {
		for range 3 {
			fill(30+draw.IntN(300), 164+draw.IntN(44), 14+draw.IntN(24), 5+draw.IntN(7), shade)
		}
	}
	var b bytes.Buffer
	err := png.Encode(&b, p)
	return b.Bytes(), err
}

// keep uploads a picture that goes with what is said next.
func (h *House) keep(ctx context.Context, owner workorder.Owner, name string, draw *rand.Rand, done bool) (ids.ID, error) {
	data, err := photo(draw, done)
	if err != nil {
		return 0, err
	}
	a, err := h.Orders.Upload(ctx, owner, name, bytes.NewReader(data))
	return a.ID, err
}

// pictured tells whether somebody takes a picture of the matter: of what can be seen, now and then.
func (k *Case) pictured() bool {
	return (k.Scenario.Kind == "help" || k.Scenario.Kind == "complaint") && !k.Scenario.Sealed && source("picture", k.Scenario.Code, k.Place.Address).IntN(4) == 0
}

// proofs are the pictures of a unit that has solved what was pictured, or what lies outside anyway.
func (h *House) proofs(ctx context.Context, s Step) ([]ids.ID, error) {
	k := s.Case
	draw := source("proof", k.Scenario.Code, k.Place.Address)
	if s.Reply.Outcome != "resolved" || !k.pictured() {
		return nil, nil
	}
	by, err := find(h.people, s.By)
	if err != nil {
		return nil, err
	}
	var list []ids.ID
	for _, done := range []bool{false, true} {
		id, err := h.keep(ctx, workorder.OwnerStaff(by.ID), map[bool]string{false: "处置前.png", true: "处置后.png"}[done], draw, done)
		if err != nil {
			return nil, err
		}
		list = append(list, id)
	}
	return list, nil
}
