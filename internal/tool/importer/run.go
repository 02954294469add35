package importer

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"

	"onedoor/internal/directory"
	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/vault"
	"onedoor/internal/workorder"
)

// batch is how many rows share one transaction.
const batch = 200

// Deps are the rooms that an import writes to.
type Deps struct {
	Store     *store.Store
	Directory *directory.Service
	Vault     *vault.Service
	Orders    *workorder.Service
}

// Options are what an operator may choose.
type Options struct {
	Mapping  *Mapping // nil: the built-in one that fits the columns
	Source   string   // instead of the mapping's
	DryRun   bool     // read and check, write nothing
	Progress func(read, size int64, rows int)
}

// Reject is a row that was not taken.
type Reject struct {
	Line   int
	Code   string
	Reason string
}

// Report is what an import did.
type Report struct {
	Source  string
	Read    int // rows in the file
	Taken   int
	Known   int // taken by an earlier run
	Rejects []Reject
	Units   []string // names entered as inactive units

	// Outcomes are words of the outcome column that the mapping does not know, with how many readable rows have each.
	// The rows are taken; the outcome of their reply stays unknown.
	Outcomes map[string]int
}

// Run imports a file. It stops between batches when ctx ends; what was taken stays, and running it again goes on.
func Run(ctx context.Context, d Deps, path string, o Options) (*Report, error) {
	src, err := open(path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = src.Close() }() // it was only read
	m, err := mappingFor(src, o)
	if err != nil {
		return nil, err
	}
	finder, err := newUnitFinder(d.Store.Read(ctx), d.Directory, m)
	if err != nil {
		return nil, err
	}
	i := &importing{Deps: d, options: o, report: &Report{Source: m.Source, Outcomes: map[string]int{}}, finder: finder,
		convert: converter{mapping: m, seal: d.Vault.SealText, seen: map[string]int{}}}
	return i.report, i.all(ctx, src)
}

func mappingFor(src *source, o Options) (m Mapping, err error) {
	if o.Mapping != nil {
		m = *o.Mapping
		if _, ok := m.fits(src.columns()); !ok && len(src.columns()) > 0 {
			return m, missingColumns(m, src.columns())
		}
	} else if m, err = chooseMapping(src.columns()); err != nil {
		return m, err
	}
	if o.Source != "" {
		m.Source = o.Source
	}
	return m, nil
}

func missingColumns(m Mapping, have []string) error {
	f := ErrColumns
	for _, field := range slices.Sorted(maps.Keys(m.Columns)) {
		if column := m.Columns[field]; !slices.Contains(have, column) {
			f = f.WithField("columns."+field, "文件里没有名为“"+column+"”的列。")
		}
	}
	return f.WithMessage("文件缺少映射要求的列，请核对映射文件的 columns。")
}

type importing struct {
	Deps
	options Options
	report  *Report
	finder  *unitFinder
	convert converter
	waiting []record
}

func (i *importing) all(ctx context.Context, src *source) error {
	for {
		r, err := src.next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		i.report.Read++
		rec, err := i.convert.convert(r)
		if err != nil {
			i.reject(r.line, err)
		} else {
			i.waiting = append(i.waiting, rec)
			if rec.strange != "" {
				i.report.Outcomes[rec.strange]++
			}
		}
		if len(i.waiting) == batch {
			if err := i.flush(ctx, src); err != nil {
				return err
			}
		}
	}
	return i.flush(ctx, src)
}

func (i *importing) reject(line int, err error) {
	f := fault.Of(err)
	reason := f.Message
	for _, field := range f.Fields {
		reason += " " + field.Location + "：" + field.Message
	}
	i.report.Rejects = append(i.report.Rejects, Reject{Line: line, Code: f.Code, Reason: reason})
}

// flush writes the rows that wait, in one transaction.
func (i *importing) flush(ctx context.Context, src *source) error {
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("importer: interrupted; run it again to go on: %w", err)
	}
	ready := i.withUnits()
	var outcomes []outcome
	var made map[string]ids.ID
	if !i.options.DryRun && len(ready) > 0 {
		err := i.Store.Write(ctx, func(tx *store.Tx) (err error) {
			made, outcomes, err = i.write(tx, ready)
			return err
		})
		if err != nil {
			return err
		}
		maps.Copy(i.finder.known, made)
		i.report.Units = append(i.report.Units, slices.Sorted(maps.Keys(made))...)
	}
	for n, out := range outcomes {
		switch {
		case out.err != nil:
			i.reject(ready[n].line, out.err)
		case out.added:
			i.report.Taken++
		default:
			i.report.Known++
		}
	}
	i.waiting = i.waiting[:0]
	if i.options.Progress != nil {
		i.options.Progress(src.read.Load(), src.size, i.report.Read)
	}
	return nil
}

// withUnits passes over rows whose unit is not known, where that cannot be.
func (i *importing) withUnits() []record {
	if i.convert.mapping.CreateMissing {
		return i.waiting
	}
	var ready []record
	for _, rec := range i.waiting {
		open := rec.order.State == workorder.StateHandling || rec.order.State == workorder.StateDispatched
		if open && i.finder.find(rec.unit) == 0 {
			i.reject(rec.line, ErrUnit)
			continue
		}
		ready = append(ready, rec)
	}
	return ready
}

// outcome is what became of a row.
type outcome struct {
	added bool
	err   error // a fault of the row
}

// write takes the rows, entering units that are missing first. A row's own fault leaves the others alone.
func (i *importing) write(tx *store.Tx, ready []record) (made map[string]ids.ID, outcomes []outcome, err error) {
	if i.convert.mapping.CreateMissing {
		var missing []string
		for _, rec := range ready {
			if rec.unit != "" && i.finder.find(rec.unit) == 0 && !slices.Contains(missing, rec.unit) {
				missing = append(missing, rec.unit)
			}
		}
		if made, err = i.finder.prepare(tx, missing); err != nil {
			return nil, nil, err
		}
	}
	for _, rec := range ready {
		h := rec.order
		if h.Unit = i.finder.find(rec.unit); h.Unit == 0 {
			h.Unit = made[rec.unit]
		}
		order, added, err := i.Orders.ImportHistorical(tx, auth.System, h)
		if err != nil {
			if f := fault.Of(err); f.Status < 500 {
				outcomes = append(outcomes, outcome{err: err})
				continue
			}
			return nil, nil, err
		}
		outcomes = append(outcomes, outcome{added: added})
		if !added {
			continue
		}
		for _, original := range rec.originals {
			if err := i.Vault.PutText(tx, order.ID, original); err != nil {
				return nil, nil, fmt.Errorf("importer: original words: %w", err)
			}
		}
	}
	return made, outcomes, nil
}
