package intake

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"onedoor/internal/language"
	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/ledger"
	"onedoor/internal/vault"
	"onedoor/internal/workorder"
)

// taking is a contact made ready for the transaction: checked, masked, sealed, numbered. Nothing in it changes any
// more, so the transaction may run twice.
type taking struct {
	by       auth.Principal
	at       time.Time
	in       TakeOnIn // clean; the masked words are in requests
	formMAC  []byte   // of the form as it came
	contact  ids.ID
	fresh    bool // the contact's row is to be written
	open     person
	secret   person // for the requests that ask for confidentiality
	requests []newRequest
	first    int // index of requests[0] within the contact
	total    int // requests of the contact, these included
}

// person is a sealed identity, or the identity that a contact already has.
type person struct {
	sealed   vault.Sealed
	identity ids.ID
}

// newRequest is one request made ready.
type newRequest struct {
	id, order  ids.ID
	number     string
	codeHash   []byte
	form       RequestForm // words masked
	parties    []workorder.AccusedIn
	originals  []vault.SealedText
	salt       []byte
	commitment string
}

// prepare checks a contact and does everything slow about it: sealing, masking, taking serials.
func (s *Service) prepare(ctx context.Context, p auth.Principal, in TakeOnIn) (*taking, error) {
	if !p.Can(RightTakeOn) {
		return nil, fault.Forbidden
	}
	t := &taking{by: p, contact: ids.New(), fresh: true, total: len(in.Requests)}
	var err error
	if t.formMAC, err = s.formDigest(p, in); err != nil {
		return nil, err
	}
	c := s.checker(ctx, p)
	c.citizen, c.partner = c.citizen || in.Partner, in.Partner
	t.in = in.clone()
	c.contact(&t.in)
	for i := range t.in.Requests[:min(len(t.in.Requests), MaxRequests)] {
		r := &t.in.Requests[i]
		if r.Language == "" && !c.has("body.language") {
			r.Language = t.in.Language
		}
		c.request(fmt.Sprintf("body.requests[%d]", i), r, t.in.callable())
	}
	if err := c.result(); err != nil {
		return nil, err
	}
	s.seal(t)
	for _, p := range []*person{&t.open, &t.secret} {
		if err := s.Vault.Meet(s.Store.Read(ctx), &p.sealed); err != nil {
			return nil, fmt.Errorf("intake: identity: %w", err)
		}
	}
	return t, s.number(ctx, t)
}

func (s *Service) checker(ctx context.Context, p auth.Principal) *checker {
	c := &checker{register: known{s, s.Store.Read(ctx), p.ID}, now: s.Clock.Now(), citizen: isCitizen(p)}
	if !p.Scope.All {
		c.numbers = append([]string{}, p.Scope.Numbers...)
	}
	return c
}

// seal seals who the contact is: once for the requests that anybody at work on them may trace back to the person, and
// once, as an identity of its own, for those that ask for confidentiality.
func (s *Service) seal(t *taking) {
	for _, r := range t.in.Requests {
		switch {
		case r.Sealed && t.secret.sealed.Empty():
			t.secret.sealed = s.Vault.Seal(t.in.person(true))
		case !r.Sealed && t.open.sealed.Empty():
			t.open.sealed = s.Vault.Seal(t.in.person(false))
		}
	}
}

// number gives each request its id, its order's id, its number and code, and masks its words.
func (s *Service) number(ctx context.Context, t *taking) error {
	serials, at, err := s.serials.take(ctx, len(t.in.Requests))
	if err != nil {
		return err
	}
	t.at = at.Truncate(time.Microsecond).UTC()
	t.requests = make([]newRequest, len(t.in.Requests))
	for i, form := range t.in.Requests {
		r := newRequest{id: ids.New(), order: ids.New(), number: FormatNumber(s.options.NumberPrefix, t.at, serials[i])}
		r.codeHash = s.codes.hashed(r.number, s.codes.of(r.id, r.number))
		r.form, r.originals = s.mask(form)
		r.parties = s.accusedParties(form)
		r.salt, r.commitment = ledger.Commit(r.form.words())
		t.requests[i] = r
	}
	return nil
}

// mask hides personal numbers in the words and seals the words that held any.
func (s *Service) mask(r RequestForm) (RequestForm, []vault.SealedText) {
	var originals []vault.SealedText
	for _, f := range []struct {
		name  string
		words *string
	}{{"title", &r.Title}, {"content", &r.Content}, {"expectation", &r.Expectation}, {"address", &r.Address}, {"accused", &r.Accused}, {"reply_hours", &r.ReplyHours}} {
		if masked, found := language.MaskPersonal(*f.words); len(found) > 0 {
			originals = append(originals, s.Vault.SealText(vault.Text{Field: f.name, Words: *f.words, Secret: r.Sealed}))
			*f.words = masked
		}
	}
	return r, originals
}

// accusedParties are whom a request names, and the telephone numbers in what it says of the accused party: they are masked
// there, and one of them may be a unit's duty phone.
func (s *Service) accusedParties(r RequestForm) []workorder.AccusedIn {
	list := slices.Clone(r.AccusedParties)
	_, found := language.MaskPersonal(r.Accused)
	for _, span := range found {
		number := r.Accused[span.Start:span.End]
		if (span.Kind == language.Mobile || span.Kind == language.Landline) && s.Vault.LookupKey(number) != nil {
			list = append(list, workorder.AccusedIn{Phone: number})
		}
	}
	return list[:min(len(list), 2*MaxParties)]
}

// words is what a request's commitment in the ledger stands for.
func (r RequestForm) words() string {
	return strings.Join([]string{r.Title, r.Content, r.Expectation, r.Address, r.Accused}, "\x1f")
}

// person is who the contact says it is. The number to call comes first; the vault finds the person by either.
func (in TakeOnIn) person(secret bool) vault.Person {
	p := vault.Person{Name: in.CallerName, Secret: secret}
	for _, number := range []string{in.ContactPhone, in.CallerNumber} {
		if number != "" {
			p.Phones = append(p.Phones, number)
		}
	}
	return p
}

// clone copies what the checker changes.
func (in TakeOnIn) clone() TakeOnIn {
	in.Requests = slices.Clone(in.Requests)
	for i, r := range in.Requests {
		if r.Then != nil {
			then := *r.Then
			in.Requests[i].Then = &then
		}
	}
	return in
}

// formDigest tells one form from another without keeping what is in it.
func (s *Service) formDigest(p auth.Principal, in TakeOnIn) ([]byte, error) {
	in.Token = ""
	if in.Uploads != "" {
		// A citizen's retry uploads the same files again, under other ids: the words are what makes the form.
		in = in.clone()
		for i := range in.Requests {
			in.Requests[i].AttachmentIDs = nil
		}
	}
	text, err := json.Marshal(in)
	if err != nil {
		return nil, fmt.Errorf("intake: digest of a form: %w", err)
	}
	return mac(s.formKey, p.ID.String(), string(text)), nil
}
