package replay

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"sync"
	"time"
)

// entry is one line of the journal.
type entry struct {
	Run  string    `json:"run,omitempty"` // the first line: what the journal belongs to
	Row  int       `json:"row,omitempty"`
	What string    `json:"what,omitempty"`
	At   time.Time `json:"at,omitzero"`

	Token       string `json:"token,omitempty"` // of the citizen's form, before it is sent
	Number      string `json:"number,omitempty"`
	Code        string `json:"code,omitempty"`
	Order       string `json:"order,omitempty"`
	OrderNumber string `json:"order_number,omitempty"`
	Verb        string `json:"verb,omitempty"`
	State       string `json:"state,omitempty"`
	Version     int64  `json:"version,omitempty"`
	Problem     string `json:"problem,omitempty"`
}

// What an entry tells.
const (
	whatForm    = "form"    // a form with this token is about to be sent
	whatReceipt = "receipt" // acknowledged: receipt number and query code
	whatOrder   = "order"   // the order behind the receipt
	whatVerb    = "verb"    // acknowledged: a verb
	whatEnd     = "end"     // nothing more to do for this row
	whatRefused = "refused" // the row's request was refused for what stands in it
)

// past is what a journal tells of a row.
type past struct {
	Token                            string
	Number, Code, Order, OrderNumber string
	Verbs                            map[string]int
	Ended                            bool
	Refused                          string // never acknowledged: what the server had against it
	Left                             string // acknowledged, but its people gave up over this
}

func (p past) acknowledged() bool { return p.Number != "" }

func (p *past) take(e entry) {
	switch e.What {
	case whatForm:
		p.Token = e.Token
	case whatReceipt:
		p.Number, p.Code = e.Number, e.Code
		if e.Order != "" {
			p.Order, p.OrderNumber = e.Order, e.OrderNumber
		}
	case whatOrder:
		p.Order, p.OrderNumber = e.Order, e.OrderNumber
	case whatVerb:
		if p.Verbs == nil {
			p.Verbs = map[string]int{}
		}
		p.Verbs[e.Verb]++
	case whatEnd:
		p.Ended, p.Left = true, e.Problem
	case whatRefused:
		p.Refused, p.Ended = e.Problem, true
	}
}

// journal is what was acknowledged, on disk before the next request. Several rows share one sync.
type journal struct {
	file *os.File
	rows map[int]past // of earlier runs and this one

	mu      sync.Mutex
	waiting *group
	busy    bool
	err     error // once a write failed nothing more may be acknowledged
}

// group are lines that are written and synced together.
type group struct {
	text  bytes.Buffer
	ready chan struct{}
	err   error
}

// openJournal opens or makes a journal and reads what stands in it. A last line that was torn by a crash is cut off:
// its request was not followed by another. It returns replay.journal for a journal of another file, seed, or kind.
func openJournal(path, run string) (*journal, error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600) //nolint:gosec // the operator's choice
	if err != nil {
		return nil, ErrJournal.WithMessage("无法打开日志文件 %s。", path).Wrap(err)
	}
	j := &journal{file: f, rows: map[int]past{}}
	if err := j.read(path, run); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return j, nil
}

func (j *journal) read(path, run string) error {
	in := bufio.NewReader(j.file)
	var whole int64
	for n := 1; ; n++ {
		line, err := in.ReadBytes('\n')
		if errors.Is(err, io.EOF) {
			break // nothing, or a torn line
		}
		if err != nil {
			return ErrJournal.Wrap(err)
		}
		var e entry
		if err := json.Unmarshal(line, &e); err != nil {
			return ErrJournal.WithMessage("日志文件 %s 第 %d 行不是回放日志。", path, n).Wrap(err)
		}
		if n == 1 && e.Run != run {
			return ErrJournal.WithMessage("日志文件 %s 属于另一份文件或另一个 --seed（%q，不是 %q），请另选一个日志文件。", path, e.Run, run)
		}
		if e.Row > 0 {
			p := j.rows[e.Row]
			p.take(e)
			j.rows[e.Row] = p
		}
		whole += int64(len(line))
	}
	if err := j.file.Truncate(whole); err != nil {
		return ErrJournal.Wrap(err)
	}
	if _, err := j.file.Seek(whole, io.SeekStart); err != nil {
		return ErrJournal.Wrap(err)
	}
	if whole == 0 {
		return j.put(entry{Run: run, At: time.Now().UTC()})
	}
	return nil
}

// put writes an entry down; when it returns nil the entry is on disk.
func (j *journal) put(e entry) error {
	if e.At.IsZero() {
		e.At = time.Now().UTC().Truncate(time.Millisecond)
	}
	line, err := json.Marshal(e)
	if err != nil {
		return fmt.Errorf("replay: journal: %w", err)
	}
	j.mu.Lock()
	if e.Row > 0 {
		p := j.rows[e.Row]
		p.take(e)
		j.rows[e.Row] = p
	}
	if j.waiting == nil {
		j.waiting = &group{ready: make(chan struct{})}
	}
	g := j.waiting
	_, _ = g.text.Write(append(line, '\n')) // a buffer takes everything
	if !j.busy {
		j.busy = true
		go j.write()
	}
	j.mu.Unlock()
	<-g.ready
	return g.err
}

// write writes groups until none waits.
func (j *journal) write() {
	for {
		j.mu.Lock()
		g := j.waiting
		if j.waiting = nil; g == nil {
			j.busy = false
			j.mu.Unlock()
			return
		}
		err := j.err
		j.mu.Unlock()
		if err == nil {
			_, err = j.file.Write(g.text.Bytes())
			err = errors.Join(err, j.file.Sync())
		}
		if err != nil {
			g.err = ErrJournal.WithMessage("无法写入日志文件，回放停止。").Wrap(err)
			j.mu.Lock()
			j.err = err
			j.mu.Unlock()
		}
		close(g.ready)
	}
}

// of is what the journal tells of a row.
func (j *journal) of(row int) past {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.rows[row]
}

// all returns what is known of every row.
func (j *journal) all() map[int]past {
	j.mu.Lock()
	defer j.mu.Unlock()
	out := make(map[int]past, len(j.rows))
	for row, p := range j.rows {
		out[row] = p
	}
	return out
}

// close waits for what is being written.
func (j *journal) close() error { return j.file.Close() }
