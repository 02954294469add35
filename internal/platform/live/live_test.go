package live

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/testkit"
)

func TestStream(t *testing.T) {
	each(t, quick, func(t *testing.T, b *bench) {
		t.Run("InOrderWithoutWords", func(t *testing.T) {
			l := b.listen("centre", "", "")
			before := l.expect("hello", "").id
			for i := range 50 {
				b.append(2, "workorder.dispatched", ids.ID(100+i), waters, roads)
			}
			for i := range 100 {
				e := l.expect("", "workorder.dispatched")
				if e.id != before+int64(i)+1 || e.m.Seq != e.id || e.m.Subject != ids.ID(100+i/2) || e.m.To != "dispatched" || !e.m.At.Equal(testkit.Monday) {
					t.Fatalf("event %d: %+v", i, e)
				}
				for _, secret := range []string{"secretword", "commitment", "units", `"6"`, "payload", "actor"} {
					if strings.Contains(e.data, secret) {
						t.Fatalf("tells %s: %s", secret, e.data)
					}
				}
			}
		})
		t.Run("Scope", func(t *testing.T) {
			l := b.listen("officer", "", "")
			l.expect("hello", "")
			b.append(3, "workorder.created", 200)               // the centre's
			b.append(3, "workorder.replied", 201, roads)        // another unit's
			b.append(1, "workorder.signed", 202, roads, waters) // both units'
			b.append(1, "knowledge.published", 203, 0)
			b.append(1, "workorder.urged", 204, waters)
			l.expect("", "workorder.signed")
			l.expect("", "workorder.urged")
		})
		t.Run("Right", func(t *testing.T) {
			l, all := b.listen("officer", "topics=secret,workorder", ""), b.listen("centre", "topics=secret", "")
			l.expect("hello", "")
			all.expect("hello", "")
			b.append(1, "secret.told", 400, waters)
			b.append(1, "workorder.urged", 401, waters)
			l.expect("", "workorder.urged")
			all.expect("", "secret.told")
		})
		t.Run("Topics", func(t *testing.T) {
			l := b.listen("centre", "topics=knowledge,,followup", "")
			l.expect("hello", "")
			b.append(2, "workorder.created", 300)
			b.append(1, "knowledge.published", 301)
			b.append(1, "knowledgeable.thing", 302)
			b.append(1, "followup.asked", 303)
			l.expect("", "knowledge.published")
			l.expect("", "followup.asked")
		})
		t.Run("HostileTopics", func(t *testing.T) {
			l := b.listen("officer", "topics="+strings.Repeat("x,", 5000)+"%0a%0adata:%20x,workorder", "")
			l.expect("hello", "")
			b.append(1, "workorder.signed", 400, waters)
			l.expect("", "workorder.signed")
		})
	})
}

func TestResume(t *testing.T) {
	each(t, quick, func(t *testing.T, b *bench) {
		l := b.listen("officer", "", "")
		start := l.expect("hello", "").id
		b.append(1, "workorder.signed", 10, waters)
		seen := l.expect("", "workorder.signed").id
		l.close()
		l.ended()
		b.append(1, "workorder.replied", 10, waters) // while nobody listens
		b.append(1, "workorder.replied", 11, roads)
		b.append(1, "workorder.completed", 10, waters)
		b.reached(start + 4)
		t.Run("WhatWasMissed", func(t *testing.T) {
			again := b.listen("officer", "", strconv.FormatInt(seen, 10))
			again.expect("hello", "")
			again.expect("", "workorder.replied")
			again.expect("", "workorder.completed")
			b.append(1, "workorder.archived", 10, waters)
			again.expect("", "workorder.archived")
		})
		present := start + 5
		for name, last := range map[string]int64{"TooOld": start - 1, "Never": 0, "Negative": -5, "Future": present + 1000, "FarFuture": 1<<63 - 1, "FarPast": -1 << 63} {
			t.Run(name, func(t *testing.T) {
				lost := b.listen("officer", "", strconv.FormatInt(last, 10))
				lost.expect("hello", "")
				if e := lost.expect("reset", ""); e.id != present {
					t.Errorf("goes on from %d, want %d", e.id, present)
				}
				b.append(1, "workorder.urged", 12, waters)
				present++
				if e := lost.expect("", "workorder.urged"); e.id != present { // and nothing of what it loads anew
					t.Errorf("%+v", e)
				}
			})
		}
		for name, last := range map[string]string{"Rubbish": "x", "Overflow": "99999999999999999999", "Injection": "1; DROP TABLE x"} {
			t.Run(name, func(t *testing.T) { // is like coming for the first time
				l := b.listen("officer", "", last)
				if e := l.expect("hello", ""); e.id != present {
					t.Errorf("begins at %d, want %d", e.id, present)
				}
				b.append(1, "workorder.urged", 12, waters)
				present++
				l.expect("", "workorder.urged")
			})
		}
	})
}

