package vault

import (
	"encoding/base64"
	"strings"
	"unicode"
	"unicode/utf8"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/ledger"
	"onedoor/internal/platform/store"
)

// Characters of a reason: one that says something, and none that copies the case.
const (
	minReason = 4
	maxReason = 200
)

// because is why somebody opens what is not in their hands.
type because struct {
	words, salt string
	commit      string // for the ledger
}

// because asks for a reason, unless the order is in the hands of p's unit and its citizen is to be called: then the order is
// the reason. Faults: vault.reason_needed.
func (s *Service) because(q store.Queryer, p auth.Principal, purpose string, order ids.ID, reason []string) (because, error) {
	given := strings.Join(reason, " ")
	words := strings.Join(strings.Fields(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) {
			return ' '
		}
		return r
	}, given)), " ")
	switch n := utf8.RuneCountInString(words); {
	case !utf8.ValidString(given), n > maxReason:
		return because{}, ErrReason.WithField("body.reason", "事由须为四至二百字。")
	case n >= minReason:
		salt, commit := ledger.Commit(words)
		return because{words, base64.StdEncoding.EncodeToString(salt), commit}, nil
	case p.IsSystem() || s.handles == nil:
		return because{}, nil
	case purpose == PurposeHandle && order != 0:
		if mine, err := s.handles(q, p, order); err != nil || mine {
			return because{}, err
		}
	}
	return because{}, ErrReason.WithField("body.reason", "请写明为什么需要查看。")
}
