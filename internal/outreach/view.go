package outreach

import (
	"fmt"
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
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
	Final     []ResultN    `json:"final" doc:"people who are done or given up, by their last result"`
	Called    int          `json:"called" doc:"people who were called at least once"`
	Reached   int          `json:"reached" doc:"people who were spoken with"`
	Deaf      int          `json:"deaf" doc:"calls in which the recognizer of speech failed and keys had to do"`
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
	d := Detail{Script: c.Script, Settings: c.Settings, Variables: c.Script.Variables(), Speakable: s.speakable(c.Script), Results: []ResultN{}, Final: []ResultN{}, Hours: []HourFigure{}}
	if d.CampaignRow, err = s.row(q, by, c); err != nil {
		return d, err
	}
	rows, err := q.Query(`SELECT result, COUNT(*) FROM outreach_attempt WHERE campaign_id = ? GROUP BY result ORDER BY COUNT(*) DESC, result`, id)
	if d.Results, err = store.Collect(rows, err, func(r store.Row) (x ResultN, err error) { return x, r.Scan(&x.Result, &x.Calls) }); err != nil {
		return d, fmt.Errorf("outreach: results: %w", err)
	}
	rows, err = q.Query(`SELECT result, COUNT(*) FROM outreach_person WHERE campaign_id = ? AND state IN (?, ?) GROUP BY result ORDER BY COUNT(*) DESC, result`,
		id, PersonDone, PersonGivenUp)
	if d.Final, err = store.Collect(rows, err, func(r store.Row) (x ResultN, err error) { return x, r.Scan(&x.Result, &x.Calls) }); err != nil {
		return d, fmt.Errorf("outreach: results: %w", err)
	}
	err = q.QueryRow(`SELECT (SELECT COUNT(*) FROM outreach_attempt WHERE campaign_id = ? AND deaf = 1),
		(SELECT COUNT(DISTINCT person_id) FROM outreach_attempt WHERE campaign_id = ?),
		(SELECT COUNT(DISTINCT person_id) FROM outreach_attempt WHERE campaign_id = ? AND result NOT IN (`+inVain+`))`, id, id, id).Scan(&d.Deaf, &d.Called, &d.Reached)
	if err != nil {
		return d, fmt.Errorf("outreach: reached: %w", err)
	}
	d.Hours, err = hours(q, id)
	return d, err
}

// inVain are the results of calls in which nobody was spoken with.
const inVain = `'no_answer', 'busy', 'failed', 'refused', 'wrong_number', 'given_up'`

// hour in microseconds, as the query has it.
const hour = int64(time.Hour / time.Microsecond)

func hours(q store.Queryer, id ids.ID) ([]HourFigure, error) {
	rows, err := q.Query(`SELECT at / 3600000000 AS hour, SUM(CASE WHEN result IN (`+inVain+`) THEN 0 ELSE 1 END), COUNT(*)
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
