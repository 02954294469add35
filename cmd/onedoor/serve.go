package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"onedoor/internal/platform/config"
	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/telemetry"
	"onedoor/internal/platform/wall"
)

var errNotSimulation = fault.New(http.StatusBadRequest, "serve.not_simulation",
	"--clock-speed 只能用于演示或仿真的数据目录，不能用于正式数据。")

func serveCommand(f *flags) *cobra.Command {
	var listen, start string
	var speed float64
	cmd := &cobra.Command{
		Use: "serve", Short: "Run the server", Args: cobra.NoArgs,
		Long: "Run the server on the data directory. There is no default account: make the first administrator with\n`onedoor user add`.",
		RunE: func(cmd *cobra.Command, _ []string) error {
			c, log, err := f.load()
			if err != nil {
				return err
			}
			if listen != "" {
				c.Listen = listen
			}
			var o houseOptions
			if speed != 1 || start != "" {
				o.clock, o.simulation, err = fastClock(c, start, speed)
				if err != nil {
					return err
				}
			}
			return serve(cmd.Context(), c, log, o, func(a served) { log.Info("Onedoor is ready", "url", a.url) })
		},
	}
	cmd.Flags().StringVar(&listen, "listen", "", "address of the HTTP server (default: the setting listen)")
	cmd.Flags().Float64Var(&speed, "clock-speed", 1, "how fast time passes; only on a data directory marked as simulation")
	cmd.Flags().StringVar(&start, "clock-start", "", "RFC 3339 time at which a simulation's clock starts (default: now)")
	return cmd
}

// fastClock returns the clock of a simulation; real data refuse it.
func fastClock(c config.Config, start string, speed float64) (wall.Clock, bool, error) {
	m, err := readMarker(filepath.Join(c.Data, "onedoor.json")) // a new directory is not made for nothing
	if errors.Is(err, fs.ErrNotExist) || err == nil && !m.Simulation {
		return nil, false, errNotSimulation
	}
	if err != nil {
		return nil, false, err
	}
	if speed <= 0 || speed > 1e6 {
		return nil, false, fault.Invalid.WithMessage("--clock-speed 应大于 0 且不超过 1000000。")
	}
	from := time.Now()
	if start != "" {
		if from, err = time.Parse(time.RFC3339, start); err != nil {
			return nil, false, fault.Invalid.WithMessage("--clock-start 应为 RFC 3339 时间，如 2026-11-16T09:30:00+08:00。").Wrap(err)
		}
	}
	return wall.NewFast(from, speed), true, nil
}

// served is where a server was found to listen.
type served struct {
	url   string
	https string         // empty: not there
	sip   netip.AddrPort // of telephones; not valid: no exchange
}

// reached is the address by which a listener is reached: one on all of the machine's addresses by its outward one.
func reached(a net.Addr) string {
	at, err := netip.ParseAddrPort(a.String())
	if err != nil || !at.Addr().IsUnspecified() {
		return a.String()
	}
	ip, ok := outward(at.Addr())
	if !ok {
		return a.String()
	}
	return netip.AddrPortFrom(ip, at.Port()).String()
}

// serve runs the server until ctx ends, then stops in good order: no new requests, those under way are finished,
// then the background work, then the store.
func serve(ctx context.Context, c config.Config, log *slog.Logger, o houseOptions, ready func(served)) (err error) {
	if err := useMemory(c.Memory); err != nil {
		log.Warn("the machine does not tell its memory; the collector runs as usual", "error", err)
	}
	release, err := lockData(c)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, release()) }()
	h, err := openHouse(ctx, c, log, o)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, h.close()) }()

	wrap, stopTracing, err := telemetry.Tracing(ctx, c.Trace.Endpoint, version)
	if err != nil {
		return err
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", c.Listen)
	if err != nil {
		return fmt.Errorf("listen on %s: %w", c.Listen, err)
	}
	background, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer cancel()
	wait, err := h.start(background)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	sip, hangUp, err := h.answer(background)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	site, err := h.site(wrap)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	server := &http.Server{Handler: site.Handler(), ReadHeaderTimeout: 10 * time.Second, ReadTimeout: c.HTTP.ReadTimeout,
		IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 64 << 10, ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelDebug)}
	failed := make(chan error, 2)
	go func() { failed <- server.Serve(listener) }()
	at := served{url: "http://" + reached(listener.Addr()), sip: sip}
	if o.https != "" {
		secure, err := selfSigned(ctx, c, o.https)
		if err != nil {
			return errors.Join(err, server.Close())
		}
		at.https = "https://" + reached(secure.Addr())
		go func() { failed <- server.Serve(secure) }()
	}
	ready(at)

	select {
	case err = <-failed:
	case <-ctx.Done():
		log.Info("stopping")
		h.drain(log)
		h.live.EndStreams()
		stopping, done := context.WithTimeout(context.WithoutCancel(ctx), c.HTTP.StopTimeout)
		defer done()
		err = errors.Join(server.Shutdown(stopping), stopTracing(stopping))
	}
	hangUp()
	cancel()
	wait()
	h.anchorAtStop(ctx)
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return err
}
