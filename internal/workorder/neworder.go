package workorder

import (
	"time"

	"onedoor/internal/platform/ids"
)

// NewOrder is what intake registers. Number comes from intake, which keeps the serials.
type NewOrder struct {
	ID          ids.ID // optional: an identifier that intake has already written elsewhere
	Number      string
	Kind        Kind
	Category    ids.ID
	Division    string
	Door        string
	Hotline     string // the number that was called
	Urgent      bool
	Business    bool
	Sealed      bool
	CreatedAt   time.Time // when the request was taken on; zero means now
	OccurredAt  time.Time
	Title       string
	Content     string
	Expectation string
	Address     string
	Accused     string
	Parties     []AccusedIn // whom it is about, beside what the words of Accused name
	AccusedKept bool        // who it is about was kept under ID before (KeepAccused), and is not looked for again
	Language    string
	Topics      []string
	ReplyWanted bool
	ReplyWay    string
	ReplyHours  string
}

// DoorPartner is the door of orders that another platform handed over: it asks the citizen, not this centre.
const DoorPartner = "partner"

// doorWeb is the door of what citizens write on the portal.
const doorWeb = "web"

// Limits of the words of an order, in characters.
const (
	maxNumber  = 40
	maxTitle   = 120
	maxContent = 20000
	maxShort   = 500
	maxCode    = 40
	maxTopics  = 20
	maxReason  = 2000
	maxReply   = 20000
)

// order checks the form and makes the row of a registered order from it.
func (n NewOrder) order(by ids.ID, now time.Time) (Order, error) {
	o := Order{
		ID: n.ID, State: StateRegistered, Version: 1,
		Kind: n.Kind, Category: n.Category, CreatedBy: by,
		Urgent: n.Urgent, Business: n.Business, Sealed: n.Sealed,
		CreatedAt: n.CreatedAt, OccurredAt: n.OccurredAt, ReplyWanted: n.ReplyWanted,
	}
	if o.ID == 0 {
		o.ID = ids.New()
	}
	if o.CreatedAt.IsZero() || o.CreatedAt.After(now) {
		o.CreatedAt = now
	}
	if !o.Kind.Valid() {
		return Order{}, invalid("kind", "请选择诉求类型。")
	}
	w := wordCheck{}
	o.Number = w.line("number", "工单编号", n.Number, maxNumber, true)
	o.Division = w.line("division_code", "区划", n.Division, maxCode, false)
	o.Door = w.line("door", "渠道", n.Door, maxCode, false)
	o.Hotline = w.line("hotline_number", "热线号码", n.Hotline, maxCode, false)
	o.Title = w.line("title", "标题", n.Title, maxTitle, true)
	o.Content = w.text("content", "内容", n.Content, maxContent, true)
	o.Expectation = w.text("expectation", "期望", n.Expectation, maxReason, false)
	o.Address = w.line("address", "地址", n.Address, maxShort, false)
	o.Accused = w.line("accused", "被反映对象", n.Accused, maxShort, false)
	o.Language = w.line("language", "语言", n.Language, maxCode, false)
	o.ReplyWay = w.line("reply_way", "回复方式", n.ReplyWay, maxCode, false)
	o.ReplyHours = w.line("reply_hours", "方便联系的时间", n.ReplyHours, maxShort, false)
	if len(n.Topics) > maxTopics {
		return Order{}, invalid("topics", "专题最多 %d 个。", maxTopics)
	}
	for _, topic := range n.Topics {
		o.Topics = append(o.Topics, w.line("topics", "专题", topic, maxCode, true))
	}
	return o, w.err()
}
