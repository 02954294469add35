package seal

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"
)

// The keyring file is JSON so that an operator can see which keys there are
// and when they were made. It is written whole, synced, then moved in place.
const (
	keyringFormat = "onedoor-keyring/1"
	keyringMax    = 1 << 20 // bytes; a real one has a few hundred
)

type keyringFile struct {
	Format string       `json:"format"`
	Note   string       `json:"note"`
	Active string       `json:"active"`
	Keys   []keyringKey `json:"keys"`
	Index  keyringKey   `json:"index"`
}

type keyringKey struct {
	ID    string    `json:"id"`
	Suite string    `json:"suite"`
	Made  time.Time `json:"made"`
	Key   string    `json:"key"` // base64
}

const keyringNote = "密钥文件：请离线另存一份，切勿随备份存放；丢失后市民身份信息将永远无法打开。"

// CreateKeyring makes a ring with one key of that suite and writes it to a new
// file at path, readable by its owner only. It refuses to replace a file
// (errors.Is fs.ErrExist).
func CreateKeyring(path, suiteName string, now time.Time) (*Ring, error) {
	r, err := NewRing(suiteName, now)
	if err != nil {
		return nil, err
	}
	fresh, err := writeBeside(path, r)
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.Remove(fresh) }() // the link keeps the file
	// A link fails if the name is taken, which a rename does not.
	if err := os.Link(fresh, path); err != nil {
		return nil, fmt.Errorf("seal: create keyring: %w", err)
	}
	return r, syncDir(path)
}

// LoadKeyring reads the keyring file. It refuses a file that others than its
// owner may read or write, and one whose keys do not match their ids.
func LoadKeyring(path string) (*Ring, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("seal: open keyring: %w", err)
	}
	defer func() { _ = f.Close() }() // only read
	info, err := f.Stat()
	if err != nil {
		return nil, fmt.Errorf("seal: open keyring: %w", err)
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("seal: %s is not a regular file", path)
	}
	if loose := info.Mode().Perm() & 0o077; loose != 0 {
		return nil, fmt.Errorf("seal: %s may be read by others (mode %04o): run chmod 600 on it", path, info.Mode().Perm())
	}
	raw, err := io.ReadAll(io.LimitReader(f, keyringMax+1))
	if err != nil {
		return nil, fmt.Errorf("seal: read keyring: %w", err)
	}
	if len(raw) > keyringMax {
		return nil, fmt.Errorf("seal: %s is too large for a keyring", path)
	}
	r, err := parseKeyring(raw)
	if err != nil {
		return nil, fmt.Errorf("seal: keyring %s: %w", path, err)
	}
	return r, nil
}

// RotateKeyring adds a new active key to the file at path and returns the new
// ring. A running server goes on with the ring it loaded until it loads again.
func RotateKeyring(path, suiteName string, now time.Time) (*Ring, error) {
	old, err := LoadKeyring(path)
	if err != nil {
		return nil, err
	}
	r, err := old.Rotated(suiteName, now)
	if err != nil {
		return nil, err
	}
	fresh, err := writeBeside(path, r)
	if err != nil {
		return nil, err
	}
	if err := os.Rename(fresh, path); err != nil {
		_ = os.Remove(fresh)
		return nil, fmt.Errorf("seal: replace keyring: %w", err)
	}
	return r, syncDir(path)
}

// writeBeside writes the ring to path+".new", synced. That name also keeps two
// rotations from running at once.
func writeBeside(path string, r *Ring) (string, error) {
	fresh := path + ".new"
	f, err := os.OpenFile(fresh, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, os.ErrExist) {
		return "", fmt.Errorf("seal: %s exists: another rotation is at work, or one was interrupted; "+
			"if none is running, remove that file and try again", fresh)
	}
	if err != nil {
		return "", fmt.Errorf("seal: write keyring: %w", err)
	}
	_, err = f.Write(r.encode())
	err = errors.Join(err, f.Chmod(0o600), f.Sync(), f.Close())
	if err != nil {
		_ = os.Remove(fresh)
		return "", fmt.Errorf("seal: write keyring: %w", err)
	}
	return fresh, nil
}

func syncDir(path string) error {
	d, err := os.Open(filepath.Dir(path))
	if err != nil {
		return fmt.Errorf("seal: sync keyring: %w", err)
	}
	if err := errors.Join(d.Sync(), d.Close()); err != nil {
		return fmt.Errorf("seal: sync keyring: %w", err)
	}
	return nil
}

func (r *Ring) encode() []byte {
	file := keyringFile{Format: keyringFormat, Note: keyringNote, Active: hex.EncodeToString(r.active.id[:]), Index: r.index.encode()}
	for _, k := range r.order {
		file.Keys = append(file.Keys, k.encode())
	}
	raw, err := json.MarshalIndent(file, "", "  ")
	if err != nil {
		panic("seal: encode keyring: " + err.Error()) // strings and times always encode
	}
	return append(raw, '\n')
}

func (k *key) encode() keyringKey {
	return keyringKey{ID: hex.EncodeToString(k.id[:]), Suite: k.suite.name, Made: k.made, Key: base64.StdEncoding.EncodeToString(k.material)}
}

// parseKeyring builds the ring. Its errors name keys by id, never their bytes.
func parseKeyring(raw []byte) (*Ring, error) {
	var file keyringFile
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	if err := d.Decode(&file); err != nil {
		return nil, errors.New("not a readable keyring file")
	}
	if _, err := d.Token(); err != io.EOF {
		return nil, errors.New("there is more in the file after the keyring")
	}
	if file.Format != keyringFormat {
		return nil, fmt.Errorf("format %q is not %q", file.Format, keyringFormat)
	}
	index, err := file.Index.decode()
	if err != nil {
		return nil, fmt.Errorf("index key: %w", err)
	}
	keys := make([]*key, 0, len(file.Keys))
	var active [idSize]byte
	for _, entry := range file.Keys {
		k, err := entry.decode()
		if err != nil {
			return nil, err
		}
		if entry.ID == file.Active {
			active = k.id
		}
		keys = append(keys, k)
	}
	return assemble(keys, active, index)
}

func (e keyringKey) decode() (*key, error) {
	s, err := suiteByName(e.Suite)
	if err != nil {
		return nil, err
	}
	material, err := base64.StdEncoding.DecodeString(e.Key)
	if err != nil {
		return nil, fmt.Errorf("key %.16q is not base64", e.ID)
	}
	k, err := makeKey(s, material, e.Made)
	if err != nil {
		return nil, err
	}
	if hex.EncodeToString(k.id[:]) != e.ID {
		return nil, fmt.Errorf("key %.16q does not match its id: the file is damaged", e.ID)
	}
	return k, nil
}
