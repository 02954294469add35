package followup

import (
	"strings"
	"unicode/utf8"

	"onedoor/internal/language"
)

// What a citizen may say about the matter (是否解决).
const (
	ResolvedYes    = "yes"
	ResolvedPartly = "partly"
	ResolvedNo     = "no"
)

// resolvedRank orders the answers from worst to best.
var resolvedRank = map[string]int{ResolvedNo: 1, ResolvedPartly: 2, ResolvedYes: 3}

// maxNote is the longest note, in characters.
const maxNote = 2000

// Answer is what a citizen says: was I contacted, is it solved, am I satisfied.
type Answer struct {
	Contacted    *bool  `json:"contacted" required:"false" doc:"是否联系: the unit contacted the citizen"`
	Resolved     string `json:"resolved" required:"false" doc:"是否解决: yes, partly or no"`
	Satisfaction int    `json:"satisfaction" required:"false" doc:"满意程度: 1 (非常不满意) to 5 (非常满意)"`
	Note         string `json:"note,omitempty" doc:"in the citizen's words, at most 2,000 characters"`
}

// check cleans the note, masks personal numbers in it, and points to what is wrong. Locations are under at.
func (a *Answer) check(at string) error {
	bad, wrong := ErrAnswer, false
	point := func(field, message string) {
		bad, wrong = bad.WithField(at+"."+field, message), true
	}
	if a.Contacted == nil {
		point("contacted", "请选择承办单位是否联系过您。")
	}
	if resolvedRank[a.Resolved] == 0 {
		point("resolved", "请选择问题是否解决：已解决、部分解决或未解决。")
	}
	if a.Satisfaction < 1 || a.Satisfaction > 5 {
		point("satisfaction", "请选择满意程度，1 为非常不满意，5 为非常满意。")
	}
	note, err := cleanNote(a.Note)
	if err != "" {
		point("note", err)
	}
	a.Note = note
	if wrong {
		return bad
	}
	return nil
}

func (a Answer) figures() Figures {
	return Figures{Contacted: *a.Contacted, Resolved: a.Resolved, Satisfaction: a.Satisfaction}
}

// cleanNote drops control characters and masks personal numbers; message says what is wrong.
func cleanNote(note string) (clean, message string) {
	if !utf8.ValidString(note) {
		return "", "文字编码有误，请重新填写。"
	}
	note = strings.TrimSpace(strings.Map(func(r rune) rune {
		if r < 0x20 && r != '\n' && r != '\t' || r >= 0x7f && r <= 0x9f {
			return -1
		}
		return r
	}, note))
	if n := utf8.RuneCountInString(note); n > maxNote {
		return "", "说明过长，请控制在 2000 字以内。"
	}
	masked, _ := language.MaskPersonal(note)
	return masked, ""
}

// worst joins two requesters' answers about one order: the worse of each counts.
func (f Figures) worst(other Figures) Figures {
	f.Contacted = f.Contacted && other.Contacted
	if resolvedRank[other.Resolved] < resolvedRank[f.Resolved] {
		f.Resolved = other.Resolved
	}
	f.Satisfaction = min(f.Satisfaction, other.Satisfaction)
	return f
}

// dissatisfied tells whether the order should be redone.
func (s *Service) dissatisfied(f Figures) bool {
	return f.Resolved == ResolvedNo || f.Satisfaction < s.options.SatisfiedFrom
}
