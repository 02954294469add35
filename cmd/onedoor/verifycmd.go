package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"github.com/mattn/go-isatty"
	"github.com/schollz/progressbar/v3"
	"github.com/spf13/cobra"

	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/ledger/anchor"
	"onedoor/internal/platform/seal"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

var errNoData = fault.New(http.StatusNotFound, "data.not_found", "这里没有数据目录，请用 --data 指明。")

func verifyCommand(f *flags) *cobra.Command {
	var dir, key string
	var asJSON bool
	cmd := &cobra.Command{
		Use: "verify [FILE]", Short: "Prove that the history is unchanged, or check an exported history", Args: cobra.MaximumNArgs(1),
		Long: "Without FILE: read the whole history of the data directory and all anchors, and name everything that was changed,\n" +
			"deleted, inserted or computed anew. Nothing is written. Best done with a copy of the anchors that was kept elsewhere.\n\n" +
			"With FILE, the history of one order as it was exported: check it by itself, without any data directory. With the\n" +
			"public key or the anchors it is also shown who signed it.\n\nExits with 1 if anything is wrong.",
		Example: "  onedoor verify --data /var/lib/onedoor --anchors /mnt/worm/anchors\n  onedoor verify 办理记录.json --key ed25519:…",
		RunE: func(cmd *cobra.Command, args []string) error {
			var wrong int64
			var err error
			if len(args) == 1 {
				wrong, err = verifyFile(cmd.OutOrStdout(), args[0], dir, key, asJSON)
			} else {
				wrong, err = verifyData(cmd, f, dir, key, asJSON)
			}
			if err == nil && wrong > 0 {
				err = fmt.Errorf("verify: %d problem(s)", wrong)
			}
			return err
		},
	}
	cmd.Flags().StringVar(&dir, "anchors", "", "directory of the anchors (default: the setting anchor.dir; for a FILE: none)")
	cmd.Flags().StringVar(&key, "key", "", "public key that must have signed, or a file that holds it (default: the installation's; for a FILE: the one with the anchors)")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print the result as JSON")
	return cmd
}

// mustExist refuses a data directory that is not there: these commands make none.
func mustExist(f *flags) error {
	c, _, err := f.load()
	if err != nil {
		return err
	}
	if _, err := os.Stat(filepath.Join(c.Data, "onedoor.json")); errors.Is(err, fs.ErrNotExist) {
		return errNoData.WithMessage("%s 不是数据目录，请用 --data 指明。", c.Data)
	}
	return nil
}

// verifyData verifies the data directory and prints each problem as it is found.
func verifyData(cmd *cobra.Command, f *flags, dir, keyText string, asJSON bool) (wrong int64, err error) {
	if err := mustExist(f); err != nil {
		return 0, err
	}
	err = withHouse(cmd, f, func(h *house) error {
		key := h.anchors.Key()
		if keyText != "" {
			if key, err = anchor.ReadKey(keyText); err != nil {
				return err
			}
		}
		if dir == "" {
			dir = h.anchors.Dir()
		}
		out := cmd.OutOrStdout()
		list := []anchor.Problem{}
		step, done := verifyProgress(cmd.ErrOrStderr())
		r, err := h.verifyLedger(cmd.Context(), key, dir, func(p anchor.Problem) {
			if asJSON {
				list = append(list, p)
				return
			}
			_, _ = fmt.Fprintln(out, "PROBLEM  "+p.String())
		}, step)
		done()
		if err != nil {
			return err
		}
		wrong = r.Problems
		if asJSON {
			return printJSON(out, struct {
				anchor.Report
				Problems []anchor.Problem `json:"problems"`
				Dir      string           `json:"anchor_dir"`
			}{r, list, dir})
		}
		return printReport(out, r, dir)
	})
	return wrong, err
}

// verifyLedger is anchor.Verify with the orders' numbers.
func (h *house) verifyLedger(ctx context.Context, key seal.PublicKey, dir string, found func(anchor.Problem), progress func(string, int64, int64)) (anchor.Report, error) {
	return anchor.Verify(ctx, anchor.Ask{Store: h.store, Suite: h.ring.Suite(), Key: key, Dir: dir, Found: found, Progress: progress,
		Number: func(q store.Queryer, subject ids.ID) string {
			number, _ := h.orders.NumberOf(q, subject)
			return number
		}})
}

