package main

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"os"

	"github.com/spf13/cobra"

	"onedoor/internal/platform/config"
)

func openapiCommand() *cobra.Command {
	return &cobra.Command{
		Use: "openapi", Short: "Print the OpenAPI 3.1 document of the HTTP API", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			// The document is made from the wired rooms, on a data directory that is thrown away.
			dir, err := os.MkdirTemp("", "onedoor-openapi-")
			if err != nil {
				return fmt.Errorf("openapi: %w", err)
			}
			defer func() { _ = os.RemoveAll(dir) }()
			c, err := config.Load("")
			if err != nil {
				return err
			}
			c.Data, c.Store.Engine, c.Crypto.KeyFile, c.Anchor.Dir = dir, "sqlite", "", ""
			h, err := openHouse(cmd.Context(), c, slog.Default(), houseOptions{})
			if err != nil {
				return err
			}
			site, err := h.site(nil)
			if err != nil {
				return err
			}
			text, err := json.MarshalIndent(site.API.OpenAPI(), "", "  ")
			if err != nil {
				return fmt.Errorf("openapi: %w", err)
			}
			if _, err := cmd.OutOrStdout().Write(append(text, '\n')); err != nil {
				return err
			}
			return h.close()
		},
	}
}
