package assessment

import "time"

var objectionStates = map[string]string{ObjectionOpen: "待处理", ObjectionUpheld: "成立，已更正", ObjectionRejected: "不成立"}

var reasonNames, indicatorNames = func() (reasons, indicators map[string]string) {
	reasons, indicators = map[string]string{}, map[string]string{}
	for _, r := range DefaultDoubtRules().Reasons {
		reasons[r.Code] = r.Name
	}
	for _, i := range DefaultGradeRules().Indicators {
		indicators[i.Code] = i.Name
	}
	return reasons, indicators
}()

// Word is what a code in the payload of this room's events stands for; empty if it stands for itself.
func Word(key, code string) string {
	switch key {
	case "kind":
		return doubtKinds[DoubtKind(code)]
	case "state":
		if name := doubtStates[DoubtState(code)]; name != "" {
			return name
		}
		return objectionStates[code]
	case "reasons":
		return reasonNames[code]
	case "indicator":
		return indicatorNames[code]
	case "grade":
		return Band(code).Label()
	case "from", "to":
		if day, err := time.Parse("20060102", code); err == nil {
			return day.Format(time.DateOnly)
		}
	}
	return ""
}
