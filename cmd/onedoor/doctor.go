package main

import (
	"context"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"onedoor/internal/directory"
	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/store"
)

// finding is one line of the doctor's report.
type finding struct {
	what    string
	problem string // empty: fine
	advice  string
	minor   bool // worth knowing, but the data are sound
}

func doctorCommand(f *flags) *cobra.Command {
	return &cobra.Command{
		Use: "doctor", Short: "Check the data directory: database, history, files, keys, calendar, people", Args: cobra.NoArgs,
		Long: "Check the data directory and say what to do about each problem. Exits with 1 if there is\nany; what is only worth knowing is a note.",
		RunE: func(cmd *cobra.Command, _ []string) error {
			problems := 0
			err := withHouse(cmd, f, func(h *house) error {
				findings, err := h.examine(cmd.Context())
				for _, x := range findings {
					problems += report(cmd.OutOrStdout(), x)
				}
				return err
			})
			if err != nil {
				return err
			}
			if problems > 0 {
				return fmt.Errorf("doctor: %d problem(s)", problems)
			}
			_, err = fmt.Fprintln(cmd.OutOrStdout(), "all is well")
			return err
		},
	}
}

func report(w io.Writer, x finding) int {
	if x.problem == "" {
		_, _ = fmt.Fprintln(w, "ok       "+x.what)
		return 0
	}
	if x.minor {
		_, _ = fmt.Fprintf(w, "note     %s: %s\n         → %s\n", x.what, x.problem, x.advice)
		return 0
	}
	_, _ = fmt.Fprintf(w, "PROBLEM  %s: %s\n         → %s\n", x.what, x.problem, x.advice)
	return 1
}

// examine runs every check; an error means that checking itself failed.
func (h *house) examine(ctx context.Context) ([]finding, error) {
	var list []finding
	for _, check := range []func(context.Context) (finding, error){h.checkRows, h.checkChains, h.checkFiles, h.checkKeys, h.checkCalendar, h.checkAdmin, h.checkTimers, h.checkFont} {
		x, err := check(ctx)
		if err != nil {
			return list, err
		}
		list = append(list, x)
	}
	return list, nil
}

func (h *house) checkRows(ctx context.Context) (finding, error) {
	x := finding{what: "database is sound", advice: "restore the last backup; keep the damaged directory for analysis"}
	if h.store.Engine() != store.SQLite {
		return x, h.store.Check(ctx)
	}
	var verdict string
	if err := h.store.Read(ctx).QueryRow(`PRAGMA quick_check(1)`).Scan(&verdict); err != nil {
		return x, fmt.Errorf("doctor: quick_check: %w", err)
	}
	if verdict != "ok" {
		x.problem = verdict
	}
	return x, nil
}

func (h *house) checkChains(ctx context.Context) (finding, error) {
	x := finding{what: "history is unbroken", advice: "somebody changed the ledger outside the program: restore the last backup and compare"}
	n, problem, err := h.ledger.VerifyAll(ctx)
	if err != nil {
		return x, err
	}
	x.what = fmt.Sprintf("history is unbroken (%d events)", n)
	x.problem = problem
	return x, nil
}

func (h *house) checkFiles(ctx context.Context) (finding, error) {
	x := finding{what: "attachments are there and unchanged", advice: "copy the missing files from a backup into blobs/"}
	bad, total := 0, 0
	sums, err := h.orders.FileSums(h.store.Read(ctx))
	if err != nil {
		return x, err
	}
	for _, sum := range sums {
		total++
		if h.blobs.Verify(sum) != nil {
			bad++
		}
	}
	x.what = fmt.Sprintf("attachments are there and unchanged (%d files)", total)
	if bad > 0 {
		x.problem = fmt.Sprintf("%d of %d files are missing or changed", bad, total)
	}
	return x, nil
}

func (h *house) checkKeys(ctx context.Context) (finding, error) {
	x := finding{what: "every identity can be opened", advice: "put the right master key file back in place"}
	uses, err := h.vault.KeyUses(h.store.Read(ctx))
	if err != nil {
		return x, err
	}
	for _, use := range uses {
		if !h.ring.Has(use.Key) {
			x.problem = "rows are sealed by a key that the keyring does not hold"
		}
	}
	return x, nil
}

func (h *house) checkCalendar(ctx context.Context) (finding, error) {
	year := h.wall.Now().Year()
	x := finding{what: fmt.Sprintf("the calendar of %d is known", year), advice: "import the published arrangement on the calendar screen", minor: true}
	calendar, err := h.catalogue.Calendar(h.store.Read(ctx))
	if err != nil {
		return x, err
	}
	if _, known, _ := calendar.IsWorking(year, 6, 15); !known {
		x.problem = "it has no arrangement for this year; due times carry a warning"
	}
	return x, nil
}

func (h *house) checkAdmin(ctx context.Context) (finding, error) {
	x := finding{what: "somebody can administer", advice: "onedoor user add --role admin", minor: true}
	active := true
	list, err := h.directory.StaffList(h.store.Read(ctx), directory.StaffFilter{Role: "admin", Active: &active})
	if err == nil && len(list) == 0 {
		x.problem = "there is no active administrator"
	}
	return x, err
}

func (h *house) checkTimers(ctx context.Context) (finding, error) {
	x := finding{what: "followers and timers keep up", advice: "look at the log of the server for the reason; dead jobs are on the jobs screen"}
	q := h.store.Read(ctx)
	dead, err := h.jobs.List(q, "dead", 200)
	if err != nil {
		return x, err
	}
	if len(dead) > 0 {
		x.problem = fmt.Sprintf("%d dead job(s), the first: %s", len(dead), dead[0].Kind)
	}
	return x, nil
}

func (h *house) checkFont(context.Context) (finding, error) {
	x := finding{what: "there is a font for PDF", advice: "apt-get install fonts-droid-fallback, or set files.font", minor: true}
	if err := h.orders.CheckFont(); err != nil {
		x.problem = fault.Of(err).Message
	}
	return x, nil
}
