package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/netip"
	"os"

	"onedoor/internal/catalogue"
	"onedoor/internal/platform/config"
	"onedoor/internal/platform/ids"
	"onedoor/internal/switchboard"
)

// telephonePlan is the file of exchange.plan.
type telephonePlan struct {
	Trunks []struct {
		Name, Transport, Domain, User, Password string
		Peers                                   []string
		Allow                                   []netip.Prefix
		Register                                bool
	}
	Accounts []telephoneAccount
	Seats    []telephoneSeat
	Queues   json.RawMessage
	Breaks   json.RawMessage
	// Emergency are the emergency services that callers are handed over to.
	Emergency json.RawMessage
	// Guard are the limits of cool-downs.
	Guard json.RawMessage

	queues    []switchboard.Queue
	breaks    []switchboard.Break
	emergency []switchboard.EmergencyService
	guard     switchboard.GuardRules
}

// telephoneAccount is a phone and whose it is. One that is nobody's has a name, and may be of a unit: calls can be
// handed over to it.
type telephoneAccount struct {
	Account, Password, Login string
	Name, Unit               string // Unit is a unit's code
	Skills                   []string
	Ready                    bool // takes calls as soon as it has registered
}

// telephoneSeat is what somebody can do whose telephone is the browser.
type telephoneSeat struct {
	Login  string
	Skills []string
}

func readPlan(path string) (telephonePlan, error) {
	raw, err := os.ReadFile(path) //nolint:gosec // the operator's own file
	if err != nil {
		return telephonePlan{}, fmt.Errorf("exchange.plan: %w", err)
	}
	return parsePlan(raw)
}

func parsePlan(raw []byte) (p telephonePlan, err error) {
	if err := json.Unmarshal(raw, &p); err != nil {
		return p, fmt.Errorf("exchange.plan: %w", err)
	}
	seen := map[string]bool{}
	for _, a := range p.Accounts {
		if a.Account == "" || seen[a.Account] || len(a.Password) < 8 || switchboard.StaffOfAccount(a.Account) != 0 {
			return p, fmt.Errorf("exchange.plan: account %q is empty, there twice, of a browser, or its password has fewer than 8 characters", a.Account)
		}
		seen[a.Account] = true
	}
	p.queues = switchboard.ShippedQueues()
	if len(p.Queues) > 0 {
		if p.queues, err = switchboard.ParseQueues(p.Queues); err != nil {
			return p, err
		}
	}
	p.breaks = switchboard.ShippedBreaks()
	if len(p.Breaks) > 0 {
		if p.breaks, err = switchboard.ParseBreaks(p.Breaks); err != nil {
			return p, err
		}
	}
	p.emergency = switchboard.ShippedEmergency()
	if len(p.Emergency) > 0 {
		if p.emergency, err = switchboard.ParseEmergency(p.Emergency); err != nil {
			return p, err
		}
	}
	p.guard = switchboard.ShippedGuard()
	if len(p.Guard) > 0 {
		p.guard, err = switchboard.ParseGuard(p.Guard)
	}
	return p, err
}

// telephonePlan is the plan of this node's exchange; false if it has none.
func (h *house) telephonePlan() (telephonePlan, bool, error) {
	switch {
	case h.config.Exchange.Plan != "":
		p, err := readPlan(h.config.Exchange.Plan)
		return p, true, err
	case h.plan != nil:
		p, err := parsePlan(h.plan)
		return p, true, err
	}
	return telephonePlan{}, false, nil
}

// secondsOf are the units in which a limit of the telephone can be written, in seconds.
var secondsOf = map[string]int{"natural_second": 1, "natural_minute": 60}

// answerWithin lets the shipped queues measure their service level by the time-limit preset that holds in general, where
// it says how soon a call is to be answered (电话接听). Queues of a plan say it themselves.
func (h *house) answerWithin(ctx context.Context, p *telephonePlan) error {
	if len(p.Queues) > 0 {
		return nil
	}
	limit, _, err := h.catalogue.LimitFor(h.store.Read(ctx), catalogue.Ask{Stage: "answer_phone"})
	if err != nil {
		return fmt.Errorf("exchange: time to answer: %w", err)
	}
	if seconds := limit.N * secondsOf[limit.Unit]; seconds > 0 {
		for i := range p.queues {
			p.queues[i].Target = switchboard.Seconds(seconds)
		}
	}
	return nil
}

// guardRules are the limits of cool-downs: those of the plan, or, where there is none or it cannot be read, the shipped
// ones; what is wrong with a plan is told when the exchange starts.
func (h *house) guardRules() switchboard.GuardRules {
	if p, ok, err := h.telephonePlan(); ok && err == nil {
		return p.guard
	}
	return switchboard.ShippedGuard()
}

// telephoneAddresses are where the exchange listens and what it tells others.
type telephoneAddresses struct {
	bind, advertise, public netip.Addr
	browsers                netip.AddrPort // not valid: browsers are no telephones
}

func addressesOf(c config.Exchange) (a telephoneAddresses, err error) {
	if a.bind, err = netip.ParseAddr(c.Bind); err != nil {
		return a, fmt.Errorf("exchange.bind: %w", err)
	}
	a.advertise = a.bind
	if c.Advertise != "" {
		if a.advertise, err = netip.ParseAddr(c.Advertise); err != nil {
			return a, fmt.Errorf("exchange.advertise: %w", err)
		}
	}
	a.public = a.advertise
	if c.Public != "" {
		if a.public, err = netip.ParseAddr(c.Public); err != nil {
			return a, fmt.Errorf("exchange.public: %w", err)
		}
	}
	if c.BrowserPort == 0 {
		return a, nil
	}
	at := a.bind
	if c.BrowserBind != "" {
		if at, err = netip.ParseAddr(c.BrowserBind); err != nil {
			return a, fmt.Errorf("exchange.browser_bind: %w", err)
		}
	}
	a.browsers = netip.AddrPortFrom(at, uint16(c.BrowserPort)) //nolint:gosec // a port
	return a, nil
}

// phones finds whose the accounts are.
func (h *house) phones(ctx context.Context, list []telephoneAccount) (map[string]telephoneAccount, map[string]ids.ID, error) {
	accounts, staff := map[string]telephoneAccount{}, map[string]ids.ID{}
	for _, a := range list {
		accounts[a.Account] = a
		if a.Login == "" {
			continue // an expert's phone, or one in a meeting room
		}
		s, err := h.directory.StaffByLogin(h.store.Read(ctx), a.Login)
		if err != nil {
			return nil, nil, fmt.Errorf("exchange.plan: account %s is of %s: %w", a.Account, a.Login, err)
		}
		staff[a.Account] = s.ID
	}
	return accounts, staff, nil
}
