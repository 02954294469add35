package speech

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/url"
	"sync"
	"time"

	"github.com/gobwas/ws"
	"github.com/gobwas/ws/wsutil"
)

// FunASR recognizes by a FunASR server: partial results as they come, each sentence corrected when it ends.
type FunASR struct {
	URL string // ws:// or wss://
	// The limits for the last results and for a write; 0 means what is usual.
	Finish, Write time.Duration
}

const (
	funasrChunk = Rate * 60 / 1000 // samples of a message: 60 ms
	funasrQueue = 100              // messages that wait to be sent, 6 s, before the server counts as too slow
	funasrGrace = 2 * time.Second  // after something final, for a correction of it
	writeLimit  = 5 * time.Second
)

// Listen implements Recognizer.
func (f *FunASR) Listen(ctx context.Context, o Options) (Ear, error) {
	u, err := url.Parse(f.URL)
	if err != nil || u.Scheme != "ws" && u.Scheme != "wss" {
		return nil, ErrUnreachable.Wrap(errors.New("speech: the address is no ws:// or wss://"))
	}
	dial, cancel := context.WithTimeout(ctx, dialLimit)
	defer cancel()
	conn, early, _, err := ws.Dialer{Protocols: []string{"binary"}}.Dial(dial, f.URL)
	if err != nil {
		return nil, ofDial(err)
	}
	first, err := json.Marshal(funasrHello(o))
	if err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	e := &funasrEar{conn: conn, from: conn, out: make(chan funasrOut, funasrQueue), results: make(chan Result, 16), over: make(chan struct{}),
		finish: or(f.Finish, finishLimit), write: or(f.Write, writeLimit)}
	if early != nil { // what came with the handshake
		e.from = early
	}
	e.out <- funasrOut{op: ws.OpText, body: first}
	unhook := context.AfterFunc(ctx, func() { e.fail(ErrTimeout.Wrap(context.Cause(ctx))) })
	go e.send()
	go func() {
		e.read()
		unhook()
	}()
	return e, nil
}

func or(d, usual time.Duration) time.Duration {
	if d == 0 {
		return usual
	}
	return d
}

func ofDial(err error) error {
	var status ws.StatusError
	var timeout net.Error
	switch {
	case errors.As(err, &status):
		return ErrRefused.Wrap(err)
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &timeout) && timeout.Timeout():
		return ErrTimeout.Wrap(err)
	}
	return ErrUnreachable.Wrap(err)
}

// funasrHello is the first message, which says what follows.
func funasrHello(o Options) map[string]any {
	m := map[string]any{"mode": "2pass", "wav_name": "call", "wav_format": "pcm", "audio_fs": Rate, "chunk_size": []int{5, 10, 5}, "is_speaking": true, "itn": true}
	if len(o.Hotwords) > 0 {
		if words, err := json.Marshal(o.Hotwords); err == nil {
			m["hotwords"] = string(words)
		}
	}
	return m
}

type funasrOut struct {
	op   ws.OpCode
	body []byte
}

type funasrEar struct {
	conn    net.Conn
	from    io.Reader // the connection, as it is read
	out     chan funasrOut
	results chan Result
	over    chan struct{} // nothing more is sent
	finish  time.Duration
	write   time.Duration

	rest     []int16 // less than a message
	finished bool

	mu      sync.Mutex
	err     error
	ended   bool
	pending bool // the last results are waited for
	writing sync.Mutex
}

// Hear implements Ear.
func (e *funasrEar) Hear(samples []int16) {
	if e.finished {
		return
	}
	e.rest = append(e.rest, samples...)
	for len(e.rest) >= funasrChunk {
		e.put(e.rest[:funasrChunk])
		e.rest = e.rest[funasrChunk:]
	}
}

func (e *funasrEar) put(samples []int16) {
	body := make([]byte, 0, 2*len(samples))
	for _, s := range samples {
		body = binary.LittleEndian.AppendUint16(body, uint16(s))
	}
	e.post(funasrOut{ws.OpBinary, body})
}

func (e *funasrEar) post(m funasrOut) {
	select {
	case <-e.over:
	case e.out <- m:
	default:
		e.fail(ErrSlow)
	}
}

