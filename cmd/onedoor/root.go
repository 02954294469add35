package main

import (
	"log/slog"
	"os"

	"github.com/spf13/cobra"

	"onedoor/internal/platform/config"
	"onedoor/internal/platform/telemetry"
)

// flags are given to every command.
type flags struct {
	data, config string
}

func rootCommand() *cobra.Command {
	var f flags
	root := &cobra.Command{
		Use:   "onedoor",
		Short: "Onedoor 一门 runs a whole city hotline (12345 / 311) in one program",
		Long: "Onedoor 一门 runs a whole city hotline: requests of citizens by telephone, web and other doors, work orders for\n" +
			"the units, replies, follow-up and figures, in one program with an embedded database.\n\n" +
			"Try it:      onedoor demo\nRun it:      onedoor user add --login admin --name … --role admin, then onedoor serve\n" +
			"Settings:    onedoor config reference",
		SilenceUsage: true, SilenceErrors: true, Version: version,
	}
	root.PersistentFlags().StringVar(&f.data, "data", "", "data directory (default: the setting data, ./data)")
	root.PersistentFlags().StringVar(&f.config, "config", "", "configuration file (YAML)")
	root.AddCommand(serveCommand(&f), userCommand(&f), configCommand(&f), doctorCommand(&f), anchorCommand(&f), verifyCommand(&f), openapiCommand(), machineCommand(), clockCommand(&f),
		backupCommand(&f), restoreCommand(&f), demoCommand(&f), importCommand(&f), replayCommand())
	return root
}

// load reads the configuration; --data wins over file and environment.
func (f *flags) load() (config.Config, *slog.Logger, error) {
	c, err := config.Load(f.config)
	if err != nil {
		return c, nil, err
	}
	if f.data != "" {
		c.Data = f.data
	}
	log, err := telemetry.Logger(os.Stderr, c.Log.Level, c.Log.Format)
	if err != nil {
		return c, nil, config.ErrInvalid.WithMessage("log.level 应为 debug、info、warn 或 error。").Wrap(err)
	}
	slog.SetDefault(log)
	return c, log, nil
}
