package cti

import (
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

// Key is a secret shared with a call centre, without the secret.
type Key struct {
	ID        ids.ID
	Centre    ids.ID
	KID       string
	Algorithm string
	CreatedAt time.Time
	RetiredAt time.Time // zero: good

	sealed []byte
}

// maxKeys is how many keys of a call centre are good at a time.
const maxKeys = 2

// NewKey makes a key and returns the line to hand over, only now. Faults: cti.two_keys, .not_found, .invalid.
func (d *Door) NewKey(tx *store.Tx, by auth.Principal, centre ids.ID, algorithm string) (Key, string, error) {
	if !by.Can(RightManage) {
		return Key{}, "", fault.Forbidden
	}
	if _, err := centreByID(tx, centre); err != nil {
		return Key{}, "", err
	}
	if !signature.Known(algorithm) {
		return Key{}, "", ErrForm.WithField("body.algorithm", "请选择签名算法。")
	}
	var good int
	if err := tx.QueryRow(`SELECT COUNT(*) FROM cti_key WHERE centre_id = ? AND retired_at = 0`, centre).Scan(&good); err != nil {
		return Key{}, "", fmt.Errorf("cti: keys: %w", err)
	}
	if good >= maxKeys {
		return Key{}, "", ErrTwoKeys
	}
	made := signature.NewKey(algorithm)
	k := Key{ID: ids.New(), Centre: centre, KID: made.ID, Algorithm: algorithm, CreatedAt: d.now()}
	var err error
	if k.sealed, err = d.keyBox.Seal(made.Secret, []byte(k.KID)); err != nil {
		return Key{}, "", fmt.Errorf("cti: seal key: %w", err)
	}
	err = tx.Do(`INSERT INTO cti_key (`+keyColumns+`) VALUES (?, ?, ?, ?, ?, ?, 0)`, k.ID, k.Centre, k.KID, k.Algorithm, k.sealed, wall.Micros(k.CreatedAt))
	if err != nil {
		return Key{}, "", fmt.Errorf("cti: add key: %w", err)
	}
	return k, made.Line(), d.record(tx, by, EventKeyAdded, CentreEvent{Centre: centre, Key: k.KID, Code: k.Algorithm})
}

// RetireKey ends a key at once.
func (d *Door) RetireKey(tx *store.Tx, by auth.Principal, centre, key ids.ID) error {
	if !by.Can(RightManage) {
		return fault.Forbidden
	}
	k, err := scanKey(tx.QueryRow(`SELECT `+keyColumns+` FROM cti_key WHERE id = ? AND centre_id = ?`, key, centre))
	if errors.Is(err, sql.ErrNoRows) {
		return ErrNotFound
	}
	if err != nil {
		return fmt.Errorf("cti: key: %w", err)
	}
	if !k.RetiredAt.IsZero() {
		return nil
	}
	if err := tx.Do(`UPDATE cti_key SET retired_at = ? WHERE id = ?`, wall.Micros(d.now()), k.ID); err != nil {
		return fmt.Errorf("cti: retire key: %w", err)
	}
	return d.record(tx, by, EventKeyRetired, CentreEvent{Centre: centre, Key: k.KID})
}

const keyColumns = `id, centre_id, kid, algorithm, sealed, created_at, retired_at`

func scanKey(r store.Row) (k Key, err error) {
	var created, retired int64
	err = r.Scan(&k.ID, &k.Centre, &k.KID, &k.Algorithm, &k.sealed, &created, &retired)
	k.CreatedAt, k.RetiredAt = wall.FromMicros(created), wall.FromMicros(retired)
	return k, err
}

// keysOf lists a call centre's keys, newest first.
func keysOf(q store.Queryer, centre ids.ID) ([]Key, error) {
	rows, err := q.Query(`SELECT `+keyColumns+` FROM cti_key WHERE centre_id = ? ORDER BY id DESC`, centre)
	list, err := store.Collect(rows, err, scanKey)
	if err != nil {
		return nil, fmt.Errorf("cti: keys: %w", err)
	}
	return list, nil
}

// keyByKID finds a good key and opens it. The error is ErrSignature.
func (d *Door) keyByKID(q store.Queryer, kid string) (Key, signature.Key, error) {
	if !signature.GoodID(kid) {
		return Key{}, signature.Key{}, ErrSignature
	}
	k, err := scanKey(q.QueryRow(`SELECT `+keyColumns+` FROM cti_key WHERE kid = ? AND retired_at = 0`, kid))
	if errors.Is(err, sql.ErrNoRows) {
		return Key{}, signature.Key{}, ErrSignature
	}
	if err != nil {
		return Key{}, signature.Key{}, fmt.Errorf("cti: key: %w", err)
	}
	secret, err := d.keyBox.Open(k.sealed, []byte(k.KID))
	if err != nil {
		return Key{}, signature.Key{}, fmt.Errorf("cti: the key %s cannot be opened: %w", k.KID, err)
	}
	return k, signature.Key{ID: k.KID, Algorithm: k.Algorithm, Secret: secret}, nil
}
