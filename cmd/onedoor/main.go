// Command onedoor runs a city's hotline: `onedoor help` tells its commands.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"onedoor/internal/platform/fault"
)

// version is set by the build.
var version = "dev"

func main() { os.Exit(run()) }

func run() int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := rootCommand().ExecuteContext(ctx); err != nil {
		fmt.Fprintln(os.Stderr, explain(err))
		return 1
	}
	return 0
}

// explain tells an operator what went wrong: a fault's message, its code, and the cause for the log.
func explain(err error) string {
	var f *fault.Fault
	if !errors.As(err, &f) {
		return "onedoor: " + err.Error()
	}
	text := fmt.Sprintf("onedoor: %s [%s]", f.Message, f.Code)
	for _, field := range f.Fields {
		text += "\n  " + field.Location + ": " + field.Message
	}
	if cause := errors.Unwrap(f); cause != nil {
		text += "\n  (" + cause.Error() + ")"
	}
	return text
}
