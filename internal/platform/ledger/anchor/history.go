package anchor

import (
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"strconv"
	"time"

	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/ledger"
	"onedoor/internal/platform/seal"
	"onedoor/internal/platform/store"
)

// History is one chain in a file that can be checked without the database.
type History struct {
	Format string    `json:"format"`
	Suite  string    `json:"suite"`            // intl: SHA-256; gm: SM3
	Number string    `json:"number,omitempty"` // of the order or the receipt, as its reader knows it
	Made   time.Time `json:"made"`
	Whose  string    `json:"whose,omitempty"` // whose copy it is, where staff took it along: name, sign-in name, time
	Events []Entry   `json:"events"`          // all of the chain, oldest first
	Proof  *Proof    `json:"proof,omitempty"`
}

// Entry is one event of a History. Its hash always stands; how much else is the reader's right.
type Entry struct {
	Pos  int64  `json:"pos"`
	Prev string `json:"prev"`
	Hash string `json:"hash"`
	*Told
	*Whole
}

// Told is what happened and when, with the digest of the rest. Events of the older form have no Inner: their words
// stand here unchecked.
type Told struct {
	Kind  string    `json:"kind"`
	At    time.Time `json:"at"`
	Inner string    `json:"inner,omitempty"`
}

// Whole is the rest.
type Whole struct {
	ID      string `json:"id"`
	Subject string `json:"subject"`
	Actor   string `json:"actor"`
	Units   string `json:"units"`
	Payload string `json:"payload"` // the JSON as it was hashed
	Salt    string `json:"salt"`
}

// Show says how much of an event the reader may see.
type Show int

// From the least to all.
const (
	ShowHash Show = iota
	ShowTold
	ShowWhole
)

const historyFormat = "onedoor-history/1"

// History writes the chain of a subject down, each event as far as show lets the reader see. A chain that no anchor
// speaks for yet has no proof. Who may have it is for the caller to say.
func (k *Keeper) History(q store.Queryer, subject ids.ID, number string, show func(ledger.Record) Show) (History, error) {
	h := History{Format: historyFormat, Suite: k.suite, Number: number, Made: k.Clock.Now().UTC().Truncate(time.Second), Events: []Entry{}}
	rows, err := k.Ledger.Rows(q, subject)
	if err != nil {
		return h, err
	}
	hashes := map[int64][]byte{}
	for _, r := range rows {
		hashes[r.Pos] = r.Hash
		h.Events = append(h.Events, k.entry(r, show(r.Record())))
	}
	h.Proof, err = k.proof(q, subject, hashes)
	return h, err
}

func (k *Keeper) entry(r ledger.Raw, show Show) Entry {
	e := Entry{Pos: r.Pos, Prev: hex.EncodeToString(r.Prev), Hash: hex.EncodeToString(r.Hash)}
	if show >= ShowTold {
		e.Told = &Told{Kind: r.Kind, At: time.UnixMicro(r.At).UTC(), Inner: hex.EncodeToString(r.Inner(k.newHash))}
	}
	if show >= ShowWhole {
		number := func(n int64) string { return strconv.FormatInt(n, 10) }
		e.Whole = &Whole{ID: number(int64(r.ID)), Subject: number(int64(r.Subject)), Actor: number(int64(r.Actor)),
			Units: r.Units, Payload: r.Payload, Salt: number(r.Salt)}
	}
	return e
}

// Write writes the file.
func (h History) Write(w io.Writer) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", " ")
	if err := e.Encode(h); err != nil {
		return fmt.Errorf("anchor: write history: %w", err)
	}
	return nil
}

const historyMax = 64 << 20 // bytes; a chain of a hundred events has 60 KB

// ReadHistory reads a file. It returns anchor.file for anything that is not one; whether it is true, Check tells.
func ReadHistory(r io.Reader) (History, error) {
	var h History
	in := &io.LimitedReader{R: r, N: historyMax}
	d := json.NewDecoder(in)
	d.DisallowUnknownFields()
	if err := d.Decode(&h); err != nil {
		return h, ErrFile.Wrap(err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) || in.N == 0 {
		return h, ErrFile.WithMessage("文件在记录之后还有别的内容，或过大。请使用原样下载的文件。")
	}
	if _, err := seal.ByName(h.Suite); err != nil || h.Format != historyFormat {
		return h, ErrFile.WithMessage("文件不是 %s 格式的办理记录。", historyFormat)
	}
	if len(h.Events) == 0 {
		return h, ErrFile.WithMessage("文件里没有任何记录。")
	}
	return h, nil
}

// sum recomputes an event's hash from what is told of it; nil when too little is, an error when it makes no sense.
func (e Entry) sum(newHash func() hash.Hash) ([]byte, error) {
	if e.Told == nil {
		if e.Whole != nil {
			return nil, errDamaged
		}
		return nil, nil
	}
	prev, err := hex.DecodeString(e.Prev)
	if err != nil {
		return nil, errDamaged
	}
	if e.Whole != nil {
		r := ledger.Raw{Pos: e.Pos, Kind: e.Kind, At: e.At.UnixMicro(), Units: e.Units, Payload: e.Payload, Prev: prev}
		for _, n := range []struct {
			text string
			to   *int64
		}{{e.ID, (*int64)(&r.ID)}, {e.Subject, (*int64)(&r.Subject)}, {e.Actor, (*int64)(&r.Actor)}, {e.Salt, &r.Salt}} {
			if *n.to, err = strconv.ParseInt(n.text, 10, 64); err != nil {
				return nil, errDamaged
			}
		}
		if hex.EncodeToString(r.Inner(newHash)) != e.Inner {
			return nil, errDamaged
		}
		return r.Sum(newHash), nil
	}
	if e.Inner == "" {
		return nil, nil // of the older form
	}
	inner, err := hex.DecodeString(e.Inner)
	if err != nil {
		return nil, errDamaged
	}
	return ledger.SumOf(newHash, prev, e.Pos, e.Kind, e.At.UnixMicro(), inner), nil
}
