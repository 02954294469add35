package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"text/tabwriter"
	"time"

	"github.com/mattn/go-isatty"
	"github.com/spf13/cobra"

	"onedoor/internal/directory"
	"onedoor/internal/platform/config"
	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/ledger/anchor"
	"onedoor/internal/platform/wall"
	"onedoor/internal/tool/democity"
)

var errNotDemo = fault.New(http.StatusConflict, "demo.not_a_demo", "这个数据目录不是演示数据，不会清空。请用 --data 另选一个目录。")

// demoData is where the demo city lives when --data is not given.
const demoData = "demo-data"

func demoCommand(f *flags) *cobra.Command {
	var listen string
	var reset, installOnly bool
	cmd := &cobra.Command{
		Use: "demo", Short: "Run the whole product with a demo city", Args: cobra.NoArgs,
		Long: "Run the whole product with a demo city on the embedded database. The first start enters the city, its people and a\n" +
			"month of work; a later start keeps what is there. All people are invented.\n\n" +
			"The data directory is ./" + demoData + " unless --data or the setting data names another.",
		RunE: func(cmd *cobra.Command, _ []string) error {
			c, log, err := f.load()
			if err != nil {
				return err
			}
			if f.data == "" && c.Data == "./data" {
				c.Data = demoData
			}
			if listen != "" {
				c.Listen = listen
			}
			c.Store.Engine = "sqlite"
			city, err := demoCity()
			if err != nil {
				return err
			}
			if err := prepareDemo(cmd, c, log, city, reset); err != nil || installOnly {
				return err
			}
			o := trial(&c)
			return serve(cmd.Context(), c, log, o, func(at served) { welcome(cmd.OutOrStdout(), city, at) })
		},
	}
	cmd.Flags().StringVar(&listen, "listen", "", "address of the HTTP server (default: the setting listen)")
	cmd.Flags().BoolVar(&reset, "reset", false, "delete the demo data and start over")
	cmd.Flags().BoolVar(&installOnly, "install-only", false, "enter the city and stop")
	return cmd
}

// prepareDemo enters the city if it is not there yet, or anew; no server may work on the directory meanwhile.
func prepareDemo(cmd *cobra.Command, c config.Config, log *slog.Logger, city *democity.City, reset bool) (err error) {
	release, err := lockData(c)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, release()) }()
	if reset {
		if err := resetDemo(c); err != nil {
			return err
		}
	}
	out := cmd.ErrOrStderr()
	err = installDemo(cmd.Context(), c, log, city, out)
	if errors.Is(err, democity.ErrBegun) { // half a city, in which nobody has worked yet: the demo does not serve it
		_, _ = fmt.Fprintln(out, "the first start was interrupted: starting over")
		if err := resetDemo(c); err != nil {
			return err
		}
		err = installDemo(cmd.Context(), c, log, city, out)
	}
	if err == nil || errors.Is(err, democity.ErrForeign) {
		return err
	}
	return fmt.Errorf("enter the demo city: %w", err)
}

// demoCity reads the city that is part of the program.
func demoCity() (*democity.City, error) {
	city, problems := democity.Load(democity.Shipped())
	if len(problems) > 0 {
		list := make([]error, len(problems))
		for i, p := range problems {
			list[i] = errors.New(p.String())
		}
		return nil, fmt.Errorf("the demo city has mistakes:\n%w", errors.Join(list...))
	}
	return city, nil
}

// resetDemo deletes a demo's data directory; it refuses any other.
func resetDemo(c config.Config) error {
	m, err := readMarker(filepath.Join(c.Data, "onedoor.json"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	if !m.Simulation {
		return errNotDemo
	}
	for _, name := range []string{"onedoor.db", "onedoor.db-wal", "onedoor.db-shm", "blobs", "keys", "recordings", certificateFile, "onedoor.json"} {
		if err := os.RemoveAll(filepath.Join(c.Data, name)); err != nil {
			return fmt.Errorf("reset the demo: %w", err)
		}
	}
	return anchor.Remove(c.AnchorDir())
}

// installDemo enters the city on a clock of its own, so that a month of work lies behind the first sign-in.
func installDemo(ctx context.Context, c config.Config, log *slog.Logger, city *democity.City, out io.Writer) (err error) {
	clock := wall.NewManual(time.Now())
	quiet := slog.New(slog.NewTextHandler(out, &slog.HandlerOptions{Level: slog.LevelWarn}))
	h, err := openHouse(ctx, c, quiet, houseOptions{clock: clock, simulation: true})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, h.close()) }()
	rooms := &democity.House{Clock: clock, Store: h.store, Ledger: h.ledger, Jobs: h.jobs, Directory: h.directory,
		Catalogue: h.catalogue, Knowledge: h.knowledge, Orders: h.orders, Intake: h.intake, Followup: h.followup, Supervise: h.supervise,
		Assessment: h.assessing, Outreach: h.outreach}
	terminal := false
	if file, ok := out.(*os.File); ok {
		terminal = isatty.IsTerminal(file.Fd())
	}
	last := ""
	err = democity.Install(ctx, rooms, city, time.Now(), func(done, total int, what string) {
		switch {
		case terminal:
			_, _ = fmt.Fprintf(out, "\r\033[Kentering the demo city: %s %d/%d", what, done, total)
		case what != last:
			_, _ = fmt.Fprintf(out, "entering the demo city: %s\n", what)
		}
		last = what
	})
	if terminal && last != "" {
		_, _ = fmt.Fprintln(out)
	}
	log.Debug("demo city is there", "error", err)
	if err == nil {
		h.anchorAtStop(ctx)
	}
	return err
}

// welcome prints the addresses and an account of every role.
func welcome(w io.Writer, city *democity.City, at served) {
	_, _ = fmt.Fprintf(w, "\nOnedoor 一门 is running.\n\n  citizens  市民门户    %s/\n  staff     工作人员    %s/staff/\n  API                   %s/api/v1/openapi.json\n",
		at.url, at.url, at.url)
	welcomeTelephones(w, at)
	_, _ = fmt.Fprintf(w, "\nDemo accounts, password %s:\n\n", democity.Password)
	table := tabwriter.NewWriter(w, 0, 4, 2, ' ', 0)
	for _, a := range city.Accounts() {
		_, _ = fmt.Fprintf(table, "  %s\t%s\t%s\t%s\n", a.Login, directory.RoleName(a.Role), a.Name, a.Unit)
	}
	_ = table.Flush() // the terminal has gone if this fails
	_, _ = fmt.Fprintln(w, "\nStop with Ctrl+C. Start over with: onedoor demo --reset")
}
