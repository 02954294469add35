package workorder

import (
	"fmt"

	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/workorder/export"
)

// FindNumber finds an order by its whole number, whoever asks: for tools and the audit, which show no words.
func (s *Service) FindNumber(q store.Queryer, number string) (ids.ID, bool) {
	var id ids.ID
	err := q.QueryRow(`SELECT id FROM workorder_order WHERE number = ?`, number).Scan(&id)
	return id, err == nil
}

// NumberOf tells an order's number and whether it is sealed, whoever asks; "" and sealed for an unknown order.
func (s *Service) NumberOf(q store.Queryer, id ids.ID) (number string, sealed bool) {
	if err := q.QueryRow(`SELECT number, sealed FROM workorder_order WHERE id = ?`, id).Scan(&number, &sealed); err != nil {
		return "", true
	}
	return number, sealed
}

// FileSums lists the content digests of all attachments, for checks that the files are there.
func (s *Service) FileSums(q store.Queryer) ([]string, error) {
	rows, err := q.Query(`SELECT DISTINCT sha256 FROM workorder_attachment WHERE sha256 <> ''`)
	list, err := store.Collect(rows, err, func(r store.Row) (sum string, err error) { return sum, r.Scan(&sum) })
	if err != nil {
		return nil, fmt.Errorf("workorder: files: %w", err)
	}
	return list, nil
}

// CheckFont returns export.font_missing when PDF exports cannot work on this machine.
func (s *Service) CheckFont() error { return export.CheckFont(s.options.FontPath) }
