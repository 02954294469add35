package main

import (
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"syscall"

	"onedoor/internal/platform/config"
	"onedoor/internal/platform/fault"
)

var errInUse = fault.New(http.StatusConflict, "data.in_use", "这个数据目录正被另一个 onedoor 服务使用，请先停止它，或用 --data 另选一个目录。")

// lockFile is held by the server of a data directory. Commands that work beside a server do not take it.
const lockFile = "onedoor.lock"

// lockData takes the data directory for one server, until release or the end of the process. It fails with data.in_use.
func lockData(c config.Config) (release func() error, err error) {
	if err := os.MkdirAll(c.Data, 0o700); err != nil {
		return nil, fmt.Errorf("data directory: %w", err)
	}
	f, err := os.OpenFile(filepath.Join(c.Data, lockFile), os.O_RDWR|os.O_CREATE, 0o600) //nolint:gosec // in the operator's own data directory
	if err != nil {
		return nil, fmt.Errorf("data directory: %w", err)
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		return nil, errors.Join(errInUse.WithMessage("数据目录 %s 正被另一个 onedoor 服务使用，请先停止它，或用 --data 另选一个目录。", c.Data).Wrap(err), f.Close())
	}
	return f.Close, nil
}
