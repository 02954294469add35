package switchboard

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"slices"
	"time"
)

// Seconds is a duration that is written as a number of seconds.
type Seconds int

// D is the duration.
func (s Seconds) D() time.Duration { return time.Duration(s) * time.Second }

// Widening drops some needs of a call that has waited so long.
type Widening struct {
	After Seconds  `json:"after"`
	Drop  []string `json:"drop"`
}

// Queue is where calls of one sort wait, and its rules.
type Queue struct {
	Code     string     `json:"code"`
	Name     string     `json:"name"`     // in Chinese
	Key      string     `json:"key"`      // of the first voice menu
	Needs    []string   `json:"needs"`    // skills that a seat must have, such as business:water or lang:wuu
	Priority int        `json:"priority"` // higher is served first
	Widen    []Widening `json:"widen"`    // overflow
	Ring     Seconds    `json:"ring"`     // how long a seat may let it ring
	Announce Seconds    `json:"announce"` // between two announcements of the place
	Callback Seconds    `json:"callback"` // when to offer a call back; 0 never
	MaxWait  Seconds    `json:"max_wait"` // then the caller is let go, with a call owed
	WrapUp   Seconds    `json:"wrap_up"`  // limit
	Target   Seconds    `json:"target"`   // of the service level
	Short    Seconds    `json:"short"`    // who hangs up sooner has not abandoned
}

//go:embed queues.json
var shipped []byte

// ShippedQueues are the queues that an installation begins with.
func ShippedQueues() []Queue {
	queues, err := ParseQueues(shipped)
	if err != nil {
		panic("switchboard: queues.json: " + err.Error())
	}
	return queues
}

// ParseQueues reads and checks a list of queues. The first is that of callers who press nothing.
func ParseQueues(raw []byte) ([]Queue, error) {
	var list []Queue
	if err := json.Unmarshal(raw, &list); err != nil {
		return nil, fmt.Errorf("switchboard: queues: %w", err)
	}
	return checkQueues(list)
}

func checkQueues(list []Queue) ([]Queue, error) {
	if len(list) == 0 {
		return nil, fmt.Errorf("switchboard: no queue")
	}
	codes, keys := map[string]bool{}, map[string]bool{}
	for _, q := range list {
		switch {
		case q.Code == "" || codes[q.Code]:
			return nil, fmt.Errorf("switchboard: queue code %q is empty or taken", q.Code)
		case q.Key != "" && (keys[q.Key] || len(q.Key) != 1):
			return nil, fmt.Errorf("switchboard: key %q of queue %s is taken or no key", q.Key, q.Code)
		case q.Ring <= 0 || q.MaxWait <= 0 || q.WrapUp <= 0 || q.Target <= 0 || q.Announce <= 0 || q.Short < 0 || q.Callback < 0:
			return nil, fmt.Errorf("switchboard: queue %s lacks a time", q.Code)
		}
		codes[q.Code], keys[q.Key] = true, true
	}
	return list, nil
}

// QueueOf finds a queue by its code.
func QueueOf(list []Queue, code string) (Queue, bool) {
	at := slices.IndexFunc(list, func(q Queue) bool { return q.Code == code })
	if at < 0 {
		return Queue{}, false
	}
	return list[at], true
}

// needs are the skills that a call needs after it has waited so long.
func (q *Queue) needs(waited time.Duration) []string {
	list := slices.Clone(q.Needs)
	for _, w := range q.Widen {
		if waited >= w.After.D() {
			list = slices.DeleteFunc(list, func(n string) bool { return slices.Contains(w.Drop, n) })
		}
	}
	return list
}
