package record

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"onedoor/internal/platform/seal"
)

// TestWrite: a recording that was made elsewhere is read as an own one, whatever its length, and never overwritten.
func TestWrite(t *testing.T) {
	keys := ring(t, seal.SuiteNames()[0])
	for _, n := range []int{0, 2, 3, chunkBytes - 2, chunkBytes, chunkBytes + 2, 3*chunkBytes + 7} {
		path := filepath.Join(t.TempDir(), "call.odr")
		sound := bytes.Repeat([]byte{0x55, 0x2a, 0xd5}, n)[:n]
		if err := Write(path, keys, 7, sound); err != nil {
			t.Fatal(err)
		}
		raw, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		got, whole, err := read(t, raw, keys, 7)
		if err != nil || !whole || !bytes.Equal(got, sound[:n/2*2]) {
			t.Errorf("%d bytes: %d, whole %v, %v", n, len(got), whole, err)
		}
		if err := Write(path, keys, 7, sound); !errors.Is(err, fs.ErrExist) {
			t.Errorf("again: %v", err)
		}
		if list, err := os.ReadDir(filepath.Dir(path)); err != nil || len(list) != 1 {
			t.Errorf("%v are left, %v", list, err)
		}
	}
}
