package main

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"

	"github.com/mattn/go-isatty"
	"github.com/schollz/progressbar/v3"
	"github.com/spf13/cobra"

	"onedoor/internal/tool/importer"
)

func importCommand(f *flags) *cobra.Command {
	cmd := &cobra.Command{Use: "import", Short: "Bring data of older systems in"}
	var o importer.Options
	var mapping, rejects string
	orders := &cobra.Command{
		Use: "orders FILE", Short: "Import historical orders with units and replies (jsonl, csv, xlsx; gz)", Args: cobra.ExactArgs(1),
		Long: "Import historical orders from a jsonl, csv or xlsx file, also gzipped. A mapping file says which column is which,\n" +
			"how times, kinds, states and unit names read; without one a built-in mapping that fits the columns is used.\n\n" +
			"A row is taken once: it may be interrupted and run again. Rows that cannot be taken are named by line and reason\n" +
			"in the file of rejects, FILE.rejects.csv where they are more than 20; the others go on. Unknown times stay unknown.\n\nA mapping file:\n\n" +
			"  source: old-hotline            # keys are unique within it\n" +
			"  columns: {number: 编号, kind: 类型, title: 标题, content: 内容, created_at: 时间, unit: 单位, state: 状态, reply: 答复}\n" +
			"  zone: Asia/Shanghai\n  time_formats: [\"2006-01-02 15:04:05\"]\n  kinds: {投诉: complaint, 咨询: consult}\n" +
			"  outcomes: {已解决: resolved, 未解决: unsolved}   # also partial, explained; other words stay unknown and are told\n" +
			"  states: {办结: archived, 处理中: handling}\n  units: {市工商局: 市市场监管局}   # name of that time → unit of today\n  create_missing_units: true     # enter unknown ones as inactive units",
		RunE: func(cmd *cobra.Command, args []string) error {
			if mapping != "" {
				m, err := importer.LoadMapping(mapping)
				if err != nil {
					return err
				}
				o.Mapping = &m
			}
			return withHouse(cmd, f, func(h *house) error {
				var done func()
				o.Progress, done = importProgress(cmd.ErrOrStderr())
				report, err := importer.Run(cmd.Context(), importer.Deps{Store: h.store, Directory: h.directory, Vault: h.vault, Orders: h.orders}, args[0], o)
				done()
				if report != nil {
					if rejects == "" && len(report.Rejects) > namedRejects {
						rejects = args[0] + ".rejects.csv"
					}
					err = errors.Join(err, writeReport(cmd.OutOrStdout(), report, rejects, o.DryRun))
				}
				return err
			})
		},
	}
	orders.Flags().StringVar(&mapping, "mapping", "", "mapping file (YAML)")
	orders.Flags().StringVar(&o.Source, "source", "", "name of the older system (default: the mapping's)")
	orders.Flags().StringVar(&rejects, "rejects", "", "file for rejected rows: line, code, reason (csv; default: FILE.rejects.csv when there are more than 20)")
	orders.Flags().BoolVar(&o.DryRun, "dry-run", false, "read and check, write nothing")
	cmd.AddCommand(orders)
	return cmd
}

// importProgress shows a bar on a terminal, and a line every so often elsewhere.
func importProgress(w io.Writer) (step func(read, size int64, rows int), done func()) {
	if file, ok := w.(*os.File); ok && isatty.IsTerminal(file.Fd()) {
		var bar *progressbar.ProgressBar
		return func(read, size int64, rows int) {
				if bar == nil {
					bar = progressbar.NewOptions64(max(size, 1), progressbar.OptionSetWriter(w), progressbar.OptionShowBytes(true), progressbar.OptionSetDescription("importing"))
				}
				bar.Describe(fmt.Sprintf("importing, %d rows", rows))
				_ = bar.Set64(min(read, size))
			}, func() {
				if bar != nil {
					_ = bar.Finish()
					_, _ = fmt.Fprintln(w)
				}
			}
	}
	return func(_, _ int64, rows int) {
		if rows%2000 < 200 {
			_, _ = fmt.Fprintf(w, "importing: %d rows\n", rows)
		}
	}, func() {}
}

// namedRejects is how many rejected rows are named on the screen; more of them are named in a file.
const namedRejects = 20

// writeReport says what an import did; every row that was not taken is named, here or in the file of rejects.
func writeReport(w io.Writer, r *importer.Report, rejects string, dry bool) error {
	_, _ = fmt.Fprintf(w, "source %s: %d rows read, %d taken, %d already there, %d rejected\n", r.Source, r.Read, r.Taken, r.Known, len(r.Rejects))
	if dry {
		_, _ = fmt.Fprintln(w, "dry run: nothing was written")
	}
	if len(r.Units) > 0 {
		_, _ = fmt.Fprintf(w, "%d unit names of that time were entered as inactive units; map them to units of today with `units:` in a mapping file\n", len(r.Units))
	}
	for _, word := range sortedKeys(r.Outcomes) {
		_, _ = fmt.Fprintf(w, "  outcome %s is in no `outcomes:` of the mapping; unknown in %d rows\n", word, r.Outcomes[word])
	}
	byCode := map[string]int{}
	for i, x := range r.Rejects {
		byCode[x.Code]++
		if i < namedRejects {
			_, _ = fmt.Fprintf(w, "  line %d: %s [%s]\n", x.Line, x.Reason, x.Code)
		}
	}
	for _, code := range sortedKeys(byCode) {
		_, _ = fmt.Fprintf(w, "  %d × %s\n", byCode[code], code)
	}
	if rejects == "" {
		return nil
	}
	_, _ = fmt.Fprintf(w, "every rejected row is named in %s\n", rejects)
	file, err := os.Create(rejects) //nolint:gosec // the operator's choice
	if err != nil {
		return fmt.Errorf("rejects: %w", err)
	}
	out := csv.NewWriter(file)
	_ = out.Write([]string{"line", "code", "reason"}) // errors are told by Flush
	for _, x := range r.Rejects {
		_ = out.Write([]string{strconv.Itoa(x.Line), x.Code, x.Reason})
	}
	out.Flush()
	return errors.Join(out.Error(), file.Close())
}

func sortedKeys[V any](m map[string]V) []string {
	list := make([]string, 0, len(m))
	for k := range m {
		list = append(list, k)
	}
	slices.Sort(list)
	return list
}
