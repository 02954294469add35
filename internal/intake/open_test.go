package intake

import (
	"strings"
	"sync"
	"testing"
	"time"
)

func TestOpen(t *testing.T) {
	each(t, Options{Tries: Tries{PerNumber: 5, PerSource: 8}}, func(t *testing.T, b *bench) {
		r := b.takeOn(Citizen, b.call())[0]
		wrong := "0000-00000-0000"
		try := func(source, number, queryCode string) string {
			_, err := b.s.Open(WithSource(t.Context(), source), number, queryCode)
			return code(err)
		}
		another := func(n int64) string { return FormatNumber("ZH", b.Clock.Now(), 900000+n) }

		t.Run("Right", func(t *testing.T) {
			for _, typed := range []string{r.QueryCode, NormalCode(r.QueryCode), strings.ToLower(r.QueryCode), " " + r.QueryCode + " "} {
				if got := try("a", strings.ToLower(r.Number), typed); got != "ok" {
					t.Errorf("%q: %s", typed, got)
				}
			}
		})
		t.Run("Mistyped", func(t *testing.T) {
			flipped := r.Number[:5] + string('0'+(r.Number[5]-'0'+1)%10) + r.Number[6:]
			for _, typed := range []string{flipped, "", "ZH", strings.Repeat("9", 1<<16), "' OR 1=1 --"} {
				if got := try("a", typed, r.QueryCode); got != "intake.number_mistyped" {
					t.Errorf("%.20q: %s", typed, got)
				}
			}
		})
		t.Run("WrongNumberAndWrongCodeLookTheSame", func(t *testing.T) {
			if one, two := try("b", r.Number, wrong), try("b", another(1), wrong); one != "intake.no_such_request" || one != two {
				t.Errorf("%s, %s", one, two)
			}
			if got := try("b", r.Number, "garbage"); got != "intake.no_such_request" {
				t.Errorf("%s", got)
			}
		})
		t.Run("ByNumber", func(t *testing.T) {
			b.Clock.Advance(time.Hour)
			for i := range 5 {
				if got := try(string(rune('p'+i)), r.Number, wrong); got != "intake.no_such_request" {
					t.Fatalf("try %d: %s", i, got)
				}
			}
			_, err := b.s.Track(WithSource(t.Context(), "z"), r.Number, r.QueryCode)
			if code(err) != "intake.too_many_tries" {
				t.Fatalf("%v", err)
			}
			if message := err.Error(); strings.Contains(message, r.QueryCode) {
				t.Errorf("%s", message)
			}
			b.Clock.Advance(14 * time.Minute)
			if got := try("z", r.Number, r.QueryCode); got != "intake.too_many_tries" {
				t.Errorf("too early: %s", got)
			}
			b.Clock.Advance(2 * time.Minute)
			if got := try("z", r.Number, r.QueryCode); got != "ok" {
				t.Errorf("after the block: %s", got)
			}
		})
		t.Run("BySource", func(t *testing.T) {
			b.Clock.Advance(time.Hour)
			for i := range 8 {
				if got := try("scanner", another(int64(10+i)), wrong); got != "intake.no_such_request" {
					t.Fatalf("try %d: %s", i, got)
				}
			}
			if got := try("scanner", r.Number, r.QueryCode); got != "intake.too_many_tries" {
				t.Errorf("the scanner goes on: %s", got)
			}
			if got := try("neighbour", r.Number, r.QueryCode); got != "ok" {
				t.Errorf("the owner is locked out: %s", got)
			}
			if strings.Contains(b.dump("intake_try"), "scanner") {
				t.Error("the source is stored")
			}
		})
		t.Run("OldTriesDoNotCount", func(t *testing.T) {
			b.Clock.Advance(time.Hour)
			for range 3 {
				for range 4 {
					try("", r.Number, wrong)
				}
				b.Clock.Advance(16 * time.Minute)
			}
			if got := try("", r.Number, r.QueryCode); got != "ok" {
				t.Errorf("%s", got)
			}
		})
		t.Run("ManyAtOnceAreAllCounted", func(t *testing.T) {
			b.Clock.Advance(time.Hour)
			var wg sync.WaitGroup
			for i := range 12 { // each its own number: one that is blocked would not count for the source
				wg.Go(func() { try("crowd", another(int64(100+i)), wrong) })
			}
			wg.Wait()
			if got := try("crowd", r.Number, r.QueryCode); got != "intake.too_many_tries" {
				t.Errorf("%s", got)
			}
		})
		t.Run("Tidy", func(t *testing.T) {
			b.Clock.Advance(40 * 24 * time.Hour)
			b.Settle(t)
			if n := b.count(`SELECT COUNT(*) FROM intake_try`); n != 0 {
				t.Errorf("%d rows left", n)
			}
			if got := try("", r.Number, r.QueryCode); got != "ok" {
				t.Errorf("an old receipt: %s", got)
			}
		})
	})
}
