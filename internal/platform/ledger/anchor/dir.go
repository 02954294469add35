package anchor

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"onedoor/internal/platform/seal"
)

const (
	keyFile  = "anchor.pub"
	tempPart = ".part-"
	tempKeep = time.Hour // a part older than that was left by a crash
)

var fileName = regexp.MustCompile(`^([0-9]{8,18})\.anchor$`)

func nameOf(number int64) string { return fmt.Sprintf("%08d.anchor", number) }

// CheckDir returns ErrInside when dir is the data directory or lies in it, links followed.
func CheckDir(dir, data string) error {
	d, err := resolved(dir)
	if err != nil {
		return ErrDir.Wrap(err)
	}
	base, err := resolved(data)
	if err != nil {
		return ErrDir.Wrap(err)
	}
	rel, err := filepath.Rel(base, d)
	if err == nil && rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator)) {
		return ErrInside
	}
	return nil
}

// resolved is the absolute path with the links of what can be reached of it followed. What cannot be reached cannot be
// written either, which Run tells.
func resolved(path string) (string, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return "", err
	}
	rest := ""
	for {
		real, err := filepath.EvalSymlinks(path)
		if err == nil {
			return filepath.Join(real, rest), nil
		}
		if path == filepath.Dir(path) {
			return "", err
		}
		rest = filepath.Join(filepath.Base(path), rest)
		path = filepath.Dir(path)
	}
}

// numbers lists the anchors that have a file, by number. A directory that does not exist has none.
func numbers(dir string) ([]int64, error) {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR) {
		return nil, nil
	}
	if err != nil {
		return nil, ErrDir.Wrap(err)
	}
	var list []int64
	for _, e := range entries {
		m := fileName.FindStringSubmatch(e.Name())
		if m == nil {
			continue
		}
		if n, err := strconv.ParseInt(m[1], 10, 64); err == nil && n > 0 && nameOf(n) == e.Name() {
			list = append(list, n)
		}
	}
	slices.Sort(list)
	return list, nil
}

// Bare tells whether a directory holds no anchors at all, as after a restore.
func Bare(dir string) bool {
	list, err := numbers(dir)
	return err != nil || len(list) == 0
}

// open reads the anchor of a number.
func open(dir string, number int64) (file, error) {
	in, err := os.Open(filepath.Join(dir, nameOf(number)))
	if err != nil {
		return file{}, err
	}
	defer func() { _ = in.Close() }() // only read
	f, err := read(in)
	if err == nil && f.Number != number {
		err = fmt.Errorf("it is number %d under the name of number %d: %w", f.Number, number, errDamaged)
	}
	return f, err
}

// prepare makes the directory, clears what a crash has left, and keeps the public key there.
func prepare(dir string, key seal.PublicKey, now time.Time) error {
	if err := os.MkdirAll(dir, 0o755); err != nil { //nolint:gosec // others read the anchors; they hold no secret
		return ErrDir.WithMessage("存证目录 %s 无法建立。请建立该目录并授予本程序写权限，或用 anchor.dir 另指一处。", dir).Wrap(err)
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return ErrDir.Wrap(err)
	}
	for _, e := range entries {
		if !strings.Contains(e.Name(), tempPart) {
			continue
		}
		if info, err := e.Info(); err == nil && now.Sub(info.ModTime()) > tempKeep {
			_ = os.Remove(filepath.Join(dir, e.Name()))
		}
	}
	known, err := readKey(filepath.Join(dir, keyFile))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return putFile(dir, keyFile, func(f *os.File) error {
			_, err := fmt.Fprintf(f, "%s\n", key)
			return err
		})
	case err != nil:
		return ErrDir.Wrap(err)
	case known != key:
		return ErrOtherKey
	}
	return nil
}

func readKey(path string) (seal.PublicKey, error) {
	text, err := os.ReadFile(path) //nolint:gosec // the operator's choice
	if err != nil {
		return "", err
	}
	key := seal.PublicKey(strings.TrimSpace(string(text[:min(len(text), 1<<10)])))
	return key, key.Check()
}

// ReadKey reads a public key: the text itself, or the file that holds it. It returns anchor.key.
func ReadKey(textOrPath string) (seal.PublicKey, error) {
	if key := seal.PublicKey(textOrPath); key.Check() == nil {
		return key, nil
	}
	key, err := readKey(textOrPath)
	if err != nil {
		return "", ErrKeyText.Wrap(err)
	}
	return key, nil
}

// DirKey is the public key that lies with the anchors; empty when there is none.
func DirKey(dir string) seal.PublicKey {
	key, err := readKey(filepath.Join(dir, keyFile))
	if err != nil {
		return ""
	}
	return key
}

// place writes a file whole and synced before it appears under its name. What is there under that name stays.
func putFile(dir, name string, fill func(*os.File) error) error {
	f, err := os.CreateTemp(dir, "."+name+tempPart+"*")
	if err != nil {
		return ErrDir.Wrap(err)
	}
	defer func() { _ = os.Remove(f.Name()) }() // gone already when it was renamed
	err = fill(f)
	if err = errors.Join(err, f.Chmod(0o644), f.Sync(), f.Close()); err != nil { //nolint:gosec // see prepare
		return ErrDir.Wrap(err)
	}
	target := filepath.Join(dir, name)
	if _, err := os.Lstat(target); err == nil {
		return nil // another process was first; a name stands for one content only
	}
	if err := os.Rename(f.Name(), target); err != nil {
		return ErrDir.Wrap(err)
	}
	d, err := os.Open(dir) //nolint:gosec // the operator's choice
	if err != nil {
		return ErrDir.Wrap(err)
	}
	if err := errors.Join(d.Sync(), d.Close()); err != nil {
		return ErrDir.Wrap(err)
	}
	return nil
}

// Remove deletes the anchors of a directory, and nothing else in it: for a demo that starts over.
func Remove(dir string) error {
	list, err := numbers(dir)
	if err != nil {
		return err
	}
	for _, n := range list {
		if err := os.Remove(filepath.Join(dir, nameOf(n))); err != nil {
			return ErrDir.Wrap(err)
		}
	}
	if err := os.Remove(filepath.Join(dir, keyFile)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return ErrDir.Wrap(err)
	}
	_ = os.Remove(dir) // stays when something else is in it
	return nil
}
