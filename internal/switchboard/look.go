package switchboard

import (
	"context"
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/vault"
)

// View implements Floor.
func (f *floor) View(p auth.Principal) SeatView {
	l := f.Look(p.ID)
	v := SeatView{Served: true, State: l.Seat.State, Reason: l.Seat.Reason, Next: l.Next, Now: f.Now(), Account: l.Seat.Account, Away: l.Seat.Away,
		Queues: []QueueView{}, Calls: []CallView{}, Breaks: []BreakView{}}
	if v.Account == "" {
		v.Account = SeatAccount(p.ID)
	}
	v.Online = f.Exchange.Stack().Online(v.Account)
	if l.There {
		v.Since = optional(l.Seat.Since)
	}
	if l.Seat.State == SeatWrapUp {
		v.WrapUpUntil = optional(l.Seat.WrapEnd)
	}
	waits := f.Waits()
	for _, q := range f.Queues() {
		v.Queues = append(v.Queues, QueueView{Code: q.Code, Name: q.Name, Waiting: waits[q.Code], Mine: (&Seat{Skills: f.Skills[p.ID]}).has(q.Needs)})
	}
	if l.Call != nil {
		v.Calls = append(v.Calls, f.callView(l.Call))
	}
	if l.Seat.State == SeatBusy {
		v.BreakUntil = optional(l.Seat.BreakEnd)
	}
	for _, k := range l.Breaks {
		v.Breaks = append(v.Breaks, BreakView{Kind: k.Code, Minutes: k.Minutes, Left: int(k.Left / time.Minute), Away: k.Now, Most: k.Away, Free: k.Free})
	}
	if l.Watch != nil {
		name, _ := f.Name(context.Background(), l.Watch.Seat)
		v.Watching = &WatchView{Call: l.Watch.Call, Mode: l.Watch.Mode, Seat: l.Watch.Seat, SeatName: name, Since: optional(l.Watch.Since)}
	}
	return v
}

func (f *floor) callView(c *CallLook) CallView {
	v := CallView{ID: c.ID, Part: "own", State: c.State, Direction: "in", Door: "phone", CallerNumber: c.Caller.Number, Masked: vault.MaskPhone(c.Caller.Number),
		Elderly: c.Caller.Elderly, Hotline: c.Caller.Hotline, BeganAt: c.Began, AnsweredAt: optional(c.Answered), Held: c.Held, Cut: c.Cut,
		KeptUntil: optional(c.KeptUntil), Others: []PartyView{}, Sent: []SentView{}, May: c.May}
	v.Emergency, v.Cooled, v.Warned = emergencyLook(c.Emergency), c.Caller.cools(), !c.Warned.IsZero()
	for _, s := range c.Sent {
		v.Sent = append(v.Sent, SentView{Kind: s.Kind, At: s.At, File: s.File, Name: s.Name, Size: s.Size, Latitude: s.Latitude, Longitude: s.Longitude, Accuracy: s.Accuracy})
	}
	if c.Out {
		v.Direction = "out"
	}
	if v.Errand, v.About = c.Caller.Errand.Kind, c.Caller.Errand.Subject; c.Caller.Errand.Veiled {
		v.CallerNumber = ""
	}
	if c.Caller.Web {
		v.Door = "web"
	}
	if c.Queue != nil {
		v.Queue, v.QueueName = c.Queue.Code, c.Queue.Name
	}
	if c.Help != nil && !c.Helper {
		if v.Help = "asked"; c.Help.taken != 0 {
			v.Help = "taken"
			v.HelpBy, _ = f.Name(context.Background(), c.Help.taken)
		}
	}
	v.Video = !c.Helper && v.State == "talking" && f.Phones.Faced(c.ID)
	if c.Helper { // the number goes with the call, not with the question
		v.Part, v.CallerNumber = "helper", ""
		name, _ := f.Name(context.Background(), c.Owner)
		v.Others = append(v.Others, PartyView{Kind: "seat", Name: name, State: c.Joined})
	} else if c.Other != nil {
		v.Others = append(v.Others, PartyView{Kind: c.Other.Kind, Name: c.Other.Name, State: c.Joined})
	}
	return v
}

func optional(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}
