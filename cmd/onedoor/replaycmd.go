package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/mattn/go-isatty"
	"github.com/schollz/progressbar/v3"
	"github.com/spf13/cobra"

	"onedoor/internal/tool/democity"
	"onedoor/internal/tool/importer"
	"onedoor/internal/tool/replay"
)

func replayCommand() *cobra.Command {
	var o replay.Options
	var behaviour, accounts, mapping string
	var asJSON bool
	cmd := &cobra.Command{
		Use: "replay FILE", Short: "Drive a running server with historical orders, as citizens, seats and units would", Args: cobra.ExactArgs(1),
		Long: "Read historical orders (the files and mappings of `import orders`) and live them again on a running server, by its\n" +
			"public HTTP surface only: citizens fill in the portal's form, seats take calls on, the dispatcher dispatches, officers\n" +
			"sign, return or reply, the reviewer decides, citizens look and rate. The file's times run --speed times as fast.\n\n" +
			"What the people do is drawn from --seed and the behaviour file, the same at every run. Every acknowledgement is on\n" +
			"disk (--journal) before the next request, so a replay that was broken off goes on when it is run again, and the\n" +
			"server may be killed and started at any time. In the end the server is asked for everything that it acknowledged;\n" +
			"the command fails when anything is missing or doubled. Each order carries its row in its title.\n\n" +
			"Accounts are lines login,password; what each may do is asked of the server. Without --accounts those of the demo\n" +
			"city are used. The portal bounds how often one address may write. A simulation that listens on this machine only trusts\n" +
			"--source-header, so that each citizen has an address of their own; other servers do where http.proxy_header names it.\n\nThe behaviour used without --behaviour:\n\n" + indent(string(replay.DefaultBehaviour)),
		RunE: func(cmd *cobra.Command, args []string) (err error) {
			if o.Behaviour, err = replay.LoadBehaviour(behaviour); err != nil {
				return err
			}
			if o.Accounts, err = replayAccounts(accounts); err != nil {
				return err
			}
			file, closing, err := replayFile(args[0], mapping)
			if err != nil {
				return err
			}
			defer closing()
			if o.Journal == "" {
				o.Journal = filepath.Base(args[0]) + ".replay-journal"
			}
			var done func()
			o.Progress, done = replayProgress(cmd.ErrOrStderr())
			report, err := replay.Run(cmd.Context(), file, o)
			done()
			if report == nil {
				return err
			}
			return errors.Join(err, printReplay(cmd.OutOrStdout(), report, asJSON))
		},
	}
	f := cmd.Flags()
	f.StringVar(&o.Server, "server", "http://127.0.0.1:8080", "the server: https, or http on this machine")
	f.Float64Var(&o.Speed, "speed", 60, "how many seconds of the file's time pass in one")
	f.IntVar(&o.Limit, "limit", 0, "only the first rows of the file (0: all)")
	f.Uint64Var(&o.Seed, "seed", 1, "what the people's choices are drawn from")
	f.IntVar(&o.Concurrency, "concurrency", 16, "requests side by side")
	f.StringVar(&behaviour, "behaviour", "", "behaviour file (YAML); it may name only what differs from the default")
	f.StringVar(&accounts, "accounts", "", "accounts of seats, dispatchers, officers and reviewers: lines login,password (default: the demo city's)")
	f.StringVar(&o.Journal, "journal", "", "what was acknowledged (default: FILE.replay-journal, here); it holds query codes, keep it to yourself")
	f.StringVar(&mapping, "mapping", "", "mapping file (YAML), as for `import orders`")
	f.StringVar(&o.SourceHeader, "source-header", replay.SourceHeader, "header for the citizens' addresses; empty: none")
	f.DurationVar(&o.Patience, "patience", 5*time.Minute, "how long the server may be gone")
	f.BoolVar(&asJSON, "json", false, "print the report as JSON")
	return cmd
}

// indent sets a text off in a help text.
func indent(text string) string {
	return "  " + strings.ReplaceAll(strings.TrimSpace(text), "\n", "\n  ")
}

// replayFile opens a file of historical orders as an import would; an empty mapping is the built-in one that fits.
func replayFile(path, mapping string) (file replay.File, closing func(), err error) {
	var o importer.Options
	if mapping != "" {
		m, err := importer.LoadMapping(mapping)
		if err != nil {
			return file, nil, err
		}
		o.Mapping = &m
	}
	records, err := importer.Open(path, o)
	if err != nil {
		return file, nil, err
	}
	if file.Digest, err = records.Digest(); err != nil {
		return file, nil, errors.Join(err, records.Close())
	}
	file.Rows = func(yield func(replay.Row, error) bool) {
		for r, err := range records.All() {
			h := &r.Order
			row := replay.Row{Row: r.Row, Line: r.Line, Kind: h.Kind, Title: h.Title, Content: h.Content, Expectation: h.Expectation,
				Address: h.Address, Accused: h.Accused, Reply: h.Reply, Unit: r.Unit, CreatedAt: h.CreatedAt, Err: r.Err}
			if !yield(row, err) {
				return
			}
		}
	}
	return file, func() { _ = records.Close() }, nil // it was only read
}

// replayAccounts reads a file of accounts, or gives those of the demo city.
func replayAccounts(path string) ([]replay.Account, error) {
	if path != "" {
		return replay.LoadAccounts(path)
	}
	city, err := demoCity()
	if err != nil {
		return nil, err
	}
	var list []replay.Account
	for _, s := range city.Staff {
		if slices.Contains([]string{"seat", "dispatcher", "reviewer", "officer"}, s.Roles[0]) {
			list = append(list, replay.Account{Login: s.Login, Password: democity.Password})
		}
	}
	return list, nil
}

// replayProgress shows a bar on a terminal, and a line every so often elsewhere.
func replayProgress(w io.Writer) (step func(done, total, acknowledged int), end func()) {
	if file, ok := w.(*os.File); ok && isatty.IsTerminal(file.Fd()) {
		var bar *progressbar.ProgressBar
		return func(done, total, acknowledged int) {
				if bar == nil {
					bar = progressbar.NewOptions(max(total, 1), progressbar.OptionSetWriter(w), progressbar.OptionShowCount(), progressbar.OptionSetDescription("replaying"))
				}
				bar.Describe(fmt.Sprintf("replaying, %d acknowledged", acknowledged))
				_ = bar.Set(done)
			}, func() {
				if bar != nil {
					_ = bar.Finish()
					_, _ = fmt.Fprintln(w)
				}
			}
	}
	last := time.Now()
	return func(done, total, acknowledged int) {
		if time.Since(last) > 10*time.Second || done == total {
			last = time.Now()
			_, _ = fmt.Fprintf(w, "replaying: %d of %d rows done, %d acknowledged\n", done, total, acknowledged)
		}
	}, func() {}
}

func printReplay(w io.Writer, r *replay.Report, asJSON bool) error {
	if !asJSON {
		return r.Write(w)
	}
	out := json.NewEncoder(w)
	out.SetIndent("", "  ")
	return out.Encode(r)
}
