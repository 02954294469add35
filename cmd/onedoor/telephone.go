package main

import (
	"context"
	"crypto/tls"
	"fmt"
	"net/netip"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/switchboard"
	"onedoor/internal/telephony/exchange"
	"onedoor/internal/telephony/sip"
	"onedoor/internal/telephony/timer"
	"onedoor/internal/telephony/webrtc"
)

// sipRealm is the realm of digest authentication.
const sipRealm = "onedoor"

// trialPorts is how many ports a trial tries for SIP.
const trialPorts = 40

// telephone is the exchange of this node with all that belongs to it.
type telephone struct {
	h        *house
	plan     telephonePlan
	where    telephoneAddresses
	accounts map[string]telephoneAccount
	staff    map[string]ids.ID // whose the accounts of the plan are

	lines  *switchboard.Lines
	phones *switchboard.Phones
	board  *switchboard.Board
	x      *exchange.Exchange
	relay  *webrtc.Relay
	ways   atomic.Pointer[[]*sip.Trunk] // out
}

// answer starts the telephone exchange, where this node has one, and tells where telephones reach it; the returned
// function hangs up and stops it.
func (h *house) answer(ctx context.Context) (at netip.AddrPort, hangUp func(), err error) {
	plan, ok, err := h.telephonePlan()
	if err != nil || !ok {
		return at, func() {}, err
	}
	if err := h.answerWithin(ctx, &plan); err != nil {
		return at, nil, err
	}
	c := h.config.Exchange
	t := &telephone{h: h, plan: plan, lines: switchboard.NewLines(timer.Real{}, sipRealm, c.Guests)}
	if t.where, err = addressesOf(c); err != nil {
		return at, nil, err
	}
	sounds, err := switchboard.LoadSounds(c.Sounds)
	if err != nil {
		return at, nil, err
	}
	h.announce(ctx, sounds)
	h.calls.Plan(plan.queues)
	if t.accounts, t.staff, err = h.phones(ctx, plan.Accounts); err != nil {
		return at, nil, err
	}
	if err := h.calls.Recover(ctx); err != nil {
		return at, nil, err
	}
	t.phones = switchboard.NewPhones(switchboard.PhonesConfig{Log: h.log, Sounds: sounds, Menu: 5 * time.Second, Record: h.recorder(c.Record),
		Guest: t.lines.Call, GuestLeft: t.lines.Ended, MayDial: t.mayDial, Staff: t.staffOf, Trunk: t.wayOut, Cooled: t.cooled, Spoken: t.spoken})
	t.board = switchboard.NewBoard(timer.Real{}, plan.queues, t.phones, h.calls.Journal)
	if err := h.calls.Refresh(ctx, t.board); err != nil {
		return at, nil, err
	}
	if c.Record {
		t.board.SetRecorded()
	}
	t.board.SetTakes(t.takes)
	t.board.SetCopies(t.copyPhoto)
	t.board.Keep(c.Keep)
	away, err := h.calls.BreaksToday(h.store.Read(ctx))
	if err != nil {
		return at, nil, err
	}
	t.board.Limit(plan.breaks)
	t.board.SetEmergency(plan.emergency)
	t.board.SetGuard(plan.guard.CallsHour)
	t.board.Remember(away)
	if t.x, err = t.exchange(); err != nil {
		return at, nil, err
	}
	t.phones.Attach(t.x, t.board)
	writing, stop := context.WithCancel(context.WithoutCancel(ctx))
	var journal sync.WaitGroup
	journal.Go(func() { h.calls.Run(writing) })
	journal.Go(func() { h.calls.KeepRouting(writing, t.board, timer.Real{}) })
	calling, noMore := context.WithCancel(ctx)
	hangUp = func() {
		noMore()
		h.calls.Open(nil)
		t.board.Close()
		t.x.Close()
		t.phones.Drain()
		h.outreach.Drain()
		if t.relay != nil {
			_ = t.relay.Close() // a socket
		}
		stop()
		journal.Wait()
	}
	if err := t.listen(); err != nil {
		hangUp()
		return at, nil, err
	}
	t.dialOut()
	h.calls.Open(t.floor())
	journal.Go(func() { h.outreach.Run(calling) })
	h.log.Info("the telephone exchange answers", "sip", t.x.Stack().Local("UDP").String(), "browsers", t.x.BrowserPort(),
		"trunks", len(plan.Trunks), "accounts", len(t.accounts))
	return t.x.Stack().Local("UDP"), hangUp, nil
}