func printReport(w io.Writer, r anchor.Report, dir string) error {
	_, _ = fmt.Fprintf(w, "%d events in %d chains\n", r.Events, r.Chains)
	if r.Anchors == 0 {
		_, _ = fmt.Fprintf(w, "no anchors in %s: nothing is proved, events were checked for consistency only\n", dir)
	} else {
		_, _ = fmt.Fprintf(w, "%d anchor(s) in %s speak for the events up to number %d, the last of %s\n", r.Anchors, dir, r.AnchoredTo, r.AnchoredAt.In(wall.Shanghai).Format("2006-01-02 15:04:05"))
		_, _ = fmt.Fprintf(w, "%d event(s) are newer than the last anchor and were checked for consistency only\n", r.Newer)
		_, _ = fmt.Fprintf(w, "signed by %s\nfingerprint %s\n", r.Key, anchor.Fingerprint(r.Key))
	}
	verdict := "the history is unchanged"
	if !r.OK {
		verdict = fmt.Sprintf("the history is NOT as it was: %d problem(s)", r.Problems)
	}
	_, err := fmt.Fprintln(w, verdict)
	return err
}

// verifyFile checks an exported history.
func verifyFile(w io.Writer, path, dir, keyText string, asJSON bool) (int64, error) {
	in, err := os.Open(path) //nolint:gosec // the caller's choice
	if err != nil {
		return 0, anchor.ErrFile.WithMessage("打不开文件 %s。", path).Wrap(err)
	}
	defer func() { _ = in.Close() }() // only read
	h, err := anchor.ReadHistory(in)
	if err != nil {
		return 0, err
	}
	var key seal.PublicKey
	switch {
	case keyText != "":
		if key, err = anchor.ReadKey(keyText); err != nil {
			return 0, err
		}
	case dir != "":
		key = anchor.DirKey(dir)
	}
	v := h.Check(key, dir)
	wrong := int64(len(v.Problems))
	if asJSON {
		return wrong, printJSON(w, v)
	}
	for _, p := range v.Problems {
		_, _ = fmt.Fprintln(w, "PROBLEM  "+p.String())
	}
	_, _ = fmt.Fprintf(w, "%s: %d events: %d whole, %d with kind and time, %d of the older form (linked, kind and time not proved), %d hidden (linked)\nhead %s\n",
		v.Number, v.Events, v.Whole, v.Told, v.Unchecked, v.Hidden, anchor.Grouped(v.Head))
	switch v.Anchored {
	case 0:
		_, _ = fmt.Fprintln(w, "no anchor speaks for it: only consistent in itself")
	default:
		_, _ = fmt.Fprintf(w, "the first %d events are in anchor %d of %s, signed by %s\nfingerprint %s\n", v.Anchored, v.Anchor,
			v.AnchoredAt.In(wall.Shanghai).Format("2006-01-02 15:04:05"), v.Key, anchor.Fingerprint(v.Key))
		if !v.KeyKnown {
			_, _ = fmt.Fprintln(w, "the key is the file's own: compare its fingerprint with the one the city publishes, or give --key or --anchors")
		}
	}
	verdict := "the file is unchanged"
	if !v.OK {
		verdict = fmt.Sprintf("the file is NOT what was exported: %d problem(s)", wrong)
	}
	_, err = fmt.Fprintln(w, verdict)
	return wrong, err
}

func printJSON(w io.Writer, v any) error {
	out := json.NewEncoder(w)
	out.SetIndent("", "  ")
	out.SetEscapeHTML(false)
	return out.Encode(v)
}

// verifyProgress shows a bar on a terminal, and a line every so often elsewhere.
func verifyProgress(w io.Writer) (step func(what string, done, total int64), end func()) {
	if file, ok := w.(*os.File); ok && isatty.IsTerminal(file.Fd()) {
		var bar *progressbar.ProgressBar
		stop := func() {
			if bar != nil {
				_ = bar.Clear()
			}
		}
		of := ""
		return func(what string, done, total int64) {
			if what != of {
				stop()
				of, bar = what, progressbar.NewOptions64(max(total, 1), progressbar.OptionSetWriter(w), progressbar.OptionShowCount(), progressbar.OptionSetDescription("verifying "+what))
			}
			_ = bar.Set64(min(done, total))
		}, stop
	}
	last := time.Now()
	return func(what string, done, total int64) {
		if time.Since(last) > 10*time.Second {
			last = time.Now()
			_, _ = fmt.Fprintf(w, "verifying %s: %d of %d\n", what, done, total)
		}
	}, func() {}
}
