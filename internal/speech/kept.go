package speech

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// Kept is a voice whose sounds are kept in a folder, so that a text that was said once is there at once.
type Kept struct {
	Voice Voice
	Dir   string // made if need be
	By    string // what the sound depends on besides the text: the server, its model and voice
}

// Say implements Voice.
func (k *Kept) Say(ctx context.Context, text string) ([]int16, error) {
	sum := sha256.Sum256([]byte(k.By + "\x00" + text))
	path := filepath.Join(k.Dir, hex.EncodeToString(sum[:])+".wav")
	if raw, err := os.ReadFile(path); err == nil { //nolint:gosec // our own folder, a name of hexadecimal digits
		if samples, err := readWAV(raw); err == nil {
			return samples, nil
		}
	} else if !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("speech: kept sound: %w", err)
	}
	samples, err := k.Voice.Say(ctx, text)
	if err != nil {
		return nil, err
	}
	if err := k.keep(path, writeWAV(samples)); err != nil {
		return nil, fmt.Errorf("speech: keep sound: %w", err)
	}
	return samples, nil
}

func (k *Kept) keep(path string, raw []byte) error {
	if err := os.MkdirAll(k.Dir, 0o700); err != nil {
		return err
	}
	tmp, err := os.CreateTemp(k.Dir, "new-*")
	if err != nil {
		return err
	}
	_, err = tmp.Write(raw)
	if err = errors.Join(err, tmp.Close()); err == nil {
		err = os.Rename(tmp.Name(), path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(tmp.Name()))
	}
	return nil
}
