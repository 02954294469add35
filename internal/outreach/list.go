package outreach

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
	"onedoor/internal/vault"
)

// Limits of a list.
const (
	maxPeople  = 20000
	maxColumns = 30
	maxWord    = 200
	maxTold    = 200 // refused rows that are told one by one
)

// Refused is a row that was not taken.
type Refused struct {
	Line   int    `json:"line" doc:"of the file, the head is 1"`
	Reason string `json:"reason"`
}

// Report is what became of a list.
type Report struct {
	Taken   int       `json:"taken"`
	Refused int       `json:"refused"`
	Rows    []Refused `json:"rows" doc:"the first 200 that were refused"`
}

// numberHeads are the heads of the column of numbers.
var numberHeads = map[string]bool{"电话": true, "电话号码": true, "联系电话": true, "手机": true, "手机号": true, "手机号码": true, "号码": true}

// ParseList reads a list from an xlsx or csv file (UTF-8 or GB18030); the first row is its head. Faults: outreach.bad_file,
// .too_many_rows.
func ParseList(raw []byte) (head []string, rows [][]string, err error) {
	var all [][]string
	if bytes.HasPrefix(raw, []byte("PK")) {
		all, err = parseXLSX(raw)
	} else {
		all, err = parseCSV(raw)
	}
	switch {
	case err != nil:
		return nil, nil, ErrFile.Wrap(err)
	case len(all) < 1 || len(all[0]) == 0 || len(all[0]) > maxColumns:
		return nil, nil, ErrFile
	case len(all) > maxPeople+1:
		return nil, nil, ErrTooMany
	}
	for _, h := range all[0] {
		head = append(head, strings.TrimSpace(h))
	}
	return head, all[1:], nil
}

func parseXLSX(raw []byte) ([][]string, error) {
	book, err := excelize.OpenReader(bytes.NewReader(raw), excelize.Options{UnzipSizeLimit: 64 << 20, UnzipXMLSizeLimit: 32 << 20})
	if err != nil {
		return nil, err
	}
	defer func() { _ = book.Close() }() // it was only read
	return book.GetRows(book.GetSheetName(0), excelize.Options{RawCellValue: true})
}

func parseCSV(raw []byte) ([][]string, error) {
	raw = bytes.TrimPrefix(raw, []byte("\xef\xbb\xbf"))
	if !utf8.Valid(raw) {
		var err error
		if raw, err = simplifiedchinese.GB18030.NewDecoder().Bytes(raw); err != nil {
			return nil, err
		}
	}
	r := csv.NewReader(bytes.NewReader(raw))
	r.FieldsPerRecord = -1
	var all [][]string
	for len(all) <= maxPeople+1 {
		rec, err := r.Read()
		if errors.Is(err, io.EOF) {
			return all, nil
		}
		if err != nil {
			return nil, err
		}
		all = append(all, rec)
	}
	return all, nil
}

// Import adds the people of a list to a campaign that is not running. A row is refused whose number is none, is there
// already, must not be called, or that lacks a word of the script. An approved campaign is a draft again.
// Faults: outreach.bad_file, .too_many_rows, .not_found, .wrong_state.
func (s *Service) Import(tx *store.Tx, by auth.Principal, id ids.ID, head []string, rows [][]string) (Report, error) {
	report := Report{Rows: []Refused{}}
	c, err := s.at(tx, id, 0, StateDraft, StateApproved)
	if err != nil {
		return report, err
	}
	at := -1
	for i, h := range head {
		if numberHeads[h] {
			at = i
			break
		}
	}
	if at < 0 {
		return report, ErrFile
	}
	var there int
	if err := tx.QueryRow(`SELECT COUNT(*) FROM outreach_person WHERE campaign_id = ?`, id).Scan(&there); err != nil {
		return report, fmt.Errorf("outreach: import: %w", err)
	}
	if there+len(rows) > maxPeople {
		return report, ErrTooMany
	}
	need := c.Script.Variables()
	for i, cells := range rows {
		reason, err := s.take(tx, c, i+2, head, cells, at, need)
		if err != nil {
			return report, err
		}
		switch reason {
		case "":
			report.Taken++
		case blank:
		default:
			report.Refused++
			if len(report.Rows) < maxTold {
				report.Rows = append(report.Rows, Refused{i + 2, reason})
			}
		}
	}
	err = tx.Do(`UPDATE outreach_campaign SET state = ?, version = version + 1, changed_by = ?, approved_by = 0, approved_at = 0 WHERE id = ?`, StateDraft, by.ID, id)
	if err != nil {
		return report, fmt.Errorf("outreach: import: %w", err)
	}
	return report, s.record(tx, EventImported, id, by.ID, Payload{Campaign: id, Version: c.Version + 1, Taken: report.Taken, Refused: report.Refused})
}

const blank = "blank"

// take adds one row, or says why not.
func (s *Service) take(tx *store.Tx, c Campaign, line int, head, cells []string, at int, need []string) (reason string, err error) {
	words, empty := map[string]string{}, true
	for i, v := range cells {
		v = strings.TrimSpace(v)
		empty = empty && v == ""
		if i >= len(head) || i == at || head[i] == "" || v == "" {
			continue
		}
		if !utf8.ValidString(v) || utf8.RuneCountInString(v) > maxWord {
			return "“" + head[i] + "”一列内容过长或无法识别", nil
		}
		words[head[i]] = v
	}
	if empty {
		return blank, nil
	}
	number := ""
	if at < len(cells) {
		number = vault.NormalisePhone(strings.TrimSpace(cells[at]), "")
	}
	if len(number) < 7 {
		return "号码不正确", nil
	}
	for _, n := range need {
		if words[n] == "" {
			return "缺少话术所需的“" + n + "”", nil
		}
	}
	mac := s.mac(number)
	if barred, err := isBarred(tx, mac); err != nil || barred {
		return "在免打扰名单中", err
	}
	var twice int
	if err := tx.QueryRow(`SELECT COUNT(*) FROM outreach_person WHERE campaign_id = ? AND mac = ?`, c.ID, mac).Scan(&twice); err != nil {
		return "", fmt.Errorf("outreach: import: %w", err)
	}
	if twice > 0 {
		return "号码重复", nil
	}
	id := ids.New()
	sealed, body, err := s.seal("outreach.person", id, row{Number: number, Words: words})
	if err != nil {
		return "", err
	}
	err = tx.Do(`INSERT INTO outreach_person (id, campaign_id, line, mac, head, body, state, changed_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
		id, c.ID, line, mac, sealed, body, PersonWaiting, wall.Micros(s.Clock.Now()))
	if err != nil {
		return "", fmt.Errorf("outreach: import: %w", err)
	}
	return "", nil
}
