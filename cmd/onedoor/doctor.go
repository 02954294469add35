package main

import (
	"context"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"onedoor/internal/directory"
	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/ledger/anchor"
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
			if err := mustExist(f); err != nil {
				return err
			}
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
	for _, check := range []func(context.Context) (finding, error){h.checkRows, h.checkChains, h.checkAnchors, h.checkFiles, h.checkKeys, h.checkCalendar,
		h.checkAdmin, h.checkTimers, h.checkAddress, h.checkFont, h.checkRecognizer, h.checkVoice} {
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
	x := finding{advice: "somebody changed the ledger or its anchors outside the program: onedoor verify names each place; compare with the last backup and a copy of the anchors"}
	first, wrong := "", 0
	bare := anchor.Bare(h.anchors.Dir()) // told by checkAnchors; what the database keeps of the anchors is held against the events all the same
	r, err := h.verifyLedger(ctx, h.anchors.Key(), h.anchors.Dir(), func(p anchor.Problem) {
		if bare && p.Kind == anchor.AnchorMissing {
			return
		}
		if wrong++; first == "" {
			first = p.String()
		}
	}, nil)
	if err != nil {
		return x, err
	}
	x.what = fmt.Sprintf("history is unbroken (%d events, of which %d are not anchored yet)", r.Events, r.Newer)
	if wrong > 0 {
		x.problem = fmt.Sprintf("%d problem(s), the first: %s", wrong, first)
	}
	return x, nil
}

// checkAnchors tells when history is there and anchors are not being made.
func (h *house) checkAnchors(ctx context.Context) (finding, error) {
	x := finding{what: "anchors are kept", minor: true, advice: "see whether the directory of anchor.dir exists and can be written by the server, then run: onedoor anchor"}
	waiting, err := h.anchors.Waiting(h.store.Read(ctx))
	if err != nil {
		return x, err
	}
	if anchor.Bare(h.anchors.Dir()) {
		x.problem = "there are none in " + h.anchors.Dir()
	}
	if age := h.wall.Now().Sub(waiting); !waiting.IsZero() && age > 2*h.config.Anchor.Every {
		x.problem = fmt.Sprintf("events of %s ago have no anchor yet in %s", age.Round(time.Minute), h.anchors.Dir())
	}
	return x, nil
}

func (h *house) checkFiles(ctx context.Context) (finding, error) {
	x := finding{what: "attachments are there and unchanged", advice: "copy the missing files from a backup into blobs/"}
	bad, total := 0, 0
	sums, err := h.orders.FileSums(h.store.Read(ctx))
	if err == nil {
		var more []string
		more, err = h.supervise.FileSums(h.store.Read(ctx))
		sums = append(sums, more...)
	}
	if err != nil {
		return x, err
	}
	for _, sum := range sums {
		total++
		if h.blobs.Verify(sum) != nil {
			bad++
		}
	}
	orphans, err := h.orders.Orphans(ctx)
	if err != nil {
		return x, err
	}
	x.what = fmt.Sprintf("attachments are there and unchanged (%d files; %d that nothing names wait to be removed)", total, len(orphans))
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

// maxLag is how far a follower may be behind: one that nothing concerned keeps its position only now and then.
const maxLag = 10_000

func (h *house) checkTimers(ctx context.Context) (finding, error) {
	x := finding{what: "followers and timers keep up", advice: "look at the log of the server for the reason; dead jobs are on the jobs screen"}
	q := h.store.Read(ctx)
	dead, err := h.jobs.List(q, "dead", 200)
	if err != nil {
		return x, err
	}
	lag, follower, err := h.ledger.Lag(q)
	if err != nil {
		return x, err
	}
	late, err := h.orders.Unmarked(q)
	if err != nil {
		return x, err
	}
	switch {
	case len(dead) > 0:
		x.problem = fmt.Sprintf("%d dead job(s), the first: %s", len(dead), dead[0].Kind)
	case lag > maxLag:
		x.problem = fmt.Sprintf("%s is %d events behind", follower, lag)
	case late > 0:
		x.problem = fmt.Sprintf("%d order(s) wait for a mark that was due more than an hour ago", late)
		x.advice, x.minor = "start the server: it marks them within a minute", true
	}
	return x, nil
}

func (h *house) checkAddress(context.Context) (finding, error) {
	x := finding{what: "links to citizens have an address", advice: "set http.public_url to the portal's address", minor: true}
	if h.config.HTTP.PublicURL == "" && !h.marker.Simulation {
		x.problem = "messages would point to " + publicURL(h.config)
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