// Finish implements Ear.
func (e *funasrEar) Finish() {
	if e.finished {
		return
	}
	e.finished = true
	if len(e.rest) > 0 {
		e.put(e.rest)
	}
	e.mu.Lock()
	e.pending = true // before the server is told: its last word may come at once
	e.mu.Unlock()
	e.post(funasrOut{ws.OpText, []byte(`{"is_speaking": false}`)})
	_ = e.conn.SetReadDeadline(time.Now().Add(e.finish)) // a connection that is closed ends the reader anyway
}

// Results implements Ear.
func (e *funasrEar) Results() <-chan Result { return e.results }

// Err implements Ear.
func (e *funasrEar) Err() error {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.err
}

// fail ends it, with an error or without; only the first counts.
func (e *funasrEar) fail(err error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.ended {
		return
	}
	e.ended, e.err = true, err
	close(e.over)
	_ = e.conn.Close() // the reader ends by it
}

func (e *funasrEar) send() {
	for {
		select {
		case <-e.over:
			return
		case m := <-e.out:
			if err := e.say(m.op, m.body); err != nil {
				if err = ofWire(err); errors.Is(err, ErrTimeout) {
					e.fail(err)
				} // else the server has hung up: what it said before is still read
				return
			}
		}
	}
}

func (e *funasrEar) say(op ws.OpCode, body []byte) error {
	e.writing.Lock()
	defer e.writing.Unlock()
	_ = e.conn.SetWriteDeadline(time.Now().Add(e.write))
	return wsutil.WriteClientMessage(e.conn, op, body)
}

func ofWire(err error) error {
	var timeout net.Error
	if errors.As(err, &timeout) && timeout.Timeout() {
		return ErrTimeout.Wrap(err)
	}
	return ErrCut.Wrap(err)
}

// read takes what the server says until it has said all.
func (e *funasrEar) read() {
	defer close(e.results)
	in := &wsutil.Reader{Source: e.from, State: ws.StateClientSide, CheckUTF8: true, MaxFrameSize: maxMessage, OnIntermediate: e.control}
	var said funasrWords
	settled := false // something final came after the end of the sound
	for {
		h, err := in.NextFrame()
		if err == nil && h.OpCode.IsControl() {
			if err = e.control(h, in); err == nil {
				continue
			}
		}
		var body []byte
		if err == nil {
			body, err = io.ReadAll(io.LimitReader(in, maxMessage+1))
		}
		switch {
		case err != nil && settled:
			e.fail(nil)
			return
		case err != nil:
			e.fail(e.ofRead(err))
			return
		case len(body) > maxMessage:
			e.fail(ErrNonsense)
			return
		}
		result, final, err := said.take(body)
		if err != nil {
			e.fail(ErrNonsense.Wrap(err))
			return
		}
		if result.Text != "" {
			select {
			case e.results <- result:
			case <-e.over:
				return
			}
		}
		e.mu.Lock()
		pending := e.pending
		e.mu.Unlock()
		if !pending || !final {
			continue
		}
		if said.corrected {
			e.fail(nil)
			return
		}
		settled = true
		_ = e.conn.SetReadDeadline(time.Now().Add(min(funasrGrace, e.finish)))
	}
}

func (e *funasrEar) ofRead(err error) error {
	var bad ws.ProtocolError
	if errors.As(err, &bad) || errors.Is(err, wsutil.ErrInvalidUTF8) || errors.Is(err, wsutil.ErrFrameTooLarge) {
		return ErrNonsense.Wrap(err)
	}
	return ofWire(err)
}

// control answers a ping; a goodbye ends the connection.
func (e *funasrEar) control(h ws.Header, r io.Reader) error {
	body, err := io.ReadAll(io.LimitReader(r, ws.MaxControlFramePayloadSize))
	if err != nil {
		return err
	}
	switch h.OpCode {
	case ws.OpPing:
		_ = e.say(ws.OpPong, body) // whether the connection stands is seen by reading
	case ws.OpClose:
		return io.EOF
	}
	return nil
}
