package switchboard

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"onedoor/internal/platform/ids"
	"onedoor/internal/telephony/sip"
	"onedoor/internal/telephony/timer"
)

func TestSeatLine(t *testing.T) {
	clock := timer.NewManual(time.Unix(1_800_000_000, 0))
	lines := NewLines(clock, "onedoor", 5)
	account, secret, until := lines.Seat(77)
	if StaffOfAccount(account) != 77 || until.Sub(clock.Now()) != 15*time.Minute {
		t.Errorf("account %s until %v", account, until)
	}
	good := func(secret string) bool {
		return slices.Contains(lines.A1(account), sip.A1(account, "onedoor", secret))
	}
	_, second, _ := lines.Seat(77) // another screen
	if !good(secret) || !good(second) || secret == second {
		t.Error("the passwords of two screens are not both good")
	}
	clock.Advance(15*time.Minute - time.Second)
	if !good(secret) {
		t.Error("not good a second before its end")
	}
	clock.Advance(time.Second)
	if good(secret) || len(lines.A1(account)) != 0 {
		t.Error("good after its end")
	}
	for range 10 {
		_, secret, _ = lines.Seat(77)
	}
	if n := len(lines.A1(account)); n != lineSpare || !good(secret) {
		t.Errorf("%d passwords are good", n)
	}
	for _, strange := range []string{"", "s", "1001", "s-1", "sx", "guest-1"} {
		if id := StaffOfAccount(strange); id > 0 {
			t.Errorf("%q is %d's", strange, id)
		}
	}
	if StaffOfAccount(SeatAccount(ids.ID(1))) != 1 {
		t.Error("an account is not its person's")
	}
}

func TestGuestLine(t *testing.T) {
	clock := timer.NewManual(time.Unix(1_800_000_000, 0))
	fresh := func() *Lines { return NewLines(clock, "onedoor", 5) }
	guest := func(t *testing.T, l *Lines, source string) string {
		t.Helper()
		account, _, _, err := l.Guest(source, "12345")
		if err != nil {
			t.Fatal(err)
		}
		return account
	}
	t.Run("OneCall", func(t *testing.T) {
		l := fresh()
		a := guest(t, l, "x")
		for dialled, want := range map[string]bool{"110": false, "13800000000": false, "": false} {
			if _, is, ok := l.Call(a, dialled); !is || ok != want {
				t.Errorf("calls %q: %v", dialled, ok)
			}
		}
		if hotline, is, ok := l.Call(a, "12345"); !is || !ok || hotline != "12345" {
			t.Error("may not call the hotline")
		}
		if _, _, ok := l.Call(a, "12345"); ok {
			t.Error("calls twice")
		}
		clock.Advance(time.Hour) // they speak
		if !l.Alive(a) || len(l.A1(a)) != 1 {
			t.Error("forgotten in mid-call")
		}
		l.Ended(a)
		if l.Alive(a) || l.Enter(a) {
			t.Error("alive after its call")
		}
		if _, is, _ := l.Call("1001", "12345"); is {
			t.Error("a phone on the desk counts as a visitor")
		}
	})
	t.Run("Holds", func(t *testing.T) {
		l := fresh()
		a, secret, _, err := l.Guest("x", "12345")
		b, other, _, _ := l.Guest("x", "12345")
		if err != nil || !l.Holds(a, secret) || !l.Holds(b, other) || l.Holds(a, other) || l.Holds(a, "") || l.Holds("", secret) || l.Holds("1001", secret) {
			t.Error("a line is held by whoever does not hold it")
		}
		l.Ended(a)
		if l.Holds(a, secret) {
			t.Error("held after its call")
		}
	})
	t.Run("TooLate", func(t *testing.T) {
		l := fresh()
		a := guest(t, l, "x")
		clock.Advance(guestLife)
		if _, _, ok := l.Call(a, "12345"); ok || l.Enter(a) || len(l.A1(a)) != 0 {
			t.Error("good after its time")
		}
	})
	t.Run("PerAddress", func(t *testing.T) {
		l := fresh()
		for range guestPer {
			guest(t, l, "x")
		}
		if _, _, _, err := l.Guest("x", "12345"); !errors.Is(err, ErrGuests) {
			t.Errorf("one too many of an address: %v", err)
		}
		guest(t, l, "y")
		clock.Advance(guestLife) // nobody called
		guest(t, l, "x")
	})
	t.Run("InTotal", func(t *testing.T) {
		l := fresh()
		for n := range 5 {
			guest(t, l, fmt.Sprint(n))
		}
		if _, _, _, err := l.Guest("z", "12345"); !errors.Is(err, ErrGuests) {
			t.Errorf("one too many in total: %v", err)
		}
	})
	t.Run("Sockets", func(t *testing.T) {
		l := fresh()
		a := guest(t, l, "x")
		for range guestSpare {
			if !l.Enter(a) {
				t.Fatal("a socket is refused")
			}
		}
		if l.Enter(a) {
			t.Error("one socket too many")
		}
		l.Leave(a)
		if !l.Enter(a) {
			t.Error("a place that became free is not given")
		}
	})
}
