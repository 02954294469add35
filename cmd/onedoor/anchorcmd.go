package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"onedoor/internal/platform/ledger/anchor"
)

func anchorCommand(f *flags) *cobra.Command {
	return &cobra.Command{
		Use: "anchor", Short: "Make a signed anchor of the history now, and print the public key", Args: cobra.NoArgs,
		Long: "Make a signed anchor of all history that has none yet, in the directory anchor.dir outside the data directory, and\n" +
			"print the public key. The server does this daily and when it stops. Copy the directory to another machine, or to\n" +
			"storage that cannot be overwritten; publish the fingerprint of the key.",
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := mustExist(f); err != nil {
				return err
			}
			return withHouse(cmd, f, func(h *house) error {
				m, err := h.anchors.Run(cmd.Context())
				if err != nil {
					return err
				}
				_, err = fmt.Fprintf(cmd.OutOrStdout(), "%d new anchor(s), %d file(s) made again; the newest is number %d and speaks for all events up to number %d\ndirectory    %s\npublic key   %s\nfingerprint  %s\n",
					m.Anchors, m.Restored, m.Last, m.Upto, h.anchors.Dir(), h.anchors.Key(), anchor.Fingerprint(h.anchors.Key()))
				return err
			})
		},
	}
}

// anchorAtStop anchors what was done since the last anchor. A server that stops does not wait long for it: what is
// left is anchored after the next start.
func (h *house) anchorAtStop(ctx context.Context) {
	ctx, done := context.WithTimeout(context.WithoutCancel(ctx), h.config.HTTP.StopTimeout)
	defer done()
	if _, err := h.anchors.Run(ctx); err != nil {
		h.log.Error("no anchor could be made of the newest history", "directory", h.anchors.Dir(), "error", err)
	}
}
