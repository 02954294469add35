// Package search finds rows by words in Chinese text, on both engines, with character bigrams made in Go: FTS5
// (contentless) on SQLite, tsvector with GIN on Postgres. Neither engine's own segmentation is used, so both find
// the same rows.
//
// A room makes the table in its migrations:
//
//	sqlite:   CREATE VIRTUAL TABLE room_text USING fts5(body, content='', contentless_delete=1);
//	postgres: CREATE TABLE room_text (rowid BIGINT PRIMARY KEY, body TSVECTOR NOT NULL);
//	          CREATE INDEX room_text_body ON room_text USING gin (body);
package search

import (
	"fmt"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"onedoor/internal/language"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
)

// plain takes the accents off a term: FTS5 does so by itself, Postgres does not, and both shall find the same rows.
func plain(term string) string {
	if !strings.ContainsFunc(term, accented) {
		return term
	}
	bare := strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, norm.NFD.String(term))
	return norm.NFC.String(bare)
}

// accented tells letters that may have an accent: those of the alphabets, not of the scripts of East Asia.
func accented(r rune) bool { return r >= 0x80 && r < 0x2000 }

// Put indexes text under id, replacing what was there.
func Put(tx *store.Tx, table string, id ids.ID, text string) error {
	list := language.Bigrams(text)
	for i, t := range list {
		list[i] = plain(t)
	}
	terms := strings.Join(list, " ")
	var err error
	if tx.Engine() == store.Postgres {
		err = tx.Do(`INSERT INTO `+table+` (rowid, body) VALUES (?, array_to_tsvector(array_remove(regexp_split_to_array(?, ' '), '')))
			ON CONFLICT (rowid) DO UPDATE SET body = excluded.body`, id, terms)
	} else {
		err = tx.Do(`INSERT OR REPLACE INTO `+table+` (rowid, body) VALUES (?, ?)`, id, terms)
	}
	if err != nil {
		return fmt.Errorf("search: index into %s: %w", table, err)
	}
	return nil
}

// Delete takes id out of the index.
func Delete(tx *store.Tx, table string, id ids.ID) error {
	if err := tx.Do(`DELETE FROM `+table+` WHERE rowid = ?`, id); err != nil {
		return fmt.Errorf("search: delete from %s: %w", table, err)
	}
	return nil
}

// Clause returns a condition that holds for rows whose column names an indexed text containing all terms of the
// query, with its arguments. ok is false when the query has no term to look for.
func Clause(q store.Queryer, table, column, query string) (condition string, args []any, ok bool) {
	terms := language.QueryTerms(query)
	if len(terms) == 0 {
		return "", nil, false
	}
	quoted := make([]string, len(terms))
	if q.Engine() == store.Postgres {
		for i, t := range terms {
			t, prefix := language.Prefix(plain(t))
			quoted[i] = `'` + strings.ReplaceAll(strings.ReplaceAll(t, `\`, `\\`), `'`, `''`) + `'`
			if prefix {
				quoted[i] += `:*`
			}
		}
		return column + ` IN (SELECT rowid FROM ` + table + ` WHERE body @@ CAST(? AS tsquery))`, []any{strings.Join(quoted, " & ")}, true
	}
	for i, t := range terms {
		t, prefix := language.Prefix(plain(t))
		quoted[i] = `"` + strings.ReplaceAll(t, `"`, `""`) + `"`
		if prefix {
			quoted[i] += `*`
		}
	}
	return column + ` IN (SELECT rowid FROM ` + table + ` WHERE body MATCH ?)`, []any{strings.Join(quoted, " AND ")}, true
}
