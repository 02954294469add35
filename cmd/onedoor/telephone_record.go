package main

import (
	"os"
	"path/filepath"
	"time"

	"onedoor/internal/platform/ids"
	"onedoor/internal/switchboard"
	"onedoor/internal/telephony/record"
)

// callRecording closes a recording and logs what went wrong with it.
type callRecording struct {
	*record.Recorder
	finish func(record.Result, error)
}

// Finish implements switchboard.Recorder.
func (r callRecording) Finish() { r.finish(r.Close()) }

// recorder begins recordings: one file a call, by day.
func (h *house) recorder(on bool) func(ids.ID) switchboard.Recorder {
	if !on {
		return nil
	}
	return func(call ids.ID) switchboard.Recorder {
		now := time.Now()
		path := h.calls.Recordings.Path(call, now)
		err := os.MkdirAll(filepath.Dir(path), 0o700)
		var r *record.Recorder
		if err == nil {
			r, err = record.Create(path, h.ring, int64(call), now)
		}
		if err != nil {
			h.log.Error("a call is not recorded", "call", call, "error", err)
			return nil
		}
		return callRecording{r, func(res record.Result, err error) {
			if err != nil || res.Dropped > 0 {
				h.log.Error("a recording has gaps", "call", call, "dropped", res.Dropped, "error", err)
			}
		}}
	}
}
