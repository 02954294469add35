package backup

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
)

// undo takes back what a restore has put in place, in case it fails later.
type undo []func()

func (u *undo) add(fn func()) { *u = append(*u, fn) }

// run takes everything back, the last first. What cannot be taken back stays, and makes the next restore refuse.
func (u *undo) run() {
	for _, fn := range slices.Backward(*u) {
		fn()
	}
}

// mkdir makes a directory if it is not there.
func (u *undo) mkdir(dir string) error {
	_, err := os.Stat(dir)
	if errors.Is(err, fs.ErrNotExist) {
		u.add(func() { _ = os.Remove(dir) }) // stays if something else has come to lie in it
		err = os.MkdirAll(dir, 0o700)
	}
	if err != nil {
		return fmt.Errorf("backup: %w", err)
	}
	return nil
}

// move renames a file of the restore to its place.
func (u *undo) move(from, to string) error {
	if err := os.Rename(from, to); err != nil {
		return fmt.Errorf("backup: %w", err)
	}
	u.add(func() { _ = os.Remove(to) })
	return nil
}
