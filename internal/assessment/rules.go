package assessment

import (
	"slices"
	"strings"
	"time"

	"onedoor/internal/workorder"
)

// DoubtKind is what a doubt is about.
type DoubtKind string

// The kinds.
const (
	Relabel DoubtKind = "relabel" // 投诉改咨询
	Contact DoubtKind = "contact" // 未联系办结
)

// Reason is one ground of a doubt with its weight.
type Reason struct {
	Code   string    `json:"code"`
	Kind   DoubtKind `json:"kind" enum:"relabel,contact"`
	Name   string    `json:"name" doc:"as shown"`
	Weight int       `json:"weight" doc:"0 to 100; 0: not used"`
}

// The codes of the reasons.
const (
	CodeWords       = "words"        // words of complaint
	CodeManyWords   = "many_words"   // three or more of them
	CodeExpectation = "expectation"  // asks for action against somebody
	CodeAccused     = "accused"      // names whom it is about
	CodeCategory    = "category"     // the category is usually a complaint's
	CodeOwnChoice   = "own_choice"   // the citizen chose complaint or report
	CodeEarlier     = "earlier"      // the same person complained of the same before
	CodeAtOnce      = "at_once"      // answered at once, so that no unit is asked about it
	CodeDenied      = "denied"       // says reached; the citizen says no
	CodeRecheck     = "recheck"      // says reached; the independent recheck says no
	CodeNotReached  = "not_reached"  // closed without reaching the citizen
	CodeNoTime      = "no_time"      // says reached, names no time
	CodeNoNumber    = "no_number"    // says reached, names no number
	CodeOtherNumber = "other_number" // the number called is none of the requesters'
	CodeTooEarly    = "too_early"    // contacted before the unit had the order
	CodeTooLate     = "too_late"     // contacted after the reply was written
)

// DoubtRules are the weights and thresholds of doubts. The default is a start, to be tuned by its shown precision.
type DoubtRules struct {
	Threshold int      `json:"threshold" doc:"1 to 100: the sum of weights from which on a doubt is raised"`
	Reasons   []Reason `json:"reasons"`
	Version   int64    `json:"version"`
}

// DefaultDoubtRules are the rules until an operator changes them.
func DefaultDoubtRules() DoubtRules {
	return DoubtRules{Threshold: 50, Reasons: []Reason{
		{CodeOwnChoice, Relabel, "背后诉求选为投诉或举报", 60},
		{CodeWords, Relabel, "内容含投诉用语", 25},
		{CodeManyWords, Relabel, "投诉用语三处以上", 15},
		{CodeExpectation, Relabel, "要求查处、整改、退赔等处理", 20},
		{CodeAccused, Relabel, "写明了被反映对象", 20},
		{CodeCategory, Relabel, "该分类通常为投诉或举报", 25},
		{CodeEarlier, Relabel, "同一诉求人曾就同类事项投诉", 30},
		{CodeAtOnce, Relabel, "直接答复，未转承办单位", 10},
		{CodeDenied, Contact, "答复称已联系，诉求人表示未联系", 60},
		{CodeRecheck, Contact, "答复称已联系，独立复核表示未联系", 60},
		{CodeNotReached, Contact, "未联系上诉求人即办结", 50},
		{CodeNoTime, Contact, "称已联系但没有联系时间", 40},
		{CodeNoNumber, Contact, "称已联系但没有联系号码", 30},
		{CodeOtherNumber, Contact, "所拨号码不是诉求人留的号码", 50},
		{CodeTooEarly, Contact, "联系时间早于收到工单", 50},
		{CodeTooLate, Contact, "联系时间晚于提交答复", 50},
	}}
}

// words of complaint: written by us, each counted once. They are looked for in title, content and expectation.
var complaintWords = []string{"投诉", "举报", "曝光", "违规", "违法", "违章", "乱收费", "多收", "不退", "拒绝退", "拖欠", "欠薪", "欺骗", "虚假", "诈骗",
	"态度差", "态度恶劣", "辱骂", "推诿", "踢皮球", "不作为", "没人管", "无人管", "不管", "不处理", "没有处理", "扰民", "噪音", "噪声", "恶臭", "油烟",
	"占道", "违建", "堵塞通道", "强买强卖", "强制消费", "偷工减料", "质量问题", "损坏", "侵占", "反复", "多次反映", "半年不", "一直不", "迟迟不"}

