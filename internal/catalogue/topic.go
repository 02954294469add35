package catalogue

import (
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
)

// Topic is a word that requests across categories are marked with 专题, such as 欠薪. Orders and rules of the dispatch
// catalogue hold the word itself: a topic is stopped, and never renamed.
type Topic struct {
	ID      ids.ID `json:"id"`
	Name    string `json:"name"`
	Active  bool   `json:"active" doc:"offered for new requests"`
	Version int64  `json:"version" doc:"send it back with a change"`
}

// TopicIn is a new topic.
type TopicIn struct {
	Name string `json:"name" maxLength:"40" doc:"unique; stays for good"`
}

// TopicPatch stops a topic or takes it back into use.
type TopicPatch struct {
	Version int64 `json:"version" minimum:"1"`
	Active  *bool `json:"active,omitempty" doc:"false: offered no more; orders and rules keep it"`
}

// maxTopics bounds the list: desks choose from it whole.
const maxTopics = 200

// Topics returns all topics, stopped ones too, in the order in which they were added.
func (s *Service) Topics(q store.Queryer) ([]Topic, error) {
	rows, err := q.Query(`SELECT id, name, active, version FROM catalogue_topic ORDER BY id`)
	return store.Collect(rows, err, scanTopic)
}

// HasTopic tells whether the word is a topic, in use or stopped.
func (s *Service) HasTopic(q store.Queryer, name string) (bool, error) {
	var n int
	if err := q.QueryRow(`SELECT COUNT(*) FROM catalogue_topic WHERE name = ?`, name).Scan(&n); err != nil {
		return false, fmt.Errorf("catalogue: look for a topic: %w", err)
	}
	return n > 0, nil
}

// AddTopic adds a topic in use. Faults: request.invalid, ErrTopicTaken, ErrTooManyTopics.
func (s *Service) AddTopic(tx *store.Tx, p auth.Principal, in TopicIn) (Topic, error) {
	if err := mayAdminister(p); err != nil {
		return Topic{}, err
	}
	t := Topic{ID: ids.New(), Name: strings.TrimSpace(in.Name), Active: true, Version: 1}
	if message := wrongText(t.Name, 40); message != "" {
		return Topic{}, fault.Invalid.WithField("body.name", message)
	}
	var all, same int
	if err := tx.QueryRow(`SELECT COUNT(*), COALESCE(SUM(CASE WHEN name = ? THEN 1 ELSE 0 END), 0) FROM catalogue_topic`, t.Name).Scan(&all, &same); err != nil {
		return Topic{}, fmt.Errorf("catalogue: count topics: %w", err)
	}
	switch {
	case same > 0:
		return Topic{}, ErrTopicTaken.WithField("body.name", "已有同名专题")
	case all >= maxTopics:
		return Topic{}, ErrTooManyTopics
	}
	if err := tx.Do(`INSERT INTO catalogue_topic (id, name, active, version) VALUES (?, ?, 1, 1)`, t.ID, t.Name); err != nil {
		return Topic{}, fmt.Errorf("catalogue: insert topic: %w", err)
	}
	return t, s.record(tx, p, EventTopicAdded, t.ID, TopicEvent{t.ID, t.Active, t.Version})
}

// ChangeTopic stops a topic or takes it back into use. A change of nothing leaves no trace. Faults: ErrTopicNotFound,
// ErrStale.
func (s *Service) ChangeTopic(tx *store.Tx, p auth.Principal, id ids.ID, in TopicPatch) (Topic, error) {
	if err := mayAdminister(p); err != nil {
		return Topic{}, err
	}
	t, err := scanTopic(tx.QueryRow(`SELECT id, name, active, version FROM catalogue_topic WHERE id = ?`, id))
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return Topic{}, ErrTopicNotFound
	case err != nil:
		return Topic{}, fmt.Errorf("catalogue: topic: %w", err)
	case in.Version != t.Version:
		return Topic{}, ErrStale
	case or(in.Active, t.Active) == t.Active:
		return t, nil
	}
	t.Active, t.Version = !t.Active, t.Version+1
	if err := tx.Do(`UPDATE catalogue_topic SET active = ?, version = ? WHERE id = ?`, flag(t.Active), t.Version, t.ID); err != nil {
		return Topic{}, fmt.Errorf("catalogue: update topic: %w", err)
	}
	return t, s.record(tx, p, EventTopicChanged, t.ID, TopicEvent{t.ID, t.Active, t.Version})
}

func scanTopic(r store.Row) (t Topic, err error) {
	return t, r.Scan(&t.ID, &t.Name, &t.Active, &t.Version)
}
