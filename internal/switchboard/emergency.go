package switchboard

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"slices"
	"time"
)

// EmergencyService 应急服务 is a number to which a caller in danger is handed over 紧急转接, and what is dialled for it.
type EmergencyService struct {
	Code   string `json:"code"`   // 110, 119, 120, 122
	Name   string `json:"name"`   // in Chinese
	Dial   string `json:"dial"`   // through the trunk
	Reason string `json:"reason"` // what it is called for if nothing else is said
	Caller string `json:"caller"` // how the caller's number is told: see ShowAsserted; empty: that
}

// How an emergency service is told who calls. Nobody else who is called is told a caller's number.
const (
	ShowAsserted = "asserted" // From is the hotline's number, P-Asserted-Identity (RFC 3325) the caller's
	ShowFrom     = "from"     // From is the caller's, P-Asserted-Identity the hotline's, for networks that forward like that
	ShowNone     = "none"     // the hotline's alone
)

// EmergencyReasons are for what an emergency service is called: life in danger, fire, a crime under way, a traffic
// accident with people hurt, other.
var EmergencyReasons = []string{"life", "fire", "crime", "traffic", "other"}

// emergencyLimit is how long an emergency service may let it ring: longer than others, since the caller waits with the
// seat and not alone.
const emergencyLimit = 60 * time.Second

//go:embed emergency.json
var shippedEmergency []byte

// ShippedEmergency are the services that an installation begins with.
func ShippedEmergency() []EmergencyService {
	list, err := ParseEmergency(shippedEmergency)
	if err != nil {
		panic("switchboard: emergency.json: " + err.Error())
	}
	return list
}

// ParseEmergency reads and checks a list of services. An empty list is one: nobody is handed over.
func ParseEmergency(raw []byte) ([]EmergencyService, error) {
	var list []EmergencyService
	if err := json.Unmarshal(raw, &list); err != nil {
		return nil, fmt.Errorf("switchboard: emergency: %w", err)
	}
	seen := map[string]bool{}
	for i, e := range list {
		if e.Caller == "" {
			list[i].Caller = ShowAsserted
		}
		switch {
		case e.Code == "" || len(e.Code) > 20 || seen[e.Code] || e.Name == "":
			return nil, fmt.Errorf("switchboard: emergency service %q has no code or name, or is there twice", e.Code)
		case e.Dial == "" || len(e.Dial) > 20 || digitsOf(e.Dial) != e.Dial:
			return nil, fmt.Errorf("switchboard: emergency service %s has nothing to dial but %q", e.Code, e.Dial)
		case !slices.Contains(EmergencyReasons, e.Reason):
			return nil, fmt.Errorf("switchboard: reason %q of emergency service %s is none", e.Reason, e.Code)
		case !slices.Contains([]string{ShowAsserted, ShowFrom, ShowNone}, list[i].Caller):
			return nil, fmt.Errorf("switchboard: emergency service %s is told the caller by %q", e.Code, e.Caller)
		}
		seen[e.Code] = true
	}
	return list, nil
}

// target is whom a call is handed over to; caller is the number that the service may be told.
func (e EmergencyService) target(caller string) Target {
	t := Target{Kind: "emergency", Name: e.Name, Number: e.Dial, Service: e.Code}
	if e.Caller != ShowNone && !withheld(caller) {
		t.Tell, t.Caller = e.Caller, digitsOf(caller)
	}
	return t
}
