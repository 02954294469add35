package intake

import (
	"context"
	"errors"

	"onedoor/internal/platform/ids"
)

type sourceKey struct{}

// WithSource tells where a citizen's request comes from, such as the address of the peer, so that wrong query codes
// are counted by source too. The source is not stored; a keyed hash of it is, for as long as tries count.
func WithSource(ctx context.Context, source string) context.Context {
	return context.WithValue(ctx, sourceKey{}, source)
}

// Opened names what a receipt number and its query code open.
type Opened struct {
	Request ids.ID
	Order   ids.ID
	Number  string
}

// Open checks a receipt number and its query code, for doors that go on to another room, such as the page to rate.
//
// Faults: intake.number_mistyped when the check digit is wrong; intake.no_such_request for a wrong number and a wrong
// code alike; intake.too_many_tries with the time when to try again.
func (s *Service) Open(ctx context.Context, number, code string) (Opened, error) {
	r, err := s.open(ctx, number, code)
	return Opened{Request: r.ID, Order: r.Order, Number: r.Number}, err
}

func (s *Service) open(ctx context.Context, number, code string) (Request, error) {
	number, code = NormalNumber(number), NormalCode(code)
	if !CheckedNumber(number) {
		return Request{}, ErrMistyped
	}
	source, _ := ctx.Value(sourceKey{}).(string)
	q := s.Store.Read(ctx)
	if err := s.mayTry(q, number, source); err != nil {
		return Request{}, err
	}
	r, err := requestBy(q, `number`, number)
	if err != nil && !errors.Is(err, ErrNoSuchRequest) {
		return Request{}, err
	}
	if s.codes.matches(number, code, r.codeHash) { // no request, no hash: never matches, and takes as long
		return r, nil
	}
	if err := s.failedTry(ctx, number, source); err != nil {
		return Request{}, err
	}
	return Request{}, ErrNoSuchRequest
}
