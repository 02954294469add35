package intake

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

// linkKeep is for how long a link leads somewhere when what it asks for has no end of its own.
const linkKeep = 30 * 24 * time.Hour

// newLinkCode is 65 random bits, written as query codes are. It says nothing of the request it leads to.
func newLinkCode() string {
	var raw [codeLength]byte
	_, _ = rand.Read(raw[:]) // never fails: the program stops instead
	for i, b := range raw {
		raw[i] = codeAlphabet[b&31]
	}
	return string(raw[:])
}

// shortLink makes the link of a message to one requester (短链接): random, good until a time, and of no use after it.
func (s *Service) shortLink(tx *store.Tx, r *Request, until time.Time) (string, error) {
	if now := s.now(); !until.After(now) {
		until = now.Add(linkKeep)
	}
	code := newLinkCode()
	if err := tx.Do(`INSERT INTO intake_link (hash, request_id, until) VALUES (?, ?, ?)`, s.codes.linked(code), r.ID, wall.Micros(until)); err != nil {
		return "", fmt.Errorf("intake: link: %w", err)
	}
	return strings.ReplaceAll(s.options.Links.Short, "{link}", code), nil
}

// linked is what the store keeps of a link's code.
func (c codes) linked(code string) []byte { return mac(c.hash, "link", code) }

// FollowLink tells what a short link stands for: a receipt number with its query code, as somebody would have typed them.
// Wrong codes are counted by source, as wrong query codes are.
//
// Faults: intake.no_such_link for one that never was and one that is over alike; intake.too_many_tries.
func (s *Service) FollowLink(ctx context.Context, code string) (number, queryCode string, err error) {
	source, _ := ctx.Value(sourceKey{}).(string)
	q := s.Store.Read(ctx)
	if err := s.mayTry(q, "", source); err != nil {
		return "", "", err
	}
	var r Request
	code = NormalCode(code)
	err = q.QueryRow(`SELECT r.id, r.number FROM intake_link l JOIN intake_request r ON r.id = l.request_id WHERE l.hash = ? AND l.until > ?`,
		s.codes.linked(code), wall.Micros(s.now())).Scan(&r.ID, &r.Number)
	switch {
	case err == nil && code != "":
		return r.Number, s.codes.of(r.ID, r.Number), nil
	case err != nil && !errors.Is(err, sql.ErrNoRows):
		return "", "", fmt.Errorf("intake: follow a link: %w", err)
	}
	if err := s.failedTry(ctx, "", source); err != nil {
		return "", "", err
	}
	return "", "", ErrNoSuchLink
}
