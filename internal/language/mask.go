package language

import (
	"slices"
	"strings"
)

// Kind says what sort of personal data a Span holds.
type Kind string

// The kinds of personal data that MaskPersonal finds.
const (
	Mobile         Kind = "mobile"          // mainland mobile, Hong Kong and Macau numbers
	Landline       Kind = "landline"        // with an area code, or a bare number after 电话 and the like
	IDNumber       Kind = "id_number"       // resident identity number, also mistyped or of the old 15 digits
	BankCard       Kind = "bank_card"       // by Luhn, or any long number after 卡号 and the like
	TravelDocument Kind = "travel_document" // passports and permits, after 护照, 通行证 and the like
	Email          Kind = "email"
)

// Span is one piece of personal data: text[Start:End], in bytes of the text as
// it was given.
type Span struct {
	Kind       Kind
	Start, End int
}

// MaskPersonal hides personal numbers in a citizen's words, so that the units
// which handle a request read what happened but not whom to ring. It returns
// the masked text and what it found, in order and without overlap; the caller
// seals the original when found is not empty.
//
// The last digits stay, so that people can tell numbers apart: 138****5521.
// Numbers are also seen through full-width digits, spaces, hyphens and
// numerals such as 一三八. At least four digits of each are hidden.
//
// Vehicle plates stay readable: they are nearly always what the request is
// about (a taxi, a badly parked car), and without them it cannot be handled.
// Service numbers (12345, 400…, 95…) are public and stay as well. Names and
// addresses are beyond what can be found reliably by rule and are not touched.
//
// Masking masked text changes nothing.
func MaskPersonal(text string) (masked string, found []Span) {
	type cut struct {
		Span
		shown string
	}
	var cuts []cut
	for _, s := range emails(text) {
		cuts = append(cuts, cut{s, maskEmail(text[s.Start:s.End])})
	}
	mails := len(cuts)
	for _, chain := range numberChains(text) {
		for i := 0; i < len(chain.groups); {
			hit, ok := chain.match(i)
			if !ok {
				i++
				continue
			}
			span := chain.span(hit)
			inMail := slices.ContainsFunc(cuts[:mails], func(c cut) bool { return span.Start < c.End && c.Start < span.End })
			if !inMail {
				cuts = append(cuts, cut{span, chain.shown(hit)})
			}
			i = hit.next
		}
	}
	if len(cuts) == 0 {
		return text, nil
	}
	slices.SortFunc(cuts, func(a, b cut) int { return a.Start - b.Start })
	var b strings.Builder
	at := 0
	for _, c := range cuts {
		b.WriteString(text[at:c.Start])
		b.WriteString(c.shown)
		at = c.End
		found = append(found, c.Span)
	}
	b.WriteString(text[at:])
	return b.String(), found
}

// visible says how many of n digits stay at either end.
func visible(kind Kind, n int) (head, tail int) {
	switch {
	case kind == Mobile && n >= 11:
		return 3, 4
	case kind == IDNumber, kind == BankCard:
		return 0, 4
	}
	return 0, 3 // eight digits or fewer, mostly
}

// emails finds mail addresses. The part before @ is limited to what mail
// systems accept (64), so hostile text costs nothing.
func emails(text string) []Span {
	var spans []Span
	from := 0
	for {
		i := strings.IndexByte(text[from:], '@')
		if i < 0 {
			return spans
		}
		at := from + i
		start, end := at, at+1
		for start > from && at-start < 64 && isMailByte(text[start-1]) {
			start--
		}
		for end < len(text) && end-at < 253 && isMailByte(text[end]) {
			end++
		}
		for end > at+1 && !isAlnum(text[end-1]) { // a full stop behind the address is not part of it
			end--
		}
		if start < at && strings.Contains(text[at+1:end], ".") {
			spans = append(spans, Span{Email, start, end})
		}
		from = end
	}
}

// maskEmail keeps the first character only when something is left to hide.
func maskEmail(address string) string {
	name, domain, _ := strings.Cut(address, "@")
	if len(name) < 3 {
		return "***@" + domain
	}
	return name[:1] + "***@" + domain
}

func isAlnum(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
}

func isMailByte(c byte) bool { return isAlnum(c) || strings.IndexByte("._%+-", c) >= 0 }
