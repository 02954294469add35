package assessment

import (
	"cmp"
	"strings"
	"unicode/utf8"

	"onedoor/internal/language"
	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
)

// VerdictIn is what an inspector decides on a doubt.
type VerdictIn struct {
	Confirmed bool   `json:"confirmed" doc:"true: it is so; false: a false alarm"`
	Note      string `json:"note" maxLength:"1000" doc:"what was found; asked for with either verdict"`
	Version   int64  `json:"version,omitempty" doc:"of the doubt that was seen"`
}

// Judge decides on a doubt, or changes the decision. Confirmed doubts enter the unit's figures.
// Faults: auth.forbidden, assessment.doubt_not_found, .stale, .invalid_verdict.
func (s *Service) Judge(tx *store.Tx, by auth.Principal, id ids.ID, in VerdictIn) (DoubtRow, error) {
	if !by.Can(RightJudge) || !by.Scope.All {
		return DoubtRow{}, fault.Forbidden
	}
	d, err := oneDoubt(tx, `id = ?`, id)
	if err != nil {
		return DoubtRow{}, err
	}
	if barred, err := s.Orders.Barred(tx, by, d.order); err != nil || barred[d.order] {
		return DoubtRow{}, cmp.Or(err, error(ErrNoDoubt))
	}
	if in.Version != 0 && in.Version != d.Version {
		return DoubtRow{}, ErrStale
	}
	note, wrong := cleanWords(in.Note, 1000)
	if wrong == "" && note == "" {
		wrong = "请写明核查情况。"
	}
	if wrong != "" {
		return DoubtRow{}, ErrVerdict.WithField("body.note", wrong)
	}
	d.State = FalseAlarm
	if in.Confirmed {
		d.State = Confirmed
	}
	d.Note, d.By, d.Judged = note, by.ID, s.now()
	d.Version++
	if err := putDoubt(tx, d); err != nil {
		return DoubtRow{}, err
	}
	if err := s.recordDoubt(tx, by, EventJudged, d); err != nil {
		return DoubtRow{}, err
	}
	return s.doubtRow(tx, by, d)
}

// cleanWords drops control characters and masks personal numbers; wrong says what is wrong.
func cleanWords(text string, most int) (clean, wrong string) {
	if !utf8.ValidString(text) {
		return "", "文字编码有误，请重新填写。"
	}
	text = strings.TrimSpace(strings.Map(func(r rune) rune {
		if r < 0x20 && r != '\n' && r != '\t' || r >= 0x7f && r <= 0x9f {
			return -1
		}
		return r
	}, text))
	if utf8.RuneCountInString(text) > most {
		return "", "文字过长，请精简。"
	}
	masked, _ := language.MaskPersonal(text)
	return masked, ""
}
