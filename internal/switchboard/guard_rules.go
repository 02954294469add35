package switchboard

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"time"
)

// Kinds of abusive conduct 恶意骚扰: insults, threats, sexual harassment, repeated silent or prank calls, blocking the line.
// What somebody complains about, how often, and how it was decided is none of them.
var AbuseKinds = []string{"insult", AbuseThreat, "sexual", "prank", "blocking"}

// AbuseThreat is enough alone, where the rules say so.
const AbuseThreat = "threat"

// GuardRules are the limits of cool-downs 冷却.
type GuardRules struct {
	Evidence   int   `json:"evidence"`      // pieces of evidence that a cool-down needs
	Threats    int   `json:"threats"`       // or pieces of evidence of a threat
	Days       int   `json:"evidence_days"` // how long a piece counts for a new one
	Hours      []int `json:"hours"`         // how long the first may last at most, the second, and so on; the last holds for all further ones
	SecondOver int   `json:"second_over"`   // hours beyond which a second person decides
	RepeatDays int   `json:"repeat_days"`   // how long a cool-down makes the next one a further one
	KeepDays   int   `json:"keep_days"`     // how long evidence is kept, and its recording with it
	CallsHour  int   `json:"calls_an_hour"` // how often within an hour a number that cools down reaches the queue
}

//go:embed guard.json
var shippedGuard []byte

// ShippedGuard are the rules that an installation begins with.
func ShippedGuard() GuardRules {
	r, err := ParseGuard(shippedGuard)
	if err != nil {
		panic("switchboard: guard.json: " + err.Error())
	}
	return r
}

// maxCoolHours is the longest that an operator can allow: thirty days. Nobody is cut off from the hotline for good.
const maxCoolHours = 30 * 24

// ParseGuard reads and checks the rules of cool-downs.
func ParseGuard(raw []byte) (GuardRules, error) {
	var r GuardRules
	if err := json.Unmarshal(raw, &r); err != nil {
		return r, fmt.Errorf("switchboard: guard: %w", err)
	}
	if r.Evidence < 1 || r.Threats < 1 || r.Days < 1 || len(r.Hours) == 0 || r.SecondOver < 1 || r.RepeatDays < 1 || r.KeepDays < r.Days || r.CallsHour < 1 {
		return r, fmt.Errorf("switchboard: guard: a limit is missing, or evidence is kept for less time than it counts")
	}
	for i, h := range r.Hours {
		if h < 1 || h > maxCoolHours || i > 0 && h < r.Hours[i-1] {
			return r, fmt.Errorf("switchboard: guard: hours must rise and be 1 to %d", maxCoolHours)
		}
	}
	return r, nil
}

// most is how many hours a cool-down may last after so many before.
func (r GuardRules) most(before int) int { return r.Hours[min(before, len(r.Hours)-1)] }

func days(n int) time.Duration { return time.Duration(n) * 24 * time.Hour }
