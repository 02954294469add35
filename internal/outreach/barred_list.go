package outreach

import (
	"slices"
	"strings"
	"unicode/utf8"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/store"
	"onedoor/internal/vault"
)

// maxBarred is how many numbers one file brings: each is an entry of the ledger.
const maxBarred = 5000

// BarList puts the numbers of a list on that of those not to be called; reason is that of the rows that give none. A row is
// refused whose number is none, or is there already. Faults: outreach.bad_file, .too_many_barred.
func (s *Service) BarList(tx *store.Tx, by auth.Principal, head []string, rows [][]string, reason string) (Report, error) {
	report := Report{Rows: []Refused{}}
	at := slices.IndexFunc(head, func(h string) bool { return numberHeads[h] })
	if at < 0 {
		return report, ErrFile
	}
	if len(rows) > maxBarred {
		return report, ErrTooManyBarred
	}
	why := slices.Index(head, "原因")
	for i, cells := range rows {
		if !slices.ContainsFunc(cells, func(c string) bool { return strings.TrimSpace(c) != "" }) {
			continue
		}
		refused, err := s.barRow(tx, by, cells, at, why, reason)
		switch {
		case err != nil:
			return report, err
		case refused == "":
			report.Taken++
		default:
			report.Refused++
			if len(report.Rows) < maxTold {
				report.Rows = append(report.Rows, Refused{i + 2, refused})
			}
		}
	}
	return report, nil
}

// barRow puts one row on the list, or says why not.
func (s *Service) barRow(tx *store.Tx, by auth.Principal, cells []string, at, why int, reason string) (refused string, err error) {
	if why >= 0 && why < len(cells) && strings.TrimSpace(cells[why]) != "" {
		reason = strings.TrimSpace(cells[why])
	}
	number := ""
	if at < len(cells) {
		number = vault.NormalisePhone(strings.TrimSpace(cells[at]), "")
	}
	switch {
	case len(number) < 7:
		return "号码不正确", nil
	case !utf8.ValidString(reason) || utf8.RuneCountInString(reason) > 100:
		return "原因超过 100 字或无法识别", nil
	}
	if there, err := isBarred(tx, s.mac(number)); err != nil || there {
		return "已在免打扰名单中", err
	}
	return "", s.bar(tx, by.ID, number, reason)
}
