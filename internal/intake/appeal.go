package intake

import (
	"context"
	"fmt"
	"time"

	"onedoor/internal/language"
	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/ledger"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
	"onedoor/internal/vault"
)

// MaxAppeal is the length of an appeal, in characters.
const MaxAppeal = 2_000

// AppealIn is an appeal against a refusal (申诉).
type AppealIn struct {
	Words string `json:"words" doc:"why it should be taken on; new facts or reasons"`
	Door  string `json:"door,omitempty" doc:"how it came in: phone, counter, letter, other"`
	Token string `json:"-"` // names the filled form of a citizen; see TakeOnIn.Token
}

// AppealByCitizen appeals against the refusal of a request by receipt number and query code, once, within the days that
// the refusal named. The same token with the same words appeals once.
//
// Faults: those of Open, intake.invalid_form, intake.not_refused, intake.appealed_already, intake.appeal_too_late,
// intake.token_reused.
func (s *Service) AppealByCitizen(ctx context.Context, number, code string, in AppealIn) error {
	r, err := s.open(ctx, number, code)
	if err != nil {
		return err
	}
	in.Door = DoorWeb
	x, err := s.prepareAppeal(ctx, Citizen, &in, r)
	if err != nil {
		return err
	}
	return s.Store.Write(ctx, func(tx *store.Tx) error {
		if in.Token != "" {
			again, err := s.keepAppealToken(tx, in.Token, x.digest, r.Contact)
			if err != nil || again {
				return err
			}
		}
		f, err := refusalOf(tx, r.ID)
		if err != nil {
			return err
		}
		if f == nil {
			return ErrNotRefused
		}
		_, err = s.appeal(tx, Citizen, f.ID, x)
		return err
	})
}

// readyAppeal is an appeal made ready for its transaction.
type readyAppeal struct {
	words, door string
	digest      []byte
	original    *vault.SealedText
	salt        []byte
	commitment  string
}

func (s *Service) prepareAppeal(ctx context.Context, p auth.Principal, in *AppealIn, r Request) (readyAppeal, error) {
	c := s.checker(ctx, p)
	c.text("body.words", &in.Words, MaxAppeal*3)
	c.required("body.words", in.Words, "请写明申诉的理由，特别是新的事实。")
	if !oneOf(Doors, in.Door) {
		c.wrong("body.door", "请选择申诉的渠道。")
	}
	if in.Token != "" && !tokenShape.MatchString(in.Token) {
		c.wrong("body.token", "表单令牌不正确，请刷新页面后重新提交。")
	}
	if err := c.result(); err != nil {
		return readyAppeal{}, err
	}
	x := readyAppeal{door: in.Door, digest: mac(s.formKey, "appeal", r.ID.String(), in.Words)}
	masked, found := language.MaskPersonal(in.Words)
	if x.words = masked; len(found) > 0 {
		sealed := s.Vault.SealText(vault.Text{Field: "appeal", Words: in.Words, Secret: s.secret(s.Store.Read(ctx), r)})
		x.original = &sealed
	}
	x.salt, x.commitment = ledger.Commit(x.words)
	return x, nil
}

// secret tells whether the person behind a request asked for confidentiality.
func (s *Service) secret(q store.Queryer, r Request) bool {
	if r.Identity == 0 {
		return false
	}
	people, err := s.Vault.Masked(q, r.Identity)
	return err != nil || people[r.Identity].Secret // in doubt closer, not wider
}

func (s *Service) keepAppealToken(tx *store.Tx, token string, digest []byte, contact ids.ID) (again bool, err error) {
	res, err := tx.Exec(`INSERT INTO intake_submission (token, body_mac, contact_id, requests, created_at)
		VALUES (?, ?, ?, 0, ?) ON CONFLICT (token) DO NOTHING`, token, digest, contact, wall.Micros(s.now()))
	if err != nil {
		return false, fmt.Errorf("intake: keep token: %w", err)
	}
	if n, err := res.RowsAffected(); err != nil || n == 1 {
		return false, err
	}
	_, err = receiptsOf(tx, token, digest)
	return true, err
}

// Appeal writes an appeal down that a person makes through a seat. Faults: auth.forbidden and those of AppealByCitizen.
func (s *Service) Appeal(ctx context.Context, p auth.Principal, refusal ids.ID, in AppealIn) (Refusal, error) {
	x, err := s.prepareStaffAppeal(ctx, p, refusal, in)
	if err != nil {
		return Refusal{}, err
	}
	var f Refusal
	err = s.Store.Write(ctx, func(tx *store.Tx) error {
		f, err = s.appeal(tx, p, refusal, x)
		return err
	})
	return f, err
}

func (s *Service) prepareStaffAppeal(ctx context.Context, p auth.Principal, refusal ids.ID, in AppealIn) (readyAppeal, error) {
	if !p.Can(refusalMove(VerbAppeal).Right) || !p.Scope.All {
		return readyAppeal{}, fault.Forbidden
	}
	f, err := s.refusalFor(s.Store.Read(ctx), p, refusal)
	if err != nil {
		return readyAppeal{}, err
	}
	r, err := requestBy(s.Store.Read(ctx), `id`, f.Request)
	if err != nil {
		return readyAppeal{}, err
	}
	return s.prepareAppeal(ctx, p, &in, r)
}

// appeal moves a refusal to its review.
func (s *Service) appeal(tx *store.Tx, p auth.Principal, refusal ids.ID, x readyAppeal) (Refusal, error) {
	m := refusalMove(VerbAppeal)
	f, err := s.refusalFor(tx, p, refusal)
	if err != nil {
		return Refusal{}, err
	}
	if err := m.refusedBy(f.State); err != nil {
		return Refusal{}, err
	}
	now := s.now()
	if !f.mayAppeal(now) {
		return Refusal{}, ErrAppealTooLate.WithMessage("申诉期限已于 %s 届满。如有新的事实或理由，请重新提出诉求。",
			f.Until.Add(-time.Second).In(wall.Shanghai).Format("2006年1月2日"))
	}
	r, err := requestBy(tx, `id`, f.Request)
	if err != nil {
		return Refusal{}, err
	}
	if x.original != nil {
		if err := s.addOriginal(tx, r.ID, *x.original); err != nil {
			return Refusal{}, err
		}
	}
	f.State, f.Appeal, f.AppealDoor, f.AppealBy, f.AppealAt, f.appealSalt = m.To, x.words, x.door, p.ID, now, x.salt
	if err := saveAppeal(tx, f); err != nil {
		return Refusal{}, err
	}
	return *f, s.recordRefusal(tx, p, m, f, r.about(f.Order), Refused{Words: x.commitment, ByCitizen: isCitizen(p)})
}
