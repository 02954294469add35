package speech

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net"
	"net/http"
	"sort"
	"strings"
	"sync"
	"time"
	"unicode/utf8"
)

// OpenAI is a server that speaks the OpenAI protocol of sound. It recognizes utterances as a whole.
type OpenAI struct {
	URL   string // up to and without /v1
	Key   string
	Model string
	Name  string // of the voice
	Limit time.Duration
}

// maxUtterance is the longest sound that is recognized at once.
const maxUtterance = 10 * time.Minute

// httpClient follows no redirect: the key and the sound stay with the server that they were meant for.
var httpClient = &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}

// post sends a request and returns the body of the answer, at most limit bytes.
func (o *OpenAI) post(ctx context.Context, path, kind string, body io.Reader, limit int64) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, or(o.Limit, sayLimit))
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, strings.TrimSuffix(o.URL, "/")+path, body)
	if err != nil {
		return nil, ErrUnreachable.Wrap(err)
	}
	r.Header.Set("Content-Type", kind)
	if o.Key != "" {
		r.Header.Set("Authorization", "Bearer "+o.Key)
	}
	res, err := httpClient.Do(r)
	if err != nil {
		return nil, ofHTTP(err, ErrUnreachable.Wrap(err))
	}
	defer func() { _ = res.Body.Close() }()
	raw, err := io.ReadAll(io.LimitReader(res.Body, limit+1))
	switch {
	case err != nil:
		return nil, ofHTTP(err, ErrCut.Wrap(err))
	case res.StatusCode >= 500:
		return nil, ErrUnreachable.Wrap(fmt.Errorf("speech: status %d", res.StatusCode))
	case res.StatusCode != http.StatusOK: // what the server says about it may hold what it was sent
		return nil, ErrRefused.Wrap(fmt.Errorf("speech: status %d", res.StatusCode))
	case int64(len(raw)) > limit:
		return nil, ErrTooLong
	}
	return raw, nil
}

func ofHTTP(err, otherwise error) error {
	var timeout net.Error
	if errors.Is(err, context.DeadlineExceeded) || errors.As(err, &timeout) && timeout.Timeout() {
		return ErrTimeout.Wrap(err)
	}
	return otherwise
}

// Say implements Voice.
func (o *OpenAI) Say(ctx context.Context, text string) ([]int16, error) {
	if utf8.RuneCountInString(text) > maxText {
		return nil, ErrTooLong
	}
	body, err := json.Marshal(map[string]string{"model": o.Model, "voice": o.Name, "input": text, "response_format": "wav"})
	if err != nil {
		return nil, fmt.Errorf("speech: %w", err)
	}
	raw, err := o.post(ctx, "/v1/audio/speech", "application/json", bytes.NewReader(body), maxSound)
	if err != nil {
		return nil, err
	}
	samples, err := readWAV(raw)
	if err != nil {
		return nil, ErrNonsense.Wrap(err)
	}
	return samples, nil
}

// Listen implements Recognizer.
func (o *OpenAI) Listen(ctx context.Context, options Options) (Ear, error) {
	return &openaiEar{o: o, ctx: ctx, options: options, results: make(chan Result, 256)}, nil
}

type openaiEar struct {
	o        *OpenAI
	ctx      context.Context //nolint:containedctx // of this stretch of sound, as Listen was told
	options  Options
	samples  []int16
	finished bool
	results  chan Result

	mu  sync.Mutex
	err error
}

// Hear implements Ear.
func (e *openaiEar) Hear(samples []int16) {
	if e.finished {
		return
	}
	if e.samples = append(e.samples, samples...); len(e.samples) > int(maxUtterance/time.Second)*Rate {
		e.finished = true
		e.end(ErrTooLong)
	}
}

// Finish implements Ear.
func (e *openaiEar) Finish() {
	if e.finished {
		return
	}
	e.finished = true
	go func() {
		list, err := e.o.transcribe(e.ctx, e.samples, e.options)
		for _, r := range list[:min(len(list), cap(e.results))] {
			e.results <- r
		}
		e.end(err)
	}()
}

func (e *openaiEar) end(err error) {
	e.mu.Lock()
	e.err = err
	e.mu.Unlock()
	close(e.results)
}

// Results implements Ear.
func (e *openaiEar) Results() <-chan Result { return e.results }

// Err implements Ear.
func (e *openaiEar) Err() error {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.err
}

func (o *OpenAI) transcribe(ctx context.Context, samples []int16, options Options) ([]Result, error) {
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	fields := [][2]string{{"model", o.Model}, {"language", "zh"}, {"response_format", "verbose_json"}}
	if len(options.Hotwords) > 0 {
		words := make([]string, 0, len(options.Hotwords))
		for w := range options.Hotwords {
			words = append(words, w)
		}
		sort.Strings(words)
		fields = append(fields, [2]string{"prompt", strings.Join(words, "，")})
	}
	for _, f := range fields {
		if err := form.WriteField(f[0], f[1]); err != nil {
			return nil, fmt.Errorf("speech: %w", err)
		}
	}
	file, err := form.CreateFormFile("file", "call.wav")
	if err == nil {
		_, err = file.Write(writeWAV(samples))
	}
	if err = errors.Join(err, form.Close()); err != nil {
		return nil, fmt.Errorf("speech: %w", err)
	}
	raw, err := o.post(ctx, "/v1/audio/transcriptions", form.FormDataContentType(), &body, maxMessage)
	if err != nil {
		return nil, err
	}
	list, err := parseTranscript(raw)
	if err != nil {
		return nil, ErrNonsense.Wrap(err)
	}
	return list, nil
}

// parseTranscript reads verbose_json, or json of a server that knows no more; times are in seconds.
func parseTranscript(raw []byte) ([]Result, error) {
	var m struct {
		Text     *string `json:"text"`
		Segments []struct {
			Text  string  `json:"text"`
			Start float64 `json:"start"`
			End   float64 `json:"end"`
		} `json:"segments"`
	}
	if err := json.Unmarshal(raw, &m); err != nil {
		return nil, fmt.Errorf("speech: transcript: %w", err)
	}
	if m.Text == nil {
		return nil, errors.New("speech: a transcript without text")
	}
	var list []Result
	for _, s := range m.Segments {
		if s.Start < 0 || s.End < s.Start || s.End > maxSpan.Seconds() {
			return nil, errors.New("speech: a transcript with times out of order")
		}
		if text := strings.TrimSpace(s.Text); text != "" {
			list = append(list, Result{Text: text, Final: true, From: seconds(s.Start), To: seconds(s.End)})
		}
	}
	if text := strings.TrimSpace(*m.Text); len(list) == 0 && text != "" {
		list = []Result{{Text: text, Final: true}}
	}
	return list, nil
}

func seconds(s float64) time.Duration { return time.Duration(s * float64(time.Second)) }
