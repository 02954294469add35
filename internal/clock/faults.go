package clock

import (
	"net/http"

	"onedoor/internal/platform/fault"
)

// Refusals of the due-time calculation.
var (
	ErrUnit = fault.New(http.StatusBadRequest, "clock.unit_unknown",
		"时限单位无效，可用：working_day、natural_day、working_hour、natural_hour、working_minute、natural_minute、natural_second。")
	ErrNegative = fault.New(http.StatusBadRequest, "clock.negative", "时限不能为负数，请改为 0 或正整数。")
	ErrPeriods  = fault.New(http.StatusBadRequest, "clock.periods_invalid",
		"工作时段无效。请按先后顺序填写，形如 08:30-12:00，互不重叠，最晚到 24:00。")
	ErrAfterHours = fault.New(http.StatusBadRequest, "clock.after_hours_unknown",
		"非工作时间起算方式无效，可用：same_day（当日起算）、next_period（下一工作时段起算）。")
	ErrEnd   = fault.New(http.StatusBadRequest, "clock.end_unknown", "到期时刻无效，可用：close（末段下班）、midnight（24:00）。")
	ErrFrom  = fault.New(http.StatusBadRequest, "clock.from_out_of_range", "起算时间须在 1992 年至 2199 年之间，请核对后重填。")
	ErrPause = fault.New(http.StatusBadRequest, "clock.pause_invalid",
		"暂停区间无效：每段都要有开始和结束时间，且结束晚于开始；尚未恢复的暂停请在恢复后再计算。")
	ErrTooFar = fault.New(http.StatusUnprocessableEntity, "clock.too_far",
		"到期时间超过 20 年，无法计算。请检查时限数值、工作时段和日历。")
)