func TestEndStreams(t *testing.T) {
	b := newBench(t, testkit.Store(t), quick)
	listeners := []*listener{b.listen("centre", "", ""), b.listen("officer", "", ""), b.listen("centre", "", "")}
	for _, l := range listeners {
		l.expect("hello", "")
	}
	if n := b.hub.Listeners(); n != 3 {
		t.Errorf("%d listeners", n)
	}
	b.hub.EndStreams()
	b.hub.EndStreams() // twice does no harm
	for _, l := range listeners {
		l.ended()
	}
	b.listen("centre", "", "").ended()
	gone(t, b.hub, 0)
}

// reached waits until the hub knows an event.
func (b *bench) reached(seq int64) {
	b.t.Helper()
	for end := time.Now().Add(20 * time.Second); ; time.Sleep(time.Millisecond) {
		b.hub.mu.RLock()
		last := b.hub.last
		b.hub.mu.RUnlock()
		if last >= seq {
			return
		}
		if time.Now().After(end) {
			b.t.Fatalf("the hub is at %d, not %d", last, seq)
		}
	}
}

// gone waits until only n streams are open.
func gone(t *testing.T, h *Hub, n int) {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); h.Listeners() > n; {
		if time.Now().After(end) {
			t.Fatalf("%d streams stay open", h.Listeners())
		}
		time.Sleep(time.Millisecond)
	}
}

func TestTooMany(t *testing.T) {
	b := newBench(t, testkit.Store(t), quick)
	b.hub.mu.Lock()
	b.hub.open = maxStreams
	b.hub.mu.Unlock()
	w := httptest.NewRecorder()
	b.hub.Stream(nil)(w, httptest.NewRequest(http.MethodGet, "/", nil))
	if w.Code != http.StatusServiceUnavailable || !strings.Contains(w.Body.String(), "internal.unavailable") || b.hub.Listeners() != maxStreams {
		t.Errorf("%d %s, %d listeners", w.Code, w.Body, b.hub.Listeners())
	}
}

// TestRecheck holds that whoever lost the right to listen is cut off, and that a changed scope takes effect.
func TestRecheck(t *testing.T) {
	p := quick
	p.recheck, p.beat = 5*time.Millisecond, 5*time.Millisecond
	b := newBench(t, testkit.Store(t), p)
	now := func(who auth.Principal, err error) (checked func()) {
		var n atomic.Int64
		b.mu.Lock()
		b.still = func() (auth.Principal, error) { n.Add(1); return who, err }
		b.mu.Unlock()
		return func() {
			for end := time.Now().Add(20 * time.Second); n.Load() < 2; {
				if time.Now().After(end) {
					t.Fatal("nobody checks")
				}
				time.Sleep(time.Millisecond)
			}
		}
	}
	l := b.listen("officer", "", "")
	l.expect("hello", "")
	moved := officer
	moved.Scope = auth.Scope{Units: []ids.ID{roads}}
	now(moved, nil)()
	b.append(1, "workorder.signed", 1, waters)
	b.append(1, "workorder.urged", 1, roads)
	l.expect("", "workorder.urged")
	now(auth.Principal{}, nil)
	l.ended()
	now(officer, nil)
	again := b.listen("officer", "", "")
	again.expect("hello", "")
	now(officer, errors.New("the database does not answer"))
	again.ended()
	gone(t, b.hub, 0)
}

// TestVeil holds that who a subject is about hears nothing of it, neither what comes nor what was before that was known, and
// hears again once that was rejected.
func TestVeil(t *testing.T) {
	const about, other ids.ID = 40, 41
	var hidden atomic.Bool
	each(t, quick, func(t *testing.T, b *bench) {
		hidden.Store(false)
		b.hub.SetVeil(func(_ store.Queryer, subjects []ids.ID) (map[ids.ID]func(auth.Principal) bool, error) {
			if !hidden.Load() || !slices.Contains(subjects, about) {
				return nil, nil
			}
			return map[ids.ID]func(auth.Principal) bool{about: func(p auth.Principal) bool { return p.ID == officer.ID }}, nil
		})
		heard := func(p auth.Principal) (of []string) {
			frames, _, missed := b.hub.since(1, p, nil)
			if missed {
				t.Fatal("the ring is too short")
			}
			for _, f := range frames {
				for _, s := range []ids.ID{about, other} {
					if strings.Contains(string(f), `"subject":"`+s.String()+`"`) {
						of = append(of, s.String())
					}
				}
			}
			return of
		}
		until := func(n int) {
			for {
				changed := b.hub.wait()
				if len(heard(centre)) >= n {
					return
				}
				<-changed
			}
		}
		b.append(1, "workorder.created", about, waters)
		b.append(1, "workorder.created", other, waters)
		until(2)
		if got := heard(officer); len(got) != 2 {
			t.Fatalf("the officer hears of %v before anybody is accused", got)
		}
		hidden.Store(true)
		b.append(1, "workorder.accused", about, waters)
		until(3)
		if got := heard(officer); !slices.Equal(got, []string{"41"}) {
			t.Errorf("who it is about hears of %v", got)
		}
		hidden.Store(false)
		b.append(1, "workorder.accused_rejected", about, waters)
		until(4)
		if got := heard(officer); len(got) != 4 {
			t.Errorf("once it was rejected the officer hears of %v", got)
		}
	})
}