var actionWords = []string{"查处", "处罚", "整改", "取缔", "拆除", "赔偿", "退款", "退还", "退费", "追责", "问责", "道歉", "立案", "严查", "清理", "制止", "停止"}

// score sums the weights of what was found, at most 100, in the order of the rules.
func (r DoubtRules) score(kind DoubtKind, found []string) (score int, reasons []Reason) {
	for _, x := range r.Reasons {
		if x.Kind == kind && x.Weight > 0 && slices.Contains(found, x.Code) {
			score += x.Weight
			reasons = append(reasons, x)
		}
	}
	return min(score, 100), reasons
}

// enquiry is what the search for relabelled complaints looks at.
type enquiry struct {
	order        workorder.Order
	usual        workorder.Kind   // of the category
	chosen       []workorder.Kind // as the requests behind the order were made
	earlier      int
	answeredOnce bool
}

// relabelled finds the grounds on which an enquiry looks like a complaint. Only what was taken on as enquiry, suggestion
// or praise can be one.
func relabelled(e enquiry) (found []string) {
	switch e.order.Kind {
	case workorder.KindConsult, workorder.KindSuggestion, workorder.KindPraise:
	default:
		return nil
	}
	complains := func(k workorder.Kind) bool { return k == workorder.KindComplaint || k == workorder.KindReport }
	text := e.order.Title + "\n" + e.order.Content + "\n" + e.order.Expectation
	switch n := count(text, complaintWords); {
	case n >= 3:
		found = append(found, CodeWords, CodeManyWords)
	case n > 0:
		found = append(found, CodeWords)
	}
	if count(e.order.Expectation, actionWords) > 0 {
		found = append(found, CodeExpectation)
	}
	if strings.TrimSpace(e.order.Accused) != "" {
		found = append(found, CodeAccused)
	}
	if complains(e.usual) {
		found = append(found, CodeCategory)
	}
	if slices.ContainsFunc(e.chosen, complains) {
		found = append(found, CodeOwnChoice)
	}
	if e.earlier > 0 {
		found = append(found, CodeEarlier)
	}
	if e.answeredOnce && len(found) > 0 {
		found = append(found, CodeAtOnce)
	}
	return found
}

func count(text string, words []string) (n int) {
	for _, w := range words {
		if strings.Contains(text, w) {
			n++
		}
	}
	return n
}

// closing is what the search for closings without contact looks at.
type closing struct {
	reached     bool
	contactedAt time.Time
	number      string   // masked
	numbers     []string // the requesters', masked
	givenAt     time.Time
	repliedAt   time.Time
	wanted      bool // somebody can be reached at all
}

// uncontacted finds the grounds on which a closing looks as if nobody had been contacted.
func uncontacted(c closing) (found []string) {
	if !c.wanted {
		return nil // neither a name nor a number was given
	}
	if !c.reached {
		return []string{CodeNotReached}
	}
	if c.contactedAt.IsZero() {
		found = append(found, CodeNoTime)
	} else {
		if !c.givenAt.IsZero() && c.contactedAt.Before(c.givenAt) {
			found = append(found, CodeTooEarly)
		}
		if c.contactedAt.After(c.repliedAt) {
			found = append(found, CodeTooLate)
		}
	}
	switch {
	case c.number == "":
		found = append(found, CodeNoNumber)
	case len(c.numbers) > 0 && !slices.ContainsFunc(c.numbers, func(n string) bool { return sameMasked(n, c.number) }):
		found = append(found, CodeOtherNumber)
	}
	return found
}

// sameMasked compares two masked numbers by the digits that both show at their end. Fewer than three are not held
// against anybody.
func sameMasked(a, b string) bool {
	shown := func(s string) string {
		return s[strings.LastIndexFunc(s, func(r rune) bool { return r < '0' || r > '9' })+1:]
	}
	x, y := shown(a), shown(b)
	n := min(len(x), len(y), 4)
	return n < 3 || x[len(x)-n:] == y[len(y)-n:]
}
