package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"onedoor/internal/workorder"
)

func machineCommand() *cobra.Command {
	return &cobra.Command{
		Use: "machine", Short: "Print the state machine of work orders as Markdown", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if _, err := fmt.Fprint(cmd.OutOrStdout(), workorder.Document()); err != nil {
				return fmt.Errorf("machine: %w", err)
			}
			return nil
		},
	}
}
