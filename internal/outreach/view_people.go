package outreach

import (
	"fmt"
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/httpx"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/vault"
)

// PersonRow is a person of a campaign as the list shows it, never with the whole number.
type PersonRow struct {
	ID        ids.ID            `json:"id"`
	Line      int               `json:"line" doc:"of the imported list"`
	Phone     string            `json:"phone_masked"`
	Words     map[string]string `json:"words" doc:"the columns of the list that the script uses"`
	State     string            `json:"state" enum:"waiting,calling,done,given_up,barred"`
	Result    string            `json:"result,omitempty"`
	Answers   []Answer          `json:"answers" doc:"keys pressed, numbers typed, phrases of the script that were said"`
	Calls     []AttemptView     `json:"calls" doc:"every call of the person, oldest first"`
	Note      string            `json:"note,omitempty"`
	Attempts  int               `json:"attempts"`
	NextAt    *time.Time        `json:"next_at"`
	ClaimedBy string            `json:"claimed_by_name,omitempty"`
	Mine      bool              `json:"mine" doc:"the caller of this operation has taken it on"`
	ChangedAt time.Time         `json:"changed_at"`
	Erased    bool              `json:"erased" doc:"number, words and answers are gone, as the rules of retention have it"`
}

func (s *Service) personRow(q store.Queryer, by auth.Principal, need []string, p Person) (PersonRow, error) {
	who, err := s.open(p)
	if err != nil {
		return PersonRow{}, fmt.Errorf("outreach: open: %w", err)
	}
	r := PersonRow{ID: p.ID, Line: p.Line, Phone: vault.MaskPhone(who.Number), Words: map[string]string{}, State: p.State, Result: p.Result, Answers: p.Answers,
		Note: p.Note, Attempts: p.Attempts, Calls: []AttemptView{}, ChangedAt: p.ChangedAt, Mine: p.ClaimedBy == by.ID && by.ID != 0, Erased: p.Erased}
	for _, n := range need {
		r.Words[n] = who.Words[n]
	}
	if r.Answers == nil {
		r.Answers = []Answer{}
	}
	if p.State == PersonWaiting {
		r.NextAt = some(p.NextAt)
	}
	if p.ClaimedBy != 0 && s.Clock.Now().Before(p.ClaimedUntil) {
		r.ClaimedBy = s.name(q, p.ClaimedBy)
	}
	return r, nil
}

// PeopleFilter narrows the list of people.
type PeopleFilter struct {
	State  string
	Sort   string // line, changed_at or attempts; - before it: downwards
	Cursor string
	Limit  int
}

var peopleSorts = store.Keyset{Sorts: []store.Sort{{Name: "line"}, {Name: "changed_at"}, {Name: "attempts"}}}

// People reads one page of the people of a campaign. Faults: outreach.not_found, list.bad_sort, list.bad_cursor.
func (s *Service) People(q store.Queryer, by auth.Principal, id ids.ID, f PeopleFilter) (rows []PersonRow, next string, err error) {
	c, err := s.campaign(q, id)
	if err != nil {
		return nil, "", err
	}
	page, err := peopleSorts.Page(f.Sort, "line", f.Cursor, httpx.Limit(f.Limit))
	if err != nil {
		return nil, "", err
	}
	where, args := `campaign_id = ?`, []any{id}
	if f.State != "" {
		where, args = where+` AND state = ?`, append(args, f.State)
	}
	list, next, err := store.ReadPage(q, page, store.Select{Columns: personColumns, Table: `outreach_person`, Where: where, Args: args}, scanPerson)
	if err != nil {
		return nil, "", fmt.Errorf("outreach: people: %w", err)
	}
	rows, need := make([]PersonRow, len(list)), c.Script.Variables()
	whose := make([]ids.ID, len(list))
	for i, p := range list {
		whose[i] = p.ID
	}
	calls, err := s.attempts(q, whose...)
	if err != nil {
		return nil, "", err
	}
	for i, p := range list {
		if rows[i], err = s.personRow(q, by, need, p); err != nil {
			return nil, "", err
		}
		if calls[p.ID] != nil {
			rows[i].Calls = calls[p.ID]
		}
	}
	return rows, next, nil
}
