package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/danielgtaylor/huma/v2"

	"onedoor/internal/catalogue"
	"onedoor/internal/clock"
	"onedoor/internal/platform/httpx"
)

// The due-time calculator joins two rooms: presets and calendar from the catalogue, the calculation from the clock.

type dueQuestion struct {
	Preset string `query:"preset" maxLength:"64" doc:"preset; empty: default"`
	Limit  string `query:"limit" maxLength:"64" doc:"limit of the preset; empty with days: working days"`
	From   string `query:"from" maxLength:"40" doc:"start; empty: now"`
	Days   int    `query:"days" minimum:"-1" maximum:"3650" default:"-1" doc:"instead of the limit's own number; -1: the limit's"`
}

// dueView answers it.
func dueView(in dueQuestion, preset catalogue.Preset, calendar clock.Calendar, now time.Time) (clock.View, error) {
	var days *int
	if in.Days >= 0 {
		days = &in.Days
	}
	l, err := preset.Pick(in.Limit, days)
	if err != nil {
		return clock.View{}, err
	}
	from := now
	if in.From != "" {
		if from, err = clock.ParseFrom(in.From); err != nil {
			return clock.View{}, err
		}
	}
	return clock.Answer(limitFields(l), calendar, from, nil)
}

// dueRoutes adds the calculator to the API.
func (h *house) dueRoutes(api huma.API) {
	httpx.Register(api, httpx.Op{Method: http.MethodGet, Path: "/clock/due", ID: "clock-due", Summary: "计算到期时间", Tag: "clock", Right: catalogue.RightRead},
		func(ctx context.Context, in *dueQuestion) (*httpx.Out[clock.View], error) {
			q := h.store.Read(ctx)
			name := in.Preset
			if name == "" {
				name = catalogue.DefaultPreset
			}
			preset, err := h.catalogue.Preset(q, name)
			if err != nil {
				return nil, err
			}
			calendar, err := h.catalogue.Calendar(q)
			if err != nil {
				return nil, err
			}
			return httpx.Reply(dueView(*in, preset, calendar, h.wall.Now()))
		})
}

func clockCommand(f *flags) *cobra.Command {
	cmd := &cobra.Command{Use: "clock", Short: "Compute due times"}
	var in dueQuestion
	var asJSON bool
	due := &cobra.Command{
		Use: "due", Short: "Print a due time and how it came about", Args: cobra.NoArgs,
		Long: "Print a due time and its explanation. Presets and calendar come from the data directory; where there is none yet,\n" +
			"the shipped ones are used.",
		Example: "  onedoor clock due --preset default --from 2026-02-13 --days 5",
		RunE: func(cmd *cobra.Command, _ []string) error {
			if !cmd.Flags().Changed("days") {
				in.Days = -1
			} else if in.Days < 0 {
				return clock.ErrNegative
			}
			if cmd.Flags().Changed("from") && strings.TrimSpace(in.From) == "" {
				return clock.ErrFrom // a script's empty variable does not mean now
			}
			view, err := f.due(cmd, in)
			if err != nil {
				return err
			}
			if asJSON {
				e := json.NewEncoder(cmd.OutOrStdout())
				e.SetIndent("", "  ")
				return e.Encode(view)
			}
			_, err = fmt.Fprintf(cmd.OutOrStdout(), "%s\n%s\n", view.Due, strings.Join(view.Text, "\n"))
			return err
		},
	}
	due.Flags().StringVar(&in.Preset, "preset", catalogue.DefaultPreset, "preset: guobiao, beijing, shandong, zhuhai-business, default, or one of your own")
	due.Flags().StringVar(&in.Limit, "limit", "", "limit of the preset (default: its ordinary handling limit)")
	due.Flags().StringVar(&in.From, "from", "", "start: RFC 3339, 2006-01-02 15:04, or a day (default: now)")
	due.Flags().IntVar(&in.Days, "days", 0, "number of days instead of the limit's own (without --limit: working days)")
	due.Flags().BoolVar(&asJSON, "json", false, "print JSON: due, days[], pauses[], rule, warnings[]")
	cmd.AddCommand(due)
	return cmd
}

// due answers from the data directory if there is one, else from what is shipped.
func (f *flags) due(cmd *cobra.Command, in dueQuestion) (view clock.View, err error) {
	c, _, err := f.load()
	if err != nil {
		return view, err
	}
	if _, err := os.Stat(filepath.Join(c.Data, "onedoor.json")); errors.Is(err, fs.ErrNotExist) {
		preset, err := catalogue.ShippedPreset(in.Preset)
		if err != nil {
			return view, err
		}
		return dueView(in, preset, catalogue.ShippedCalendar(), time.Now())
	}
	err = withHouse(cmd, f, func(h *house) error {
		q := h.store.Read(cmd.Context())
		preset, err := h.catalogue.Preset(q, in.Preset)
		if err != nil {
			return err
		}
		calendar, err := h.catalogue.Calendar(q)
		if err != nil {
			return err
		}
		view, err = dueView(in, preset, calendar, h.wall.Now())
		return err
	})
	return view, err
}
