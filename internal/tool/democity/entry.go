package democity

import (
	"strings"
	"time"

	"onedoor/internal/platform/wall"
)

// Kinds of knowledge entry.
const (
	Article      = "article"      // 知识条目
	Announcement = "announcement" // 公告, holds from Starts to Ends
	Wording      = "wording"      // 答复口径
)

// Entry is one entry of the knowledge base.
type Entry struct {
	Code, Kind, Field, Title, Summary, Unit string
	body                                    string
	Categories                              []string // codes
	Keywords                                []string
	Starts, Ends, Expires                   Moment
	spot                                    spot
}

// Places in an announcement's text that take its dates.
const (
	startMark = "{起}"
	endMark   = "{止}"
)

// Body is the text; an announcement's names its dates as they are for a city installed now.
func (e Entry) Body(now time.Time) string {
	return strings.NewReplacer(startMark, chineseTime(e.Starts.At(now)), endMark, chineseTime(e.Ends.At(now))).Replace(e.body)
}

func chineseTime(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(wall.Shanghai).Format("1月2日15时04分")
}
