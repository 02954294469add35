package workorder

// Kind is what sort of request the order carries (类型).
type Kind string

// The kinds of requests.
const (
	KindConsult    Kind = "consult"
	KindHelp       Kind = "help"
	KindComplaint  Kind = "complaint"
	KindReport     Kind = "report"
	KindSuggestion Kind = "suggestion"
	KindPraise     Kind = "praise"
	KindInvalid    Kind = "invalid"
)

// Kinds lists all kinds as they stand on the form.
var Kinds = []Kind{
	KindConsult, KindHelp, KindComplaint, KindReport, KindSuggestion, KindPraise, KindInvalid,
}

var kindLabels = map[Kind]string{
	KindConsult:    "咨询",
	KindHelp:       "求助",
	KindComplaint:  "投诉",
	KindReport:     "举报",
	KindSuggestion: "建议",
	KindPraise:     "表扬",
	KindInvalid:    "无效",
}

// Label is the kind's name on screens.
func (k Kind) Label() string { return kindLabels[k] }

// Valid says whether k is one of Kinds.
func (k Kind) Valid() bool { return kindLabels[k] != "" }

// Outcome is what a reply says about the matter.
type Outcome string

// The outcomes a unit can report. OutcomeUnknown stands only on historical replies.
const (
	OutcomeUnknown   Outcome = ""
	OutcomeResolved  Outcome = "resolved"
	OutcomePartial   Outcome = "partial"
	OutcomeExplained Outcome = "explained"
	OutcomeUnsolved  Outcome = "unsolved"
)

// Outcomes lists all outcomes as they stand on the form.
var Outcomes = []Outcome{OutcomeResolved, OutcomePartial, OutcomeExplained, OutcomeUnsolved}

var outcomeLabels = map[Outcome]string{
	OutcomeResolved:  "已解决",
	OutcomePartial:   "部分解决",
	OutcomeExplained: "解释说明",
	OutcomeUnsolved:  "无法解决",
}

// Label is the outcome's name on screens; empty for a historical reply of unknown outcome.
func (o Outcome) Label() string { return outcomeLabels[o] }

// Valid says whether o is one of Outcomes.
func (o Outcome) Valid() bool { return outcomeLabels[o] != "" }
