package record

import (
	"encoding/binary"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"onedoor/internal/platform/seal"
)

// Write seals a whole recording that was made elsewhere: A-law, one byte left and one right, 8000 times a second. Under
// the file's name there is nothing or all of it. The error wraps fs.ErrExist if the call has a file already.
func Write(path string, ring *seal.Ring, id int64, sound []byte) (err error) {
	if _, err := os.Lstat(path); err == nil {
		return fmt.Errorf("record: %s: %w", filepath.Base(path), fs.ErrExist)
	}
	head, sealer, err := newKey(ring, id)
	if err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".odr-*")
	if err != nil {
		return fmt.Errorf("record: %w", err)
	}
	defer func() { _ = os.Remove(f.Name()) }() // where it was not renamed
	sound = sound[:len(sound)/2*2]
	_, err = f.Write(head)
	for number := uint32(0); err == nil; number++ {
		chunk := sound[:min(len(sound), chunkBytes)]
		sound = sound[len(chunk):]
		sealed := sealer(number, len(sound) == 0, chunk)
		length := uint32(len(sealed))
		if len(sound) == 0 {
			length |= lastChunk
		}
		_, err = f.Write(append(binary.BigEndian.AppendUint32(make([]byte, 0, 4+len(sealed)), length), sealed...))
		if len(sound) == 0 {
			break
		}
	}
	if err == nil {
		err = f.Sync()
	}
	if end := f.Close(); err == nil {
		err = end
	}
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		return fmt.Errorf("record: %w", err)
	}
	return nil
}
