package main

import (
	"testing"

	"onedoor/internal/catalogue"
	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/store"
	"onedoor/internal/switchboard"
)

// TestAnswerWithin holds what the service level of a queue is measured by: the preset in force, unless the plan names its
// own queues.
func TestAnswerWithin(t *testing.T) {
	h := newProgram(t, store.SQLite).house()
	defer func() { _ = h.close() }()
	target := func(raw string) switchboard.Seconds {
		t.Helper()
		plan, err := parsePlan([]byte(raw))
		if err != nil {
			t.Fatal(err)
		}
		if err := h.answerWithin(t.Context(), &plan); err != nil {
			t.Fatal(err)
		}
		return plan.queues[len(plan.queues)-1].Target
	}
	shipped := switchboard.ShippedQueues()
	if got, want := target(`{}`), shipped[len(shipped)-1].Target; got != want {
		t.Errorf("no limit in force: %d s, want the shipped %d s", got, want)
	}
	err := h.store.Write(t.Context(), func(tx *store.Tx) error {
		_, err := h.catalogue.SavePreset(tx, auth.System, catalogue.Preset{Name: "quick", Title: "快接", Source: "本市规定", Periods: []string{"08:30-12:00"},
			Limits: []catalogue.Limit{{Name: "answer-phone", Title: "电话接听", Stage: "answer_phone", Unit: "natural_second", N: 12}}})
		if err != nil {
			return err
		}
		return h.catalogue.UsePreset(tx, auth.System, "", "quick")
	})
	if err != nil {
		t.Fatal(err)
	}
	if got := target(`{}`); got != 12 {
		t.Errorf("by the preset: %d s, want 12 s", got)
	}
	own := `{"queues": [{"code": "main", "name": "总队列", "ring": 20, "announce": 30, "callback": 60, "max_wait": 600, "wrap_up": 60, "target": 40, "short": 5}]}`
	if got := target(own); got != 40 {
		t.Errorf("by the plan: %d s, want 40 s", got)
	}
}
