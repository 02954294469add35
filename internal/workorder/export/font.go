package export

import (
	"fmt"
	"net/http"
	"os"
	"sync"

	"github.com/signintech/gopdf/fontmaker/core"

	"onedoor/internal/platform/fault"
)

// ErrFontMissing says that no font with Chinese characters was found.
var ErrFontMissing = fault.New(http.StatusServiceUnavailable, "export.font_missing",
	"服务器上没有可用的中文字体，暂时不能生成 PDF。请管理员安装字体（Debian、Ubuntu：apt install fonts-droid-fallback），"+
		"或在配置中指定一个 TrueType（.ttf）中文字体文件；也可以先导出 Word 文件。")

// chineseFonts are where a TrueType font with Chinese characters is commonly found, and
// latinFonts one for letters and digits, which some Chinese fonts lack.
var (
	chineseFonts = []string{
		"/usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf",
		"/usr/share/fonts/google-droid-sans-fonts/DroidSansFallbackFull.ttf",
		"/usr/share/fonts/droid/DroidSansFallbackFull.ttf",
		"/usr/share/fonts/truetype/arphic-gbsn00lp/gbsn00lp.ttf",
		"/usr/share/fonts/truetype/simhei.ttf",
		"C:\\Windows\\Fonts\\simhei.ttf",
		"/Library/Fonts/Arial Unicode.ttf",
	}
	latinFonts = []string{
		"/usr/share/fonts/truetype/liberation/LiberationSans-Regular.ttf",
		"/usr/share/fonts/liberation-sans/LiberationSans-Regular.ttf",
		"/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf",
		"/usr/share/fonts/dejavu-sans-fonts/DejaVuSans.ttf",
		"C:\\Windows\\Fonts\\arial.ttf",
	}
)

// font is a font file with what it can draw.
type font struct {
	name   string
	data   []byte
	glyphs map[int]uint
	widths []uint
	em     float64
}

// width is how wide a character is, in parts of the font size.
func (f *font) width(r rune) float64 { return float64(f.widths[f.glyphs[int(r)]]) / f.em }

func (f *font) has(r rune) bool {
	if f == nil {
		return false
	}
	glyph, ok := f.glyphs[int(r)]
	return ok && glyph != 0 && int(glyph) < len(f.widths)
}

// fonts is the pair that a document is set in. latin may be nil.
type fonts struct{ chinese, latin *font }

var (
	fontsMu    sync.Mutex
	fontsKnown = map[string]*font{}
)

// CheckFont returns export.font_missing when PDF cannot be made: no font with Chinese characters was found.
func CheckFont(path string) error {
	_, err := findFonts(path)
	return err
}

// findFonts reads the font at path, or the first of the common places. Read once, fonts
// stay in memory: a few megabytes that each document needs.
func findFonts(path string) (fonts, error) {
	fontsMu.Lock()
	defer fontsMu.Unlock()
	places := chineseFonts
	if path != "" {
		places = []string{path}
	}
	var set fonts
	var err error
	if set.chinese, err = firstFont(places, '政'); err != nil {
		return fonts{}, ErrFontMissing.Wrap(err)
	}
	set.latin, _ = firstFont(latinFonts, 'A') // without one, letters are drawn full-width
	return set, nil
}

// firstFont is the first font of the places that has the character.
func firstFont(places []string, needed rune) (*font, error) {
	var last error
	for _, place := range places {
		f, err := readFont(place)
		if err == nil && f.has(needed) {
			return f, nil
		}
		if err == nil {
			err = fmt.Errorf("export: font %s lacks %c", place, needed)
		}
		last = err
	}
	return nil, last
}

func readFont(path string) (*font, error) {
	if f, ok := fontsKnown[path]; ok {
		return f, nil
	}
	data, err := os.ReadFile(path) //nolint:gosec // the operator's own choice
	if err != nil {
		return nil, fmt.Errorf("export: font: %w", err)
	}
	var parser core.TTFParser
	if err := parser.ParseFontData(data); err != nil {
		return nil, fmt.Errorf("export: font %s: %w", path, err)
	}
	f := &font{name: path, data: data, glyphs: parser.Chars(), widths: parser.Widths(), em: float64(parser.UnitsPerEm())}
	fontsKnown[path] = f
	return f, nil
}

// pick chooses the font for a character, and another character where none has it: the
// full-width form of a letter, else a question mark.
func (s fonts) pick(r rune) (*font, rune) {
	order := [2]*font{s.chinese, s.latin}
	if r < 0x2E80 {
		order[0], order[1] = s.latin, s.chinese
	}
	for _, f := range order {
		if f.has(r) {
			return f, r
		}
	}
	if r > ' ' && r <= '~' && s.chinese.has(r+0xFEE0) {
		return s.chinese, r + 0xFEE0
	}
	for _, f := range order {
		if f.has('?') {
			return f, '?'
		}
	}
	return s.chinese, '？'
}
