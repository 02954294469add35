package catalogue

import (
	"encoding/csv"
	"fmt"
	"io"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/sheet"
	"onedoor/internal/platform/store"
)

// ImportReport says what an import did to a draft.
type ImportReport struct {
	Rows      int `json:"rows"`
	Added     int `json:"added"`
	Changed   int `json:"changed"`
	Removed   int `json:"removed"`
	Unchanged int `json:"unchanged"`
}

// cellName names a cell of a file in a fault: "row 12 主办单位编码".
func cellName(line int, column string) string {
	if column == "" {
		return fmt.Sprintf("row %d", line)
	}
	return fmt.Sprintf("row %d %s", line, column)
}

// ImportDraft puts a file (see readTable) in the place of all entries of a draft. An entry whose conditions are in both
// keeps its identity, so that versions can be compared. Nothing is taken of a file with a bad row. Faults:
// ErrVersionNotFound, ErrNotDraft, those of readTable, ErrTableRow with a field for each cell that is wrong.
func (s *Service) ImportDraft(tx *store.Tx, p auth.Principal, version ids.ID, file []byte) (ImportReport, error) {
	var report ImportReport
	rows, err := readTable(file)
	if err != nil {
		return report, err
	}
	v, err := s.openDraft(tx, p, version)
	if err != nil {
		return report, err
	}
	entries, err := s.readEntries(tx, rows)
	if err != nil {
		return report, err
	}
	return s.replace(tx, p, v, entries)
}

// ReplaceDraft puts entries in the place of all entries of a draft, as ImportDraft does. Faults: ErrVersionNotFound,
// ErrNotDraft, ErrEntry, ErrEntryTwice, ErrTooManyEntries.
func (s *Service) ReplaceDraft(tx *store.Tx, p auth.Principal, version ids.ID, entries []Entry) (ImportReport, error) {
	v, err := s.openDraft(tx, p, version)
	if err != nil {
		return ImportReport{}, err
	}
	if len(entries) > maxEntries {
		return ImportReport{}, ErrTooManyEntries
	}
	seen := make(map[conditions]bool, len(entries))
	for i := range entries {
		wrong := entries[i].clean()
		if len(wrong) == 0 {
			wrong = s.checkEntry(tx, entries[i])
		}
		if len(wrong) > 0 {
			return ImportReport{}, ErrEntry.WithField(fmt.Sprintf("body.%s", wrong[0].field), fmt.Sprintf("第 %d 条：%s", i+1, wrong[0].message))
		}
		if seen[entries[i].conditions()] {
			return ImportReport{}, ErrEntryTwice
		}
		seen[entries[i].conditions()] = true
	}
	return s.replace(tx, p, v, entries)
}

func (s *Service) replace(tx *store.Tx, p auth.Principal, v Version, entries []Entry) (report ImportReport, err error) {
	old, err := entriesOf(tx, v.ID)
	if err != nil {
		return report, err
	}
	known := make(map[conditions]Entry, len(old))
	for _, e := range old {
		known[e.conditions()] = e
	}
	for _, e := range entries {
		before, exists := known[e.conditions()]
		delete(known, e.conditions())
		switch {
		case exists && before.same(e):
			report.Unchanged++
			continue
		case exists:
			e.ID = before.ID
			report.Changed++
		default:
			e.ID = ids.New()
			report.Added++
		}
		if err := putEntry(tx, v.ID, e); err != nil {
			return report, err
		}
	}
	for _, e := range known {
		if _, err := deleteEntry(tx, v.ID, e.ID); err != nil {
			return report, err
		}
		report.Removed++
	}
	report.Rows = len(entries)
	if report.Added+report.Changed+report.Removed == 0 {
		return report, nil
	}
	if err := s.touch(tx, p, &v); err != nil {
		return report, err
	}
	return report, s.record(tx, p, EventDraftImported, v.ID, VersionEvent{Version: v.ID, Revision: v.Revision, Added: report.Added,
		Changed: report.Changed, Removed: report.Removed})
}

// readEntries reads all rows of a file and names what is wrong with them.
func (s *Service) readEntries(q store.Queryer, rows []tableRow) ([]Entry, error) {
	v, err := s.cache.at(q)
	if err != nil {
		return nil, err
	}
	byCode := make(map[string]ids.ID, len(v.ordered))
	for _, c := range v.ordered {
		byCode[c.Code] = c.ID
	}
	bad := ErrTableRow
	seen := make(map[conditions]int, len(rows))
	entries := make([]Entry, 0, len(rows))
	for _, r := range rows {
		e, wrong := s.entry(q, v, byCode, r)
		if first, twice := seen[e.conditions()]; twice && len(wrong) == 0 {
			wrong = []rowFault{{"", fmt.Sprintf("条件与第 %d 行完全相同", first)}}
		}
		for _, w := range wrong {
			at := cellName(r.line, w.field)
			where := fmt.Sprintf("第 %d 行", r.line)
			if w.field != "" {
				where += "“" + w.field + "”"
			}
			bad = bad.WithField(at, where+"："+w.message)
		}
		if len(bad.Fields) >= maxRowFaults {
			return nil, bad
		}
		seen[e.conditions()] = r.line
		entries = append(entries, e)
	}
	if len(bad.Fields) > 0 {
		return nil, bad
	}
	return entries, nil
}

// Table is a version as a workbook. ErrVersionNotFound.
func (s *Service) Table(q store.Queryer, version ids.ID) (sheet.Table, error) {
	rows, err := s.rows(q, version)
	if err != nil {
		return sheet.Table{}, err
	}
	return sheet.Table{Sheet: "派单目录", Columns: tableColumns, Next: func() ([]any, error) {
		cells, err := rows()
		if cells == nil {
			return nil, err
		}
		row := make([]any, len(cells))
		for i, c := range cells {
			row[i] = c
		}
		return row, err
	}}, nil
}

// WriteCSV writes a version as csv, in UTF-8 with a mark by which spreadsheets know it.
func (s *Service) WriteCSV(q store.Queryer, version ids.ID, w io.Writer) error {
	rows, err := s.rows(q, version)
	if err != nil {
		return err
	}
	if _, err := io.WriteString(w, "\ufeff"); err != nil {
		return fmt.Errorf("catalogue: write csv: %w", err)
	}
	out := csv.NewWriter(w)
	names := make([]string, len(tableColumns))
	for i, c := range tableColumns {
		names[i] = c.Heading
	}
	for cells := names; cells != nil; {
		if err := out.Write(cells); err != nil {
			return fmt.Errorf("catalogue: write csv: %w", err)
		}
		if cells, err = rows(); err != nil {
			return err
		}
		for i := range cells {
			cells[i] = sheet.Harmless(cells[i])
		}
	}
	out.Flush()
	return out.Error()
}

// rows gives the rows of a version one by one, nil at the end.
func (s *Service) rows(q store.Queryer, version ids.ID) (func() ([]string, error), error) {
	if _, err := s.Version(q, version); err != nil {
		return nil, err
	}
	entries, err := entriesOf(q, version)
	if err != nil {
		return nil, err
	}
	v, err := s.cache.at(q)
	if err != nil {
		return nil, err
	}
	s.sortEntries(v, entries)
	return func() ([]string, error) {
		if len(entries) == 0 {
			return nil, nil
		}
		e := entries[0]
		entries = entries[1:]
		return s.cells(q, v, e), nil
	}, nil
}
