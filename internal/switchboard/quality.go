package switchboard

import (
	"math"
	"time"

	"onedoor/internal/platform/ids"
	"onedoor/internal/telephony/rtp"
)

// qualityOf is what a line counted.
func qualityOf(q rtp.Quality) Quality {
	if q.Received == 0 {
		return Quality{}
	}
	return Quality{MOS: int(math.Round(100 * q.MOS)), Loss: int(10_000 * q.Lost / (q.Received + q.Lost)), Jitter: int64(q.Jitter / time.Microsecond)}
}

// Sounded tells how the other party of a call was heard; Gone follows.
func (b *Board) Sounded(id ids.ID, q Quality) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if call := b.calls[id]; call != nil {
		call.quality = q
	}
}
