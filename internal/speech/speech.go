package speech

import (
	"context"
	"net/http"
	"time"

	"onedoor/internal/platform/fault"
	"onedoor/internal/telephony/audio"
)

// Rate is the number of samples a second, in and out.
const Rate = audio.Rate

// The faults of this package.
var (
	ErrUnreachable = fault.New(http.StatusBadGateway, "speech.unreachable", "语音服务连接不上，请检查地址和网络。")
	ErrRefused     = fault.New(http.StatusBadGateway, "speech.refused", "语音服务拒绝了请求，请检查密钥和模型名称。")
	ErrTimeout     = fault.New(http.StatusGatewayTimeout, "speech.timeout", "语音服务没有在限定时间内答复。")
	ErrSlow        = fault.New(http.StatusServiceUnavailable, "speech.too_slow", "语音服务跟不上通话，本次识别已停止。")
	ErrCut         = fault.New(http.StatusBadGateway, "speech.cut_off", "与语音服务的连接中断，本次识别已停止。")
	ErrNonsense    = fault.New(http.StatusBadGateway, "speech.bad_answer", "语音服务的答复无法识别，请检查服务的版本。")
	ErrTooLong     = fault.New(http.StatusRequestEntityTooLarge, "speech.too_long", "声音或文字过长，语音服务不能处理。")
	ErrProgram     = fault.New(http.StatusServiceUnavailable, "speech.no_program", "没有找到 espeak-ng，或者它运行失败。请安装 espeak-ng。")
)

// Result is what was understood of a stretch of sound.
type Result struct {
	Text  string
	Final bool // it stands; a partial result is replaced by the next one
	// From and To are where it lies within the sound, by the server's account; both 0 when it gives none.
	From, To time.Duration
}

// Options are what a recognizer is told beforehand.
type Options struct {
	Hotwords map[string]int // words that are likely, with weights from 1 to 100
}

// Recognizer understands speech.
type Recognizer interface {
	// Listen begins. The context ends it at once. Faults: speech.unreachable, .refused, .timeout.
	Listen(ctx context.Context, o Options) (Ear, error)
}

// Ear is one stretch of sound that is listened to. Its methods may be called by one goroutine at a time.
type Ear interface {
	// Hear takes the next sound, of any length. It never waits; what comes after a failure is dropped.
	Hear(samples []int16)
	// Finish says that no sound follows. The last results come within a limit.
	Finish()
	// Results are what is understood, in order; closed when all is told or it failed. They must be read.
	Results() <-chan Result
	// Err is why it failed, once Results is closed; nil when all was told. Faults: speech.timeout, .too_slow, .cut_off,
	// .bad_answer, .refused, .unreachable, .too_long.
	Err() error
}

// Voice says texts.
type Voice interface {
	// Say returns the sound of a text. Faults: those of this package but .too_slow and .cut_off.
	Say(ctx context.Context, text string) ([]int16, error)
}

const (
	dialLimit   = 5 * time.Second  // to reach a server
	finishLimit = 10 * time.Second // for the last results
	sayLimit    = 30 * time.Second // for a text
	maxText     = 2000             // characters that are said at once
	maxMessage  = 1 << 20          // bytes of an answer in words
	maxSound    = 16 << 20         // bytes of an answer in sound
)

// Check tells whether a recognizer answers: it is given a quarter of a second of silence.
func Check(ctx context.Context, r Recognizer) error {
	ear, err := r.Listen(ctx, Options{})
	if err != nil {
		return err
	}
	ear.Hear(make([]int16, Rate/4))
	ear.Finish()
	for range ear.Results() { //nolint:revive // silence says nothing
	}
	return ear.Err()
}
