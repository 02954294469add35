package sms

import (
	"context"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"onedoor/internal/followup"
	"onedoor/internal/intake"
	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/httpx"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

//go:embed migrations/*.sql
var migrationsFS embed.FS

// Migrations are the door's table.
var Migrations = store.Migrations{Room: "sms", FS: migrationsFS}

// Requests finds what a telephone number has asked for. Intake does.
type Requests interface {
	OpenedBy(q store.Queryer, phone string) ([]intake.Opened, error)
}

// Answers takes an answer. The follow-up room does.
type Answers interface {
	AnswerByText(ctx context.Context, asked []followup.Asked, text string) (number string, err error)
}

// Deps are what the door stands on.
type Deps struct {
	Store    *store.Store
	Clock    wall.Clock
	Requests Requests
	Answers  Answers
}

// Door takes text messages.
type Door struct {
	Deps
	secret []byte
}

// New returns the door; an empty secret leaves it shut.
func New(d Deps, secret string) *Door { return &Door{d, []byte(secret)} }

// Routes adds the door to the mux.
func (d *Door) Routes(mux *httpx.Mux) { mux.HandleFunc("POST /sms/inbound", d.inbound) }

// maxBody is far more than a text message has.
const maxBody = 16 << 10

// message is an inbound text message.
type message struct {
	ID   string `json:"id"`
	From string `json:"from"`
	Text string `json:"text"`
}

// answer is what the gateway sends back to the citizen.
type answer struct {
	Code  string `json:"code"` // ok, or why the answer was not taken
	Reply string `json:"reply"`
}

func (d *Door) inbound(w http.ResponseWriter, r *http.Request) {
	a, err := d.take(r)
	if err != nil {
		httpx.WriteProblem(w, r, err)
		return
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	_ = json.NewEncoder(w).Encode(a) // the gateway has gone if this fails
}

func (d *Door) take(r *http.Request) (answer, error) {
	if len(d.secret) == 0 {
		return answer{}, ErrShut
	}
	body, err := io.ReadAll(io.LimitReader(r.Body, maxBody+1))
	if err != nil || len(body) > maxBody {
		return answer{}, ErrMessage
	}
	if err := verify(d.secret, r.Header, body, d.Clock.Now()); err != nil {
		return answer{}, err
	}
	var m message
	if err := json.Unmarshal(body, &m); err != nil || m.ID == "" || m.From == "" || len(m.ID) > 200 || len(m.From) > 100 {
		return answer{}, ErrMessage
	}
	ctx := r.Context()
	if err := d.once(ctx, m.ID); err != nil {
		return answer{}, err
	}
	opened, err := d.Requests.OpenedBy(d.Store.Read(ctx), m.From)
	if err != nil {
		return answer{}, errors.Join(err, d.forget(ctx, m.ID))
	}
	asked := make([]followup.Asked, len(opened))
	for i, o := range opened {
		asked[i] = followup.Asked{Order: o.Order, Request: o.Request, Number: o.Number}
	}
	number, err := d.Answers.AnswerByText(ctx, asked, m.Text)
	if err != nil && fault.Of(err).Status >= 500 {
		return answer{}, errors.Join(err, d.forget(ctx, m.ID)) // the gateway may send it again
	}
	code := "ok"
	if err != nil {
		code = fault.Of(err).Code
	}
	return answer{Code: code, Reply: followup.TextReply(number, err)}, nil
}

// digest is what is kept of a message's id.
func digest(id string) string {
	sum := sha256.Sum256([]byte(id))
	return hex.EncodeToString(sum[:])
}

// forget takes the note of a message back that failed on our side.
func (d *Door) forget(ctx context.Context, id string) error {
	return d.Store.Write(ctx, func(tx *store.Tx) error {
		if err := tx.Do(`DELETE FROM sms_taken WHERE digest = ?`, digest(id)); err != nil {
			return fmt.Errorf("sms: forget: %w", err)
		}
		return nil
	})
}

// once notes that a message was taken, and refuses one that was.
func (d *Door) once(ctx context.Context, id string) error {
	now := d.Clock.Now()
	return d.Store.Write(ctx, func(tx *store.Tx) error {
		if err := tx.Do(`DELETE FROM sms_taken WHERE at < ?`, wall.Micros(now.Add(-24*time.Hour))); err != nil {
			return fmt.Errorf("sms: tidy: %w", err)
		}
		res, err := tx.Exec(`INSERT INTO sms_taken (digest, at) VALUES (?, ?) ON CONFLICT (digest) DO NOTHING`, digest(id), wall.Micros(now))
		if err != nil {
			return fmt.Errorf("sms: note: %w", err)
		}
		if n, err := res.RowsAffected(); err != nil || n == 0 {
			return ErrReplayed.Wrap(err)
		}
		return nil
	})
}
