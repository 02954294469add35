package portal

import (
	"bytes"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	_ "image/png" // is read, too
	"io"
	"net/http"

	"onedoor/internal/platform/fault"
)

const (
	maxPhoto     = 8 << 20 // bytes
	maxPhotoSide = 3000    // pixels; the page makes photos smaller before it sends them
	photoQuality = 85
)

var (
	errPhoto      = fault.New(http.StatusUnprocessableEntity, "portal.not_a_photo", "这不是可以识别的照片，请重新拍摄或另选一张。")
	errPhotoLarge = fault.New(http.StatusRequestEntityTooLarge, "portal.photo_too_large", "照片太大，请缩小后再发送。")
)

// redraw reads a photo and draws it anew as JPEG: nothing but what is to be seen goes on, no place where it was taken
// and nothing that is hidden in the file. The page has turned it upright. Faults: portal.not_a_photo, .photo_too_large.
func redraw(r io.Reader) ([]byte, error) {
	raw, err := io.ReadAll(io.LimitReader(r, maxPhoto+1))
	if err != nil {
		return nil, errPhoto.Wrap(err)
	}
	if len(raw) > maxPhoto {
		return nil, errPhotoLarge
	}
	size, _, err := image.DecodeConfig(bytes.NewReader(raw))
	switch {
	case err != nil:
		return nil, errPhoto.Wrap(err)
	case size.Width < 1 || size.Height < 1:
		return nil, errPhoto
	case size.Width > maxPhotoSide || size.Height > maxPhotoSide:
		return nil, errPhotoLarge
	}
	seen, _, err := image.Decode(bytes.NewReader(raw))
	if err != nil {
		return nil, errPhoto.Wrap(err)
	}
	paper := image.NewRGBA(seen.Bounds())
	draw.Draw(paper, paper.Bounds(), image.NewUniform(color.White), image.Point{}, draw.Src)
	draw.Draw(paper, paper.Bounds(), seen, seen.Bounds().Min, draw.Over)
	var out bytes.Buffer
	if err := jpeg.Encode(&out, paper, &jpeg.Options{Quality: photoQuality}); err != nil {
		return nil, errPhoto.Wrap(err)
	}
	return out.Bytes(), nil
}
