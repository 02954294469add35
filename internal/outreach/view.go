package outreach

import (
	"fmt"
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/httpx"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
	"onedoor/internal/vault"
)

// CampaignRow is a campaign as lists show it.
type CampaignRow struct {
	ID         ids.ID     `json:"id"`
	Name       string     `json:"name"`
	Kind       Kind       `json:"kind" enum:"robot,preview,progressive"`
	State      State      `json:"state" enum:"draft,approved,running,paused,ended"`
	Version    int64      `json:"version"`
	CreatedBy  string     `json:"created_by_name"`
	CreatedAt  time.Time  `json:"created_at"`
	ApprovedBy string     `json:"approved_by_name,omitempty"`
	BeganAt    *time.Time `json:"began_at"`
	EndedAt    *time.Time `json:"ended_at"`
	OpenNow    bool       `json:"open_now" doc:"its hours allow calls now"`
	Mine       bool       `json:"mine" doc:"the caller of this operation wrote it last, and so does not approve it"`
	People     Counts     `json:"people"`
}

// Counts are the people of a campaign by state.
type Counts struct {
	All     int `json:"all"`
	Waiting int `json:"waiting"`
	Calling int `json:"calling"`
	Done    int `json:"done"`
	GivenUp int `json:"given_up"`
	Barred  int `json:"barred"`
}

// Detail is a campaign with what it says, its rules and how far it is.
type Detail struct {
	CampaignRow
	Script    Script       `json:"script"`
	Settings  Settings     `json:"settings"`
	Variables []string     `json:"variables" doc:"the columns that the script needs of a list"`
	Speakable bool         `json:"speakable" doc:"all of the script can be spoken by a robot here"`
	Results   []ResultN    `json:"results" doc:"of all calls, by result"`
	Hours     []HourFigure `json:"hours" doc:"calls by hour, the last 48 with any"`
}

// ResultN counts calls that ended in one way.
type ResultN struct {
	Result string `json:"result"`
	Calls  int    `json:"calls"`
}

// HourFigure counts the calls of an hour.
type HourFigure struct {
	At      time.Time `json:"at" doc:"its beginning"`
	Reached int       `json:"reached"`
	Vain    int       `json:"vain"`
}

func (s *Service) row(q store.Queryer, by auth.Principal, c Campaign) (CampaignRow, error) {
	r := CampaignRow{ID: c.ID, Name: c.Name, Kind: c.Kind, State: c.State, Version: c.Version, CreatedBy: s.name(q, c.CreatedBy), CreatedAt: c.CreatedAt,
		ApprovedBy: s.name(q, c.ApprovedBy), BeganAt: some(c.BeganAt), EndedAt: some(c.EndedAt), Mine: by.ID == c.ChangedBy || by.ID == c.CreatedBy}
	var err error
	if r.OpenNow, err = s.openNow(q, c); err != nil {
		return r, err
	}
	rows, err := q.Query(`SELECT state, COUNT(*) FROM outreach_person WHERE campaign_id = ? GROUP BY state`, c.ID)
	_, err = store.Collect(rows, err, func(x store.Row) (struct{}, error) {
		var state string
		var n int
		err := x.Scan(&state, &n)
		r.People.All += n
		if to := map[string]*int{PersonWaiting: &r.People.Waiting, PersonCalling: &r.People.Calling, PersonDone: &r.People.Done,
			PersonGivenUp: &r.People.GivenUp, PersonBarred: &r.People.Barred}[state]; to != nil {
			*to = n
		}
		return struct{}{}, err
	})
	if err != nil {
		return r, fmt.Errorf("outreach: counts: %w", err)
	}
	return r, nil
}

