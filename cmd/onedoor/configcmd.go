package main

import (
	"fmt"

	"github.com/spf13/cobra"
	"go.yaml.in/yaml/v3"

	"onedoor/internal/platform/config"
)

func configCommand(f *flags) *cobra.Command {
	cmd := &cobra.Command{Use: "config", Short: "Show the settings in force, or the reference of all settings"}
	cmd.AddCommand(&cobra.Command{
		Use: "show", Short: "Show the settings in force; secrets are left out", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			c, _, err := f.load()
			if err != nil {
				return err
			}
			if c.Store.URL != "" {
				c.Store.URL = "(set)"
			}
			text, err := yaml.Marshal(c)
			if err != nil {
				return fmt.Errorf("show settings: %w", err)
			}
			_, err = cmd.OutOrStdout().Write(text)
			return err
		},
	}, &cobra.Command{
		Use: "reference", Short: "Print the reference of all settings as Markdown", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			_, err := fmt.Fprint(cmd.OutOrStdout(), config.Markdown())
			return err
		},
	})
	return cmd
}
