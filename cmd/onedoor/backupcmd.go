package main

import (
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"onedoor/internal/tool/backup"
)

func backupCommand(f *flags) *cobra.Command {
	var out string
	cmd := &cobra.Command{
		Use: "backup", Short: "Write a backup while the server goes on working", Args: cobra.NoArgs,
		Long: "Write the database and all attachments into one file. The master key is never part of it: keep a copy of the key\nelsewhere, or nobody's identity can be read after a restore.",
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := mustExist(f); err != nil {
				return err
			}
			c, _, err := f.load()
			if err != nil {
				return err
			}
			if out == "" {
				out = "onedoor-" + time.Now().Format("20060102-150405") + ".backup"
			}
			res, err := backup.Write(cmd.Context(), c, version, out, func(what string) { _, _ = fmt.Fprintln(cmd.ErrOrStderr(), "backing up "+what) })
			if err != nil {
				return err
			}
			_, err = fmt.Fprintf(cmd.OutOrStdout(), "%s: %d attachments, %.1f MB before compression\nThe master key %s is not in it: keep a copy of the key elsewhere.\n",
				out, res.Files, float64(res.Bytes)/(1<<20), c.KeyPath())
			return err
		},
	}
	cmd.Flags().StringVar(&out, "out", "", "file to write (default: onedoor-DATE.backup)")
	return cmd
}

func restoreCommand(f *flags) *cobra.Command {
	return &cobra.Command{
		Use: "restore FILE", Short: "Read a backup into a new data directory (and an empty database)", Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			c, _, err := f.load()
			if err != nil {
				return err
			}
			res, err := backup.Restore(cmd.Context(), c, args[0], migrations)
			if err != nil {
				return err
			}
			_, err = fmt.Fprintf(cmd.OutOrStdout(), "restored %d attachments into %s\nNow put the master key at %s (mode 600), then run: onedoor doctor\n", res.Files, c.Data, c.KeyPath())
			return err
		},
	}
}