func some(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

// maxCampaigns is how many campaigns the list shows, the newest.
const maxCampaigns = 500

// List shows campaigns, the newest first; an empty state means all.
func (s *Service) List(q store.Queryer, by auth.Principal, state string) ([]CampaignRow, error) {
	list, err := s.campaigns(q, `(? = '' OR state = ?) ORDER BY id DESC LIMIT ?`, state, state, maxCampaigns)
	out := make([]CampaignRow, len(list))
	for i := 0; i < len(list) && err == nil; i++ {
		out[i], err = s.row(q, by, list[i])
	}
	return out, err
}

// Get shows one campaign. The error is ErrNotFound.
func (s *Service) Get(q store.Queryer, by auth.Principal, id ids.ID) (Detail, error) {
	c, err := s.campaign(q, id)
	if err != nil {
		return Detail{}, err
	}
	d := Detail{Script: c.Script, Settings: c.Settings, Variables: c.Script.Variables(), Speakable: s.speakable(c.Script), Results: []ResultN{}, Hours: []HourFigure{}}
	if d.CampaignRow, err = s.row(q, by, c); err != nil {
		return d, err
	}
	rows, err := q.Query(`SELECT result, COUNT(*) FROM outreach_attempt WHERE campaign_id = ? GROUP BY result ORDER BY COUNT(*) DESC, result`, id)
	if d.Results, err = store.Collect(rows, err, func(r store.Row) (x ResultN, err error) { return x, r.Scan(&x.Result, &x.Calls) }); err != nil {
		return d, fmt.Errorf("outreach: results: %w", err)
	}
	d.Hours, err = hours(q, id)
	return d, err
}

// hour in microseconds, as the query has it.
const hour = int64(time.Hour / time.Microsecond)

func hours(q store.Queryer, id ids.ID) ([]HourFigure, error) {
	rows, err := q.Query(`SELECT at / 3600000000 AS hour, SUM(CASE WHEN result IN ('no_answer', 'busy', 'failed', 'refused', 'wrong_number', 'given_up') THEN 0 ELSE 1 END), COUNT(*)
		FROM outreach_attempt WHERE campaign_id = ? GROUP BY at / 3600000000 ORDER BY hour DESC LIMIT 48`, id)
	list, err := store.Collect(rows, err, func(r store.Row) (x HourFigure, err error) {
		var at int64
		var all int
		err = r.Scan(&at, &x.Reached, &all)
		x.At, x.Vain = wall.FromMicros(at*hour), all-x.Reached
		return x, err
	})
	if err != nil {
		return nil, fmt.Errorf("outreach: hours: %w", err)
	}
	for i, j := 0, len(list)-1; i < j; i, j = i+1, j-1 {
		list[i], list[j] = list[j], list[i]
	}
	return list, nil
}

// PersonRow is a person of a campaign as the list shows it, never with the whole number.
type PersonRow struct {
	ID        ids.ID            `json:"id"`
	Line      int               `json:"line" doc:"of the imported list"`
	Phone     string            `json:"phone_masked"`
	Words     map[string]string `json:"words" doc:"the columns of the list that the script uses"`
	State     string            `json:"state" enum:"waiting,calling,done,given_up,barred"`
	Result    string            `json:"result,omitempty"`
	Answers   []Answer          `json:"answers"`
	Note      string            `json:"note,omitempty"`
	Attempts  int               `json:"attempts"`
	NextAt    *time.Time        `json:"next_at"`
	ClaimedBy string            `json:"claimed_by_name,omitempty"`
	Mine      bool              `json:"mine" doc:"the caller of this operation has taken it on"`
	ChangedAt time.Time         `json:"changed_at"`
}

func (s *Service) personRow(q store.Queryer, by auth.Principal, need []string, p Person) (PersonRow, error) {
	who, err := s.open(p)
	if err != nil {
		return PersonRow{}, fmt.Errorf("outreach: open: %w", err)
	}
	r := PersonRow{ID: p.ID, Line: p.Line, Phone: vault.MaskPhone(who.Number), Words: map[string]string{}, State: p.State, Result: p.Result, Answers: p.Answers,
		Note: p.Note, Attempts: p.Attempts, ChangedAt: p.ChangedAt, Mine: p.ClaimedBy == by.ID && by.ID != 0}
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
	for i, p := range list {
		if rows[i], err = s.personRow(q, by, need, p); err != nil {
			return nil, "", err
		}
	}
	return rows, next, nil
}
