package intake

import (
	"slices"
	"strings"

	"onedoor/internal/language"
	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
)

// AdviceIn is what is known of a request while its form is being filled in.
type AdviceIn struct {
	Title    string `json:"title,omitempty" maxLength:"400"`
	Content  string `json:"content,omitempty" maxLength:"20000"`
	Address  string `json:"address,omitempty" maxLength:"800"`
	Accused  string `json:"accused,omitempty" maxLength:"800"`
	Division string `json:"division_code,omitempty" maxLength:"40"`
	Category string `json:"category_id,omitempty" maxLength:"20"`
	Phone    string `json:"phone,omitempty" maxLength:"40" doc:"to look for an earlier request about the same"`
	Sealed   bool   `json:"sealed,omitempty"`
}

// Advice is what the words of a request point to. Nothing in it decides anything: a person reads why, and chooses.
type Advice struct {
	Emergencies []Hint      `json:"emergencies" doc:"call these numbers at once"`
	Outside     []Hint      `json:"outside" doc:"probably not for this hotline"`
	Earlier     []Earlier   `json:"earlier" doc:"earlier requests of the same number with much the same words"`
	Storm       *StormMatch `json:"storm" doc:"the running event that it seems to be about; null: none"`
}

// Empty tells whether there is nothing to say.
func (a Advice) Empty() bool {
	return len(a.Emergencies)+len(a.Outside)+len(a.Earlier) == 0 && a.Storm == nil
}

// Hint is a coded refusal that words point to, with the path to tell.
type Hint struct {
	Code       string     `json:"code"`
	Group      RemitGroup `json:"group" enum:"emergency,outside,path,same,malicious"`
	Label      string     `json:"label"`
	Phone      string     `json:"phone,omitempty"`
	Path       string     `json:"path"`
	Legal      string     `json:"legal,omitempty"`
	NeedsWords bool       `json:"needs_words"`
	Words      []string   `json:"words" doc:"the words that were found"`
}

// maxOutside is how many probable codes are shown: one that fits is more help than six that may.
const maxOutside = 3

// Advise reads the words of a request. The faults are those of the right: intake.take_on.
func (s *Service) Advise(q store.Queryer, p auth.Principal, in AdviceIn) (Advice, error) {
	if !p.Can(RightTakeOn) {
		return Advice{}, fault.Forbidden
	}
	a := Advice{Emergencies: []Hint{}, Outside: []Hint{}, Earlier: []Earlier{}}
	codes, err := s.Remit(q)
	if err != nil {
		return a, err
	}
	text := strings.Join([]string{in.Title, in.Content, in.Address, in.Accused}, "\n")
	if clean, ok := cleanText(text); ok {
		a.Emergencies, a.Outside = hints(codes, clean)
		if a.Storm, err = s.stormAdvice(q, in, clean); err != nil {
			return a, err
		}
	}
	if in.Phone != "" && p.Can(RightHistory) && phoneShape(in.Phone) {
		if a.Earlier, err = s.earlier(q, p, in); err != nil {
			return a, err
		}
	}
	return a, nil
}

// hints asks every active code's rules about a text.
func hints(codes []RemitCode, text string) (emergencies, outside []Hint) {
	emergencies, outside = []Hint{}, []Hint{}
	for _, c := range codes {
		if !c.Active || c.Signs == "" {
			continue
		}
		found := language.FindSigns(c.rules(), text)
		if len(found) == 0 {
			continue
		}
		h := Hint{Code: c.Code, Group: c.Group, Label: c.Label, Phone: c.Phone, Path: c.Path, Legal: c.Legal, NeedsWords: c.NeedsWords, Words: found}
		if c.Group == RemitEmergency {
			emergencies = append(emergencies, h)
		} else {
			outside = append(outside, h)
		}
	}
	// The one with the most words first; the list's own order between equals.
	slices.SortStableFunc(outside, func(a, b Hint) int { return len(b.Words) - len(a.Words) })
	return emergencies, outside[:min(len(outside), maxOutside)]
}

// stormAdvice is what stormFor will do with the form, unless its person says otherwise.
func (s *Service) stormAdvice(q store.Queryer, in AdviceIn, clean string) (*StormMatch, error) {
	if in.Sealed || in.Accused != "" {
		return nil, nil
	}
	category, err := ids.Parse(in.Category)
	if err != nil {
		category = 0 // not chosen yet
	} else if ok, err := (known{s: s, q: q}).hasCategory(category); err != nil || !ok {
		return nil, err
	}
	return s.stormAbout(q, asked{words: clean, division: in.Division, category: category})
}
