package main

import (
	"context"
	"net"
	"strconv"
	"time"

	"onedoor/internal/directory"
	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/switchboard"
	"onedoor/internal/workorder"
)

// floor is what the seats of this node's exchange stand on.
func (t *telephone) floor() switchboard.Floor {
	c := switchboard.FloorConfig{Board: t.board, Exchange: t.x, Lines: t.lines, Phones: t.phones, Hotline: t.h.config.City.Hotline, Host: t.where.public.String(),
		Now: time.Now, Desks: map[ids.ID]string{}, Skills: map[ids.ID][]string{}, Units: t.units, Unit: t.unit, Name: t.name, ICE: t.ice}
	ctx := context.Background()
	for account, who := range t.staff {
		c.Desks[who], c.Skills[who] = account, t.accounts[account].Skills
	}
	for _, s := range t.plan.Seats {
		if who, err := t.h.directory.StaffByLogin(t.h.store.Read(ctx), s.Login); err == nil {
			c.Skills[who.ID] = s.Skills
		} else {
			t.h.log.Warn("exchange.plan names somebody who is not there", "login", s.Login)
		}
	}
	for _, a := range t.plan.Accounts {
		if a.Login != "" {
			continue
		}
		e := switchboard.Expert{Account: a.Account, Name: a.Name}
		if e.Name == "" {
			e.Name = a.Account
		}
		if u, err := t.h.directory.UnitByCode(t.h.store.Read(ctx), a.Unit); a.Unit != "" && err == nil {
			e.Unit = u.Label()
		}
		c.Experts = append(c.Experts, e)
	}
	return switchboard.NewFloor(c)
}

// mayDial tells whether somebody may call numbers outside.
func (t *telephone) mayDial(staff ids.ID) bool {
	p, err := t.h.directory.Principal(context.Background(), staff)
	return err == nil && p.Can(switchboard.RightDial)
}

// takes tells whether somebody takes calls on a hotline number: the own seats of a number do on theirs only.
func (t *telephone) takes(staff ids.ID, hotline string) bool {
	return t.seated(staff, func(p auth.Principal) bool { return p.Scope.All || p.Scope.AllowsNumber(hotline) })
}

// seated tells whether somebody may sit at a telephone, and something more. A database that fails keeps nobody from calls.
func (t *telephone) seated(staff ids.ID, and func(auth.Principal) bool) bool {
	p, err := t.h.directory.Resolve(context.Background(), staff)
	return err != nil || p.Can(switchboard.RightSeat) && and(p)
}

// coolsWithin is how long the database may take to tell of a cool-down, and of a language; then the caller is let in as
// everybody is.
const coolsWithin = 2 * time.Second

// cooled tells until when a number cools down.
func (t *telephone) cooled(number string) time.Time {
	ctx, cancel := context.WithTimeout(context.Background(), coolsWithin)
	defer cancel()
	until, err := t.h.calls.CooledUntil(t.h.store.Read(ctx), number)
	if err != nil {
		t.h.log.Error("it is not known whether a caller cools down", "error", err)
		return time.Time{}
	}
	return until
}

// spoken is the language that was spoken with a number before.
func (t *telephone) spoken(number string) string {
	ctx, cancel := context.WithTimeout(context.Background(), coolsWithin)
	defer cancel()
	language, err := t.h.intake.Spoken(t.h.store.Read(ctx), number)
	if err != nil {
		t.h.log.Error("it is not known what language a caller speaks", "error", err)
	}
	return language
}

// copyPhoto makes a photo that a caller sent to one seat an upload of who has the call now.
func (t *telephone) copyPhoto(file, heir ids.ID, done func(ids.ID)) {
	go func() {
		a, err := t.h.orders.CopyUpload(context.Background(), file, workorder.OwnerStaff(heir))
		if err != nil {
			t.h.log.Error("a caller's photo does not follow the call", "file", file, "seat", heir, "error", err)
			return
		}
		done(a.ID)
	}()
}

func (t *telephone) name(ctx context.Context, staff ids.ID) (name, login string) {
	s, err := t.h.directory.Staff(t.h.store.Read(ctx), staff)
	if err != nil {
		return staff.String(), ""
	}
	return s.Name, s.Login
}

// units are the active units that have a number; words may be a part of the number too.
func (t *telephone) units(ctx context.Context, words string) ([]switchboard.UnitNumber, error) {
	active := true
	list, err := t.h.directory.Units(t.h.store.Read(ctx), directory.UnitFilter{Query: words, Active: &active})
	if err != nil {
		return nil, err
	}
	var found []switchboard.UnitNumber
	for _, u := range list {
		if u.DutyPhone != "" {
			found = append(found, switchboard.UnitNumber{ID: u.ID, Name: u.Label(), Number: u.DutyPhone})
		}
	}
	return found, nil
}

func (t *telephone) unit(ctx context.Context, id ids.ID) (switchboard.UnitNumber, error) {
	u, err := t.h.directory.Unit(t.h.store.Read(ctx), id)
	if err != nil || !u.Active {
		return switchboard.UnitNumber{}, directory.ErrUnitNotFound
	}
	return switchboard.UnitNumber{ID: u.ID, Name: u.Label(), Number: u.DutyPhone}, nil
}

// ice tells a browser which helpers of its sound there are; the relay's credentials are good for some hours.
func (t *telephone) ice(user string) []switchboard.ICEServer {
	list := []switchboard.ICEServer{}
	if s := t.h.config.Exchange.STUN; s != "" {
		list = append(list, switchboard.ICEServer{URLs: []string{s}})
	}
	if t.relay == nil {
		return list
	}
	name, password, err := t.relay.Credentials(user)
	if err != nil {
		t.h.log.Error("the relay gives no credentials", "error", err)
		return list
	}
	at := net.JoinHostPort(t.where.public.String(), strconv.Itoa(int(t.relay.Addr().Port())))
	return append(list, switchboard.ICEServer{URLs: []string{"turn:" + at + "?transport=udp", "turn:" + at + "?transport=tcp"}, Username: name, Credential: password})
}
