package cti

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"slices"

	"onedoor/internal/platform/httpx"
	"onedoor/internal/platform/signature"
)

const (
	eventsPath     = "/cti/v1/events"
	recordingsPath = "/cti/v1/recordings/"
)

// Pages puts the door's own routes on the mux: no session, only signatures.
func (d *Door) Pages(mux *httpx.Mux) {
	mux.HandleFunc("POST "+eventsPath, d.postEvent)
	mux.HandleFunc("POST "+recordingsPath+"{call}", d.postRecording)
}

// caller reads and checks a signed request of at most so many bytes, and tells whose it is. A stranger's is not read.
func (d *Door) caller(ctx context.Context, r *http.Request, most int64, large error) (Centre, []byte, error) {
	q := d.Store.Read(ctx)
	k, secret, err := d.keyByKID(q, r.Header.Get(signature.HeaderKey))
	if err != nil {
		return Centre{}, nil, err
	}
	fail := func(err error) (Centre, []byte, error) {
		d.refuse(k.Centre, err)
		return Centre{}, nil, err
	}
	if r.ContentLength > most {
		return fail(large)
	}
	body, err := io.ReadAll(io.LimitReader(r.Body, most+1))
	if err != nil {
		return Centre{}, nil, ErrNotNow.Wrap(err) // it broke off: it is sent again
	}
	if int64(len(body)) > most {
		return fail(large)
	}
	switch err := secret.Check(r.Header, d.Clock.Now(), r.Method, r.URL.RequestURI(), body); {
	case errors.Is(err, signature.ErrExpired):
		return fail(ErrExpired)
	case err != nil:
		return fail(ErrSignature)
	}
	c, err := centreByID(q, k.Centre)
	if err != nil {
		return Centre{}, nil, err
	}
	if !c.Active {
		return fail(ErrInactive)
	}
	return c, body, nil
}

func (d *Door) postEvent(w http.ResponseWriter, r *http.Request) {
	c, body, err := d.caller(r.Context(), r, maxEvent, ErrTooLarge)
	var ack Ack
	if err == nil {
		ack, err = d.Take(r.Context(), c, body)
	}
	answer(w, r, ack, err)
}

func (d *Door) postRecording(w http.ResponseWriter, r *http.Request) {
	select {
	case d.sounds <- struct{}{}:
		defer func() { <-d.sounds }()
	case <-r.Context().Done():
		return
	}
	format := r.URL.Query().Get("format")
	if format == "" {
		format = formats[0]
	}
	c, body, err := d.caller(r.Context(), r, d.options.MaxSoundBytes, ErrSoundTooLarge)
	var ack Ack
	switch {
	case err != nil:
	case !slices.Contains(formats, format):
		err = ErrSoundType
		d.refuse(c.ID, err)
	default:
		if ack, err = d.Bring(r.Context(), c, r.PathValue("call"), format, body); err != nil {
			d.refuse(c.ID, err)
		}
	}
	answer(w, r, ack, err)
}

func answer(w http.ResponseWriter, r *http.Request, ack Ack, err error) {
	if err != nil {
		httpx.WriteProblem(w, r, err)
		return
	}
	text, err := json.Marshal(ack)
	if err != nil {
		httpx.WriteProblem(w, r, err)
		return
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	_, _ = w.Write(text) // the other side has gone if this fails, and sends again
}
