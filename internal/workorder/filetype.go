package workorder

import (
	"path"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/gabriel-vasile/mimetype"
)

// sniffBytes is how much of a file is looked at to tell what it is.
const sniffBytes = 4096

// fileKind is a kind of file that may be attached.
type fileKind struct {
	mime    string   // it is served as
	endings []string // the first is given to a name that has none of them
}

// fileKinds are the kinds that may be attached, by what is found in the content: what
// citizens photograph, record and receive, and what offices write.
//
// Left out on purpose: archives (what is inside cannot be checked), the old binary office
// formats and macro documents (they can carry programs), HTML and SVG (they carry scripts).
var fileKinds = map[string]fileKind{
	"image/jpeg":      {"image/jpeg", []string{".jpg", ".jpeg"}},
	"image/png":       {"image/png", []string{".png"}},
	"image/gif":       {"image/gif", []string{".gif"}},
	"image/webp":      {"image/webp", []string{".webp"}},
	"application/pdf": {"application/pdf", []string{".pdf"}},
	"application/vnd.openxmlformats-officedocument.wordprocessingml.document": {
		"application/vnd.openxmlformats-officedocument.wordprocessingml.document", []string{".docx"}},
	"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": {
		"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", []string{".xlsx"}},
	"text/plain":                {"text/plain", []string{".txt"}},
	"text/csv":                  {"text/plain", []string{".txt", ".csv"}},
	"text/tab-separated-values": {"text/plain", []string{".txt", ".tsv"}},
	"video/mp4":                 {"video/mp4", []string{".mp4"}},
	"audio/mp4":                 {"audio/mp4", []string{".m4a"}},
	"audio/x-m4a":               {"audio/mp4", []string{".m4a"}},
	"audio/mpeg":                {"audio/mpeg", []string{".mp3"}},
	"audio/wav":                 {"audio/wav", []string{".wav"}},
	"audio/amr":                 {"audio/amr", []string{".amr"}},
}

// endings are all that names of attachments have.
func endings() (list []string) {
	for _, kind := range fileKinds {
		list = append(list, kind.endings...)
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// sniff tells what a file is from its first bytes; [ErrFileType] for all that may not be
// attached.
func sniff(start []byte) (fileKind, error) {
	found, _, _ := strings.Cut(mimetype.Detect(start).String(), ";")
	kind, ok := fileKinds[found]
	if !ok {
		return fileKind{}, ErrFileType
	}
	return kind, nil
}

// maxFileName is how many characters of a name are kept, ending included.
const maxFileName = 100

// fileName makes a name that is safe to show, to send and to save: no path, no control or
// direction marks, no character that a file system or a header minds, not hidden, not too
// long, and with an ending that fits the content.
func fileName(name string, kind fileKind) string {
	name = strings.ToValidUTF8(name, "")
	name = path.Base(strings.ReplaceAll(name, `\`, "/"))
	name = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsControl(r), unicode.Is(unicode.Bidi_Control, r), unicode.Is(unicode.Cf, r):
			return -1
		case strings.ContainsRune(`/:*?"<>|%;`, r):
			return '_'
		}
		return r
	}, name)
	name = strings.TrimRight(name, " .")
	ending, stem := kind.endings[0], name
	if at := strings.LastIndexByte(name, '.'); at >= 0 {
		if at > 0 {
			stem = name[:at]
		}
		for _, e := range kind.endings {
			if strings.EqualFold(name[at:], e) {
				ending, stem = e, name[:at]
			}
		}
	}
	stem = strings.Trim(stem, " .")
	if stem == "" || stem == "_" {
		stem = "附件"
	}
	for utf8.RuneCountInString(stem)+len(ending) > maxFileName {
		_, size := utf8.DecodeLastRuneInString(stem)
		stem = stem[:len(stem)-size]
	}
	return stem + ending
}
