package followup

import (
	"context"
	"regexp"
	"strings"

	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
)

// Asked is one request of whoever sent a text message: what the message may be about.
type Asked struct {
	Order   ids.ID
	Request ids.ID
	Number  string // receipt number
}

// maxTextBytes is far more than a text message has.
const maxTextBytes = 2000

// TextKeys is how a citizen is told to answer by text message. Doors and notices use it as it is.
const TextKeys = "①是否联系过您：1是 2否；②是否解决：1已解决 2部分 3未解决；③满意程度：5非常满意 4满意 3基本满意 2不满意 1非常不满意。例如回复 115"

// AnswerByText takes the answer that a citizen sent by text message. asked are the requests under the sender's telephone
// number, newest first: the caller looked them up, and answers for the sender. With several open questions the message
// names the last four digits of the receipt number first: 0017 115. Further rules are those of [Service.RateByCitizen];
// the number that was answered is returned.
//
// Faults: followup.text_unreadable, .text_which, .not_asked, .already_rated, .closed; each tells the citizen what to do.
func (s *Service) AnswerByText(ctx context.Context, asked []Asked, text string) (number string, err error) {
	tail, a, ok := readText(text)
	if !ok {
		return "", ErrText
	}
	var open []Asked
	q := s.Store.Read(ctx)
	for _, x := range asked {
		if tail != "" && !strings.HasSuffix(x.Number, tail) {
			continue
		}
		standing, err := s.Standing(q, x.Order, x.Request)
		if err != nil {
			return "", err
		}
		if standing.Asked || tail != "" { // of a named one the citizen hears why it can not be answered
			open = append(open, x)
		}
	}
	switch {
	case len(open) == 0:
		return "", ErrNotAsked
	case len(open) > 1:
		return "", ErrTextWhich
	}
	return open[0].Number, s.rateByCitizen(ctx, open[0].Order, open[0].Request, a, WayText)
}

func (s *Service) rateByCitizen(ctx context.Context, order, request ids.ID, a Answer, way Way) error {
	if err := a.check("body"); err != nil {
		return err
	}
	return s.Store.Write(ctx, func(tx *store.Tx) error {
		p, err := latestPlan(tx, order)
		switch {
		case err != nil:
			return err
		case p == nil, p.State == StateSuperseded, p.State == StateExcluded:
			return ErrNotAsked
		}
		return s.rate(tx, p, request, a, way)
	})
}

var (
	threeDigits = regexp.MustCompile(`^([12])([123])([1-5])$`)
	tailDigits  = regexp.MustCompile(`^[0-9]{4,6}[0-9A-Z]?$`)
	separators  = regexp.MustCompile(`[\s,.;:、，。；：#*\-—+/]+`)
)

// readText reads an answer: three digits, together or apart, after the digits of the receipt number if there are any; or
// the same in words. Everything that is left over after the answer is a note.
func readText(text string) (tail string, a Answer, ok bool) {
	if len(text) > maxTextBytes {
		return "", a, false
	}
	text = strings.ToUpper(strings.TrimSpace(narrowText(text)))
	parts := strings.FieldsFunc(separators.ReplaceAllString(text, " "), func(r rune) bool { return r == ' ' })
	if len(parts) > 1 && tailDigits.MatchString(parts[0]) {
		tail, parts = parts[0], parts[1:]
	}
	digits, used := "", 0
	for _, p := range parts {
		if len(digits) == 3 || strings.Trim(p, "0123456789") != "" || len(digits)+len(p) > 3 {
			break
		}
		digits, used = digits+p, used+1
	}
	if m := threeDigits.FindStringSubmatch(digits); m != nil {
		contacted := m[1] == "1"
		a = Answer{Contacted: &contacted, Resolved: map[string]string{"1": ResolvedYes, "2": ResolvedPartly, "3": ResolvedNo}[m[2]],
			Satisfaction: int(m[3][0] - '0'), Note: strings.Join(parts[used:], " ")}
		return tail, a, true
	}
	if digits != "" {
		return tail, a, false
	}
	a, ok = readWords(strings.Join(parts, " "))
	return tail, a, ok
}

// words of an answer, the longer and the denied ones first: 未解决 holds 解决, 不满意 holds 满意.
var (
	contactWords = []word[bool]{{"没有联系", false}, {"没联系", false}, {"未联系", false}, {"没打电话", false}, {"没有打电话", false}, {"联系过", true}, {"联系了", true}, {"已联系", true}}
	solvedWords  = []word[string]{{"没有解决", ResolvedNo}, {"没解决", ResolvedNo}, {"未解决", ResolvedNo}, {"部分解决", ResolvedPartly}, {"已解决", ResolvedYes}, {"解决了", ResolvedYes}}
	gladWords    = []word[int]{{"非常不满意", 1}, {"很不满意", 1}, {"不满意", 2}, {"基本满意", 3}, {"非常满意", 5}, {"很满意", 5}, {"满意", 4}}
)

type word[T any] struct {
	text  string
	means T
}

// say finds the first of the words in the text; a text that says two different things says nothing.
func say[T comparable](text string, words []word[T]) (means T, ok bool) {
	for _, w := range words {
		if strings.Contains(text, w.text) {
			if ok && means != w.means {
				return means, false
			}
			means, ok, text = w.means, true, strings.ReplaceAll(text, w.text, " ")
		}
	}
	return means, ok
}

// readWords reads an answer that says all three things in words.
func readWords(text string) (a Answer, ok bool) {
	contacted, one := say(text, contactWords)
	resolved, two := say(text, solvedWords)
	satisfaction, three := say(text, gladWords)
	if !one || !two || !three {
		return Answer{}, false
	}
	return Answer{Contacted: &contacted, Resolved: resolved, Satisfaction: satisfaction, Note: text}, true
}

// narrowText turns full-width characters into ASCII and drops what cannot be seen.
func narrowText(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= '！' && r <= '～':
			return r - '！' + '!'
		case r == '\u3000':
			return ' '
		case r < 0x20 && r != '\n' && r != '\t', r == 0x7f, r >= 0x200b && r <= 0x200f, r == 0xfeff:
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, ""))
}

// TextReply is what a citizen is told about an answer by text message: thanks, or what to do.
func TextReply(number string, err error) string {
	if err == nil {
		return "感谢您的评价（编号 " + number + "）。"
	}
	return fault.Of(err).Message
}