// exchange makes the exchange. A trial passes over a port of browsers that is taken.
func (t *telephone) exchange() (*exchange.Exchange, error) {
	c := t.h.config.Exchange
	conf := exchange.Config{
		Clock: timer.Real{}, Log: t.h.log, Bind: t.where.bind, Advertise: t.where.advertise, Public: t.where.public, Browsers: t.where.browsers,
		Ports: [2]int{c.MediaFrom, c.MediaTo}, Realm: sipRealm, Agent: "Onedoor",
		Password: func(user string) (string, bool) { a, ok := t.accounts[user]; return a.Password, ok },
		A1:       t.lines.A1, Incoming: t.phones.Incoming, Registered: t.registered,
	}
	x, err := exchange.New(conf)
	if err != nil && t.h.plan != nil && conf.Browsers.IsValid() {
		conf.Browsers = netip.AddrPortFrom(conf.Browsers.Addr(), 0)
		x, err = exchange.New(conf)
	}
	if err != nil {
		return nil, fmt.Errorf("exchange: %w", err)
	}
	return x, nil
}

// staffOf is whose telephone an account is.
func (t *telephone) staffOf(account string) ids.ID {
	if id := t.staff[account]; id != 0 {
		return id
	}
	return switchboard.StaffOfAccount(account)
}

// registered is told that an account has come or gone. A telephone on the desk signs its person in and out; a browser
// comes and goes with its page, and its person signs in by a button. Only the telephone by which a seat has signed in counts;
// that of somebody who may sit at none any more signs nobody in.
func (t *telephone) registered(user string, online bool) {
	a, who := t.accounts[user], t.staff[user]
	browser := switchboard.StaffOfAccount(user)
	switch {
	case browser != 0 && online:
		t.board.LineBack(browser, user)
	case browser != 0:
		t.board.LineLost(browser, user)
	case who == 0:
	case !online:
		t.board.SignOutBy(who, user)
	case t.seated(who, func(auth.Principal) bool { return true }):
		t.board.SignInBy(who, user, a.Skills, a.Ready, t.x.Stack().Online)
	}
}

// wayOut is the first trunk that is up.
func (t *telephone) wayOut() *sip.Trunk {
	if list := t.ways.Load(); list != nil {
		if at := slices.IndexFunc(*list, (*sip.Trunk).Up); at >= 0 {
			return (*list)[at]
		}
	}
	return nil
}

// dialOut opens the trunks of the plan.
func (t *telephone) dialOut() {
	var out []*sip.Trunk
	for _, p := range t.plan.Trunks {
		trunk := t.x.Stack().AddTrunk(sip.TrunkConfig{Name: p.Name, Transport: p.Transport, Peers: p.Peers, Allow: p.Allow, Domain: p.Domain,
			Register: p.Register, User: p.User, Password: p.Password})
		if len(p.Peers) > 0 {
			out = append(out, trunk)
		}
	}
	t.ways.Store(&out)
}

func (t *telephone) listen() (err error) {
	c := t.h.config.Exchange
	tries := 1
	if t.h.plan != nil {
		tries = trialPorts
	}
	at := netip.AddrPort{}
	for n := range tries {
		at = netip.AddrPortFrom(t.where.bind, uint16(c.SIPPort+n)) //nolint:gosec // a port
		if err = t.x.Stack().ListenTCP(at); err == nil {
			err = t.x.Stack().ListenUDP(at)
		}
		if err == nil {
			break
		}
	}
	if err != nil {
		return fmt.Errorf("exchange: %w", err)
	}
	if t.where.browsers.IsValid() {
		t.x.Stack().ServeWS(at)
	}
	if c.TURNPort != 0 {
		relay := netip.AddrPortFrom(t.where.browsers.Addr(), uint16(c.TURNPort)) //nolint:gosec // likewise
		if t.relay, err = webrtc.ListenTURN(relay, t.where.public, t.h.ring.Secret("exchange.turn"), sipRealm); err != nil {
			return fmt.Errorf("exchange.turn_port: %w", err)
		}
	}
	if c.TLSPort == 0 {
		return nil
	}
	pair, err := tls.LoadX509KeyPair(c.TLSCert, c.TLSKey)
	if err != nil {
		return fmt.Errorf("exchange.tls_cert: %w", err)
	}
	conf := &tls.Config{Certificates: []tls.Certificate{pair}, MinVersion: tls.VersionTLS12}
	if err := t.x.Stack().ListenTLS(netip.AddrPortFrom(t.where.bind, uint16(c.TLSPort)), conf); err != nil { //nolint:gosec // likewise
		return fmt.Errorf("exchange: %w", err)
	}
	return nil
}
