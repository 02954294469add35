package partner

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/signature"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

// Key is a secret shared with a partner, without the secret.
type Key struct {
	ID        ids.ID
	Partner   ids.ID
	KID       string
	Algorithm string
	MadeHere  bool
	CreatedAt time.Time
	ProvenAt  time.Time // when the partner first signed with it; zero: not yet
	RetiredAt time.Time // zero: good

	sealed []byte
}

// maxKeys is how many keys of a partner are good at a time.
const maxKeys = 2

// NewKey makes a key, or enters the one that the partner made (text), and returns the line to hand over: of a key made
// here only, and only now. Faults: partner.two_keys, .key_unreadable, .key_known, .not_found.
func (d *Door) NewKey(tx *store.Tx, by auth.Principal, partner ids.ID, algorithm, text string) (Key, string, error) {
	if !by.Can(RightManage) {
		return Key{}, "", fault.Forbidden
	}
	p, err := partnerBy(tx, `id`, partner)
	if err != nil {
		return Key{}, "", err
	}
	good, err := goodKeys(tx, p.ID)
	if err != nil {
		return Key{}, "", err
	}
	if len(good) >= maxKeys {
		return Key{}, "", ErrTwoKeys
	}
	k := Key{ID: ids.New(), Partner: p.ID, Algorithm: algorithm, MadeHere: text == "", CreatedAt: d.now()}
	var raw []byte
	line := ""
	if k.MadeHere {
		if !signature.Known(algorithm) {
			return Key{}, "", ErrForm.WithField("body.algorithm", "请选择签名算法。")
		}
		made := signature.NewKey(algorithm)
		k.KID, raw, line = made.ID, made.Secret, made.Line()
	} else {
		theirs, err := signature.ReadLine(text)
		if err != nil {
			return Key{}, "", ErrKeyText
		}
		k.KID, k.Algorithm, raw = theirs.ID, theirs.Algorithm, theirs.Secret
	}
	if k.sealed, err = d.keyBox.Seal(raw, []byte(k.KID)); err != nil {
		return Key{}, "", fmt.Errorf("partner: seal key: %w", err)
	}
	res, err := tx.Exec(`INSERT INTO partner_key (`+keyColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?, 0, 0) ON CONFLICT (kid) DO NOTHING`,
		k.ID, k.Partner, k.KID, k.Algorithm, k.sealed, flag(k.MadeHere), wall.Micros(k.CreatedAt))
	if err != nil {
		return Key{}, "", fmt.Errorf("partner: add key: %w", err)
	}
	if n, err := res.RowsAffected(); err != nil || n == 0 {
		return Key{}, "", ErrKeyKnown.Wrap(err)
	}
	return k, line, d.record(tx, by, EventKeyAdded, p.ID, nil, PartnerEvent{Partner: p.ID, Key: k.KID, Code: k.Algorithm})
}

// RetireKey ends a key at once: nothing is signed or taken with it any more.
func (d *Door) RetireKey(tx *store.Tx, by auth.Principal, partner, key ids.ID) error {
	if !by.Can(RightManage) {
		return fault.Forbidden
	}
	k, err := scanKey(tx.QueryRow(`SELECT `+keyColumns+` FROM partner_key WHERE id = ? AND partner_id = ?`, key, partner))
	if errors.Is(err, sql.ErrNoRows) {
		return ErrNotFound
	}
	if err != nil {
		return fmt.Errorf("partner: key: %w", err)
	}
	if !k.RetiredAt.IsZero() {
		return nil
	}
	if err := tx.Do(`UPDATE partner_key SET retired_at = ? WHERE id = ?`, wall.Micros(d.now()), k.ID); err != nil {
		return fmt.Errorf("partner: retire key: %w", err)
	}
	return d.record(tx, by, EventKeyRetired, partner, nil, PartnerEvent{Partner: partner, Key: k.KID})
}

const keyColumns = `id, partner_id, kid, algorithm, sealed, made_here, created_at, proven_at, retired_at`

func scanKey(r store.Row) (k Key, err error) {
	var here int
	var created, proven, retired int64
	err = r.Scan(&k.ID, &k.Partner, &k.KID, &k.Algorithm, &k.sealed, &here, &created, &proven, &retired)
	k.MadeHere, k.CreatedAt, k.ProvenAt, k.RetiredAt = here != 0, wall.FromMicros(created), wall.FromMicros(proven), wall.FromMicros(retired)
	return k, err
}

// keysOf lists a partner's keys, newest first.
func keysOf(q store.Queryer, partner ids.ID) ([]Key, error) {
	rows, err := q.Query(`SELECT `+keyColumns+` FROM partner_key WHERE partner_id = ? ORDER BY id DESC`, partner)
	list, err := store.Collect(rows, err, scanKey)
	if err != nil {
		return nil, fmt.Errorf("partner: keys: %w", err)
	}
	return list, nil
}

// goodKeys are those that are not retired, newest first.
func goodKeys(q store.Queryer, partner ids.ID) ([]Key, error) {
	all, err := keysOf(q, partner)
	var good []Key
	for _, k := range all {
		if k.RetiredAt.IsZero() {
			good = append(good, k)
		}
	}
	return good, err
}

// signing chooses the key to sign with: the newest that the partner surely has, else the oldest.
func signing(good []Key) (Key, bool) {
	for _, k := range good {
		if !k.MadeHere || !k.ProvenAt.IsZero() {
			return k, true
		}
	}
	if len(good) == 0 {
		return Key{}, false
	}
	return good[len(good)-1], true
}

func (d *Door) open(k Key) (secret, error) {
	raw, err := d.keyBox.Open(k.sealed, []byte(k.KID))
	if err != nil {
		return secret{}, fmt.Errorf("partner: the key %s cannot be opened: %w", k.KID, err)
	}
	return secret{k.KID, k.Algorithm, raw}, nil
}

// signer is the secret to sign with for a partner. Fault: partner.no_key.
func (d *Door) signer(q store.Queryer, partner ids.ID) (secret, error) {
	good, err := goodKeys(q, partner)
	if err != nil {
		return secret{}, err
	}
	k, ok := signing(good)
	if !ok {
		return secret{}, ErrNoKey
	}
	return d.open(k)
}

// keyByKID finds a good key and opens it.
func (d *Door) keyByKID(q store.Queryer, kid string) (Key, secret, error) {
	if !idShape.MatchString(kid) {
		return Key{}, secret{}, ErrSignature
	}
	k, err := scanKey(q.QueryRow(`SELECT `+keyColumns+` FROM partner_key WHERE kid = ? AND retired_at = 0`, kid))
	if errors.Is(err, sql.ErrNoRows) {
		return Key{}, secret{}, ErrSignature
	}
	if err != nil {
		return Key{}, secret{}, fmt.Errorf("partner: key: %w", err)
	}
	s, err := d.open(k)
	return k, s, err
}

// prove notes that the partner has a key: from now on we sign with it, too.
func (d *Door) prove(ctx context.Context, k Key) error {
	if !k.ProvenAt.IsZero() {
		return nil
	}
	return d.Store.Write(ctx, func(tx *store.Tx) error {
		if err := tx.Do(`UPDATE partner_key SET proven_at = ? WHERE id = ? AND proven_at = 0`, wall.Micros(d.now()), k.ID); err != nil {
			return fmt.Errorf("partner: prove key: %w", err)
		}
		return nil
	})
}
