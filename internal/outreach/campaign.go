package outreach

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

// Kind is who calls.
type Kind string

// The kinds.
const (
	KindRobot       Kind = "robot"       // the program, which plays the script and takes keys
	KindPreview     Kind = "preview"     // a seat sees the row first, then dials
	KindProgressive Kind = "progressive" // a seat that is ready is joined at once
)

// State is where a campaign stands.
type State string

// The states.
const (
	StateDraft    State = "draft"
	StateApproved State = "approved"
	StateRunning  State = "running"
	StatePaused   State = "paused"
	StateEnded    State = "ended"
)

// CampaignIn is what somebody writes.
type CampaignIn struct {
	Name     string   `json:"name" minLength:"1" maxLength:"60"`
	Kind     Kind     `json:"kind" enum:"robot,preview,progressive"`
	Script   Script   `json:"script"`
	Settings Settings `json:"settings"`
	Version  int64    `json:"version,omitempty" doc:"of the campaign that was seen; absent for a new one"`
}

// Campaign is a row.
type Campaign struct {
	ID                                      ids.ID
	Name                                    string
	Kind                                    Kind
	State                                   State
	Script                                  Script
	Settings                                Settings
	Version                                 int64
	CreatedBy, ChangedBy                    ids.ID
	ApprovedBy                              ids.ID
	CreatedAt, ApprovedAt, BeganAt, EndedAt time.Time
}

const campaignColumns = `id, name, kind, state, script, settings, version, created_by, created_at, changed_by, approved_by, approved_at, began_at, ended_at`

func scanCampaign(r store.Row) (Campaign, error) {
	var c Campaign
	var script, settings string
	var created, approved, began, ended int64
	err := r.Scan(&c.ID, &c.Name, &c.Kind, &c.State, &script, &settings, &c.Version, &c.CreatedBy, &created, &c.ChangedBy, &c.ApprovedBy, &approved, &began, &ended)
	if err != nil {
		return c, err
	}
	c.CreatedAt, c.ApprovedAt, c.BeganAt, c.EndedAt = wall.FromMicros(created), wall.FromMicros(approved), wall.FromMicros(began), wall.FromMicros(ended)
	if err := json.Unmarshal([]byte(script), &c.Script); err != nil {
		return c, err
	}
	return c, json.Unmarshal([]byte(settings), &c.Settings)
}

func (s *Service) campaigns(q store.Queryer, where string, args ...any) ([]Campaign, error) {
	rows, err := q.Query(`SELECT `+campaignColumns+` FROM outreach_campaign WHERE `+where, args...)
	list, err := store.Collect(rows, err, scanCampaign)
	if err != nil {
		return nil, fmt.Errorf("outreach: campaigns: %w", err)
	}
	return list, nil
}

// campaign is one campaign. The error is ErrNotFound.
func (s *Service) campaign(q store.Queryer, id ids.ID) (Campaign, error) {
	list, err := s.campaigns(q, `id = ?`, id)
	if err == nil && len(list) == 0 {
		err = ErrNotFound
	}
	if err != nil {
		return Campaign{}, err
	}
	return list[0], nil
}

func (in *CampaignIn) check() error {
	in.Name = strings.TrimSpace(in.Name)
	if in.Name == "" || utf8.RuneCountInString(in.Name) > 60 {
		return ErrCampaign.WithField("body.name", "请填写名称，不超过 60 字。")
	}
	if in.Kind != KindRobot && in.Kind != KindPreview && in.Kind != KindProgressive {
		return ErrCampaign.WithField("body.kind", "请选择外呼方式。")
	}
	if err := in.Script.Check(); err != nil {
		return err
	}
	return in.Settings.Check()
}

// Put writes a campaign: a new one, or a draft or an approved one anew, which is a draft then. Faults: outreach.invalid,
// .not_found, .wrong_state, .stale.
func (s *Service) Put(tx *store.Tx, p auth.Principal, id ids.ID, in CampaignIn) (Campaign, error) {
	if err := in.check(); err != nil {
		return Campaign{}, err
	}
	script, err := json.Marshal(in.Script)
	if err != nil {
		return Campaign{}, err
	}
	settings, err := json.Marshal(in.Settings)
	if err != nil {
		return Campaign{}, err
	}
	kind := EventChanged
	if id == 0 {
		id, kind = ids.New(), EventCreated
		err = tx.Do(`INSERT INTO outreach_campaign (id, name, kind, state, script, settings, version, created_by, created_at, changed_by)
			VALUES (?, ?, ?, ?, ?, ?, 1, ?, ?, ?)`, id, in.Name, in.Kind, StateDraft, string(script), string(settings), p.ID, wall.Micros(s.Clock.Now()), p.ID)
	} else {
		var c Campaign
		if c, err = s.at(tx, id, in.Version, StateDraft, StateApproved); err != nil {
			return Campaign{}, err
		}
		err = tx.Do(`UPDATE outreach_campaign SET name = ?, kind = ?, state = ?, script = ?, settings = ?, version = version + 1,
			changed_by = ?, approved_by = 0, approved_at = 0 WHERE id = ?`, in.Name, in.Kind, StateDraft, string(script), string(settings), p.ID, c.ID)
	}
	if err != nil {
		return Campaign{}, fmt.Errorf("outreach: put: %w", err)
	}
	c, err := s.campaign(tx, id)
	if err != nil {
		return c, err
	}
	return c, s.record(tx, kind, id, p.ID, Payload{Campaign: id, Version: c.Version})
}

// at is a campaign in one of some states, as it was seen. Faults: outreach.not_found, .wrong_state, .stale.
func (s *Service) at(q store.Queryer, id ids.ID, version int64, states ...State) (Campaign, error) {
	c, err := s.campaign(q, id)
	if err != nil {
		return c, err
	}
	if version != 0 && version != c.Version {
		return c, ErrStale
	}
	for _, x := range states {
		if c.State == x {
			return c, nil
		}
	}
	return c, ErrState
}
