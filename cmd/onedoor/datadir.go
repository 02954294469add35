package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"onedoor/internal/platform/config"
	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/seal"
)

// The data directory holds a small file that says what it is, made with the directory and never changed.

var (
	errKeyGone = fault.New(http.StatusInternalServerError, "data.key_missing",
		"数据目录已有数据，但找不到主密钥文件。请把主密钥文件放回原处（或用 crypto.key_file 指明位置）后再启动；不要新建密钥，否则市民身份信息将无法打开。")
	errSuite = fault.New(http.StatusInternalServerError, "data.other_suite", "数据目录使用的密码算法与配置 crypto.suite 不一致，请改回原来的设置。")
)

// marker is the file onedoor.json of a data directory.
type marker struct {
	Format     string    `json:"format"`
	Made       time.Time `json:"made"`
	Suite      string    `json:"suite"`
	Simulation bool      `json:"simulation"` // a demo or a replay: the clock may run fast here
}

const markerFormat = "onedoor-data/1"

// prepareData makes the data directory if it is new, and opens its keys. A directory that was used before must
// still have its key: a new one would make every identity unreadable.
func prepareData(c config.Config, simulation bool) (marker, *seal.Ring, error) {
	if err := os.MkdirAll(c.Data, 0o700); err != nil {
		return marker{}, nil, fmt.Errorf("data directory: %w", err)
	}
	path := filepath.Join(c.Data, "onedoor.json")
	m, err := readMarker(path)
	switch {
	case err == nil:
		if m.Suite != c.Crypto.Suite {
			return m, nil, errSuite.WithMessage("数据目录使用的密码算法是 %s，配置 crypto.suite 是 %s，请改回 %s。", m.Suite, c.Crypto.Suite, m.Suite)
		}
		ring, err := seal.LoadKeyring(c.KeyPath())
		if errors.Is(err, fs.ErrNotExist) {
			return m, nil, errKeyGone.Wrap(err)
		}
		return m, ring, err
	case !errors.Is(err, fs.ErrNotExist):
		return m, nil, err
	}
	ring, err := firstKeyring(c)
	if err != nil {
		return m, nil, err
	}
	if has := ring.Suite().Name(); has != c.Crypto.Suite {
		return m, nil, errSuite.WithMessage("主密钥文件的密码算法是 %s，配置 crypto.suite 是 %s：请换用相应的主密钥文件，或改用 %s。", has, c.Crypto.Suite, has)
	}
	m = marker{Format: markerFormat, Made: time.Now().UTC().Truncate(time.Second), Suite: c.Crypto.Suite, Simulation: simulation}
	return m, ring, writeMarker(path, m)
}

// firstKeyring takes the keyring that the operator has put in place, or makes one.
func firstKeyring(c config.Config) (*seal.Ring, error) {
	if err := os.MkdirAll(filepath.Dir(c.KeyPath()), 0o700); err != nil {
		return nil, fmt.Errorf("key directory: %w", err)
	}
	ring, err := seal.CreateKeyring(c.KeyPath(), c.Crypto.Suite, time.Now())
	if errors.Is(err, fs.ErrExist) {
		return seal.LoadKeyring(c.KeyPath())
	}
	return ring, err
}

func readMarker(path string) (marker, error) {
	var m marker
	text, err := os.ReadFile(path) //nolint:gosec // in the operator's own data directory
	if err != nil {
		return m, fmt.Errorf("data directory: %w", err)
	}
	if err := json.Unmarshal(text, &m); err != nil || m.Format != markerFormat {
		return m, fmt.Errorf("data directory: %s is not a marker of this program: %w", path, err)
	}
	return m, nil
}

func writeMarker(path string, m marker) error {
	text, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return fmt.Errorf("data directory: %w", err)
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600) //nolint:gosec // see above
	if err != nil {
		return fmt.Errorf("data directory: %w", err)
	}
	_, err = f.Write(append(text, '\n'))
	return errors.Join(err, f.Sync(), f.Close())
}
