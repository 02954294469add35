package switchboard

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"slices"
	"time"
)

// Break is a reason for being busy that a person chooses, and its limits.
type Break struct {
	Code    string `json:"code"`    // rest, meal, training, duty
	Minutes int    `json:"minutes"` // of a day's work; 0: as long as need be
	Away    int    `json:"away"`    // how many seats may be away for it at once; 0: as many as will
}

func (k Break) limit() time.Duration { return time.Duration(k.Minutes) * time.Minute }

//go:embed breaks.json
var shippedBreaks []byte

// ShippedBreaks are the limits that an installation begins with.
func ShippedBreaks() []Break {
	list, err := ParseBreaks(shippedBreaks)
	if err != nil {
		panic("switchboard: breaks.json: " + err.Error())
	}
	return list
}

// ParseBreaks reads and checks a list of limits. A reason that is not named has none.
func ParseBreaks(raw []byte) ([]Break, error) {
	var list []Break
	if err := json.Unmarshal(raw, &list); err != nil {
		return nil, fmt.Errorf("switchboard: breaks: %w", err)
	}
	seen := map[string]bool{}
	for _, k := range list {
		switch {
		case seen[k.Code] || !slices.Contains(Reasons, k.Code) || k.Code == ReasonMissed:
			return nil, fmt.Errorf("switchboard: break %q is no reason, or there twice", k.Code)
		case k.Minutes < 0 || k.Minutes > 24*60 || k.Away < 0:
			return nil, fmt.Errorf("switchboard: the limits of break %s are none", k.Code)
		}
		seen[k.Code] = true
	}
	return list, nil
}
