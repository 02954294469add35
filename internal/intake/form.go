package intake

import (
	"time"

	"onedoor/internal/platform/ids"
	"onedoor/internal/workorder"
)

// Doors through which a contact comes in. They are the values of TakeOnIn.Door.
const (
	DoorPhone   = "phone"
	DoorWeb     = "web"
	DoorCounter = "counter"
	DoorLetter  = "letter"
	DoorOther   = "other"
	DoorPartner = workorder.DoorPartner // another platform handed it over
)

// Doors lists every door with its name.
var Doors = []Choice{{DoorPhone, "电话"}, {DoorWeb, "网站"}, {DoorCounter, "窗口"}, {DoorLetter, "信件"}, {DoorOther, "其他"}, {DoorPartner, "协同平台"}}

// ReplyWays lists the ways in which a requester may be answered.
var ReplyWays = []Choice{{"phone", "电话"}, {"sms", "短信"}, {"web", "网上查询"}, {"letter", "书面"}, {"none", "无需答复"}}

// Choice is a code and its name in Chinese.
type Choice struct{ Code, Name string }

func oneOf(list []Choice, code string) bool {
	for _, c := range list {
		if c.Code == code {
			return true
		}
	}
	return false
}

// Limits of the form. Lengths are characters unless they say bytes.
const (
	MaxRequests     = 10     // of one contact
	MaxTitle        = 100    //
	MaxContent      = 50_000 // bytes
	MaxContentRunes = 20_000 // characters, so that text without Chinese is limited too
	MaxExpectation  = 2_000  //
	MaxAddress      = 200    //
	MaxAccused      = 200    //
	MaxParties      = 10     // named accused parties
	MaxName         = 50     //
	MaxSalutation   = 20     //
	MaxReplyHours   = 100    //
	MaxNote         = 2_000  // words that go with a dispatch
	MaxAnswer       = 20_000 // bytes of a direct answer
	MaxTopics       = 10     //
	MaxTopic        = 40     //
	MaxAttachments  = 20     //
	MaxArticles     = 20     //
)

// Caller is what a contact says about the person. Everything may be absent: people may call without a number and
// without a name.
type Caller struct {
	CallerNumber string `json:"caller_number,omitempty" doc:"来电号码: the number that called"`
	ContactPhone string `json:"contact_phone,omitempty" doc:"联系电话: where the person wants to be called"`
	CallerName   string `json:"caller_name,omitempty" doc:"姓名"`
	Salutation   string `json:"salutation,omitempty" doc:"称谓, such as 女士"`
}

// TakeOnIn is one contact with its requests.
type TakeOnIn struct {
	Door          string `json:"door" required:"false" doc:"phone, web, counter, letter or other"`
	HotlineNumber string `json:"hotline_number,omitempty" doc:"the public number that was reached"`
	Caller
	Language string        `json:"language,omitempty" doc:"language spoken, such as zh, yue, en"`
	CallID   ids.ID        `json:"call_id,omitempty" doc:"the call of the exchange that the contact is; whoever takes it on has spoken on it"`
	Requests []RequestForm `json:"requests" required:"false" nullable:"true" doc:"1 to 10 requests, each its own order"`
	// Token names one filled form, so that a double click or a retry makes one request (16 to 80 letters, digits,
	// - and _). The same token with the same form gives the same receipts again.
	Token string `json:"token,omitempty" doc:"one-time token of the form"`
	// DraftKey names the draft that this form was; it is deleted with the submission.
	DraftKey string `json:"draft_key,omitempty" doc:"the draft to delete once this is taken on"`
	// KeepAtCentre keeps the requests at the centre although they came on a sub-centre's number.
	KeepAtCentre bool `json:"keep_at_centre,omitempty" doc:"the centre decides whose the requests are, whatever number was reached"`
	// Partner is set by the door of other platforms, which alone may name the door partner: their words and codes are not
	// of our forms, so that title and category may be absent.
	Partner bool `json:"-"`
	// Uploads is the token under which a citizen uploaded the attachments; staff need none.
	Uploads string `json:"-"`
}

// callable tells whether the contact gave a number.
func (in TakeOnIn) callable() bool { return in.CallerNumber != "" || in.ContactPhone != "" }

// RequestForm is one request as it is filled in.
type RequestForm struct {
	Kind         string     `json:"kind" required:"false" doc:"consult, help, complaint, report, suggestion, praise or invalid"`
	CategoryID   ids.ID     `json:"category_id,omitempty" doc:"category; citizens may leave it open"`
	DivisionCode string     `json:"division_code,omitempty" doc:"code of the district, zone, street or village"`
	Address      string     `json:"address,omitempty"`
	OccurredAt   *time.Time `json:"occurred_at,omitempty" doc:"事发时间"`
	Accused      string     `json:"accused,omitempty" doc:"被反映对象, in words"`
	// AccusedParties tells whom of the directory the words mean, or do not mean.
	AccusedParties []workorder.AccusedIn `json:"accused_parties,omitempty" nullable:"true" doc:"units, people and numbers that are complained about, at most 10"`
	Title          string                `json:"title" required:"false"`
	Content        string                `json:"content" required:"false" doc:"at most 50,000 bytes"`
	Expectation    string                `json:"expectation,omitempty" doc:"期望"`
	Urgent         bool                  `json:"urgent,omitempty" doc:"紧急"`
	Business       bool                  `json:"business,omitempty" doc:"涉企"`
	Language       string                `json:"language,omitempty"`
	Topics         []string              `json:"topics,omitempty" doc:"专题, at most 10"`
	Sealed         bool                  `json:"sealed,omitempty" doc:"保密"`
	ReplyWanted    bool                  `json:"reply_wanted,omitempty"`
	ReplyWay       string                `json:"reply_way,omitempty" doc:"phone, sms, web, letter or none"`
	ReplyHours     string                `json:"reply_hours,omitempty" doc:"when the person can be reached"`
	AttachmentIDs  []ids.ID              `json:"attachment_ids,omitempty"`
	Then           *Then                 `json:"then,omitempty" doc:"what the seat does with the order at once"`
	StormID        ids.ID                `json:"storm_id,omitempty" doc:"the running event that it joins; absent: the one that it matches, if any"`
	OwnMatter      bool                  `json:"own_matter,omitempty" doc:"it joins no event, whatever it matches"`
}

// What a seat may do with a new order in the same breath.
const (
	ThenDispatch = "dispatch"
	ThenAnswer   = "answer"
	ThenRefuse   = "refuse" // not taken on: no order, a receipt all the same
)

// Then is done with the new order in the same transaction.
type Then struct {
	Verb       string   `json:"verb" doc:"dispatch, answer or refuse"`
	UnitID     ids.ID   `json:"unit_id,omitempty" doc:"dispatch: the unit that gets the order"`
	Note       string   `json:"note,omitempty" doc:"dispatch: words for the unit"`
	Text       string   `json:"text,omitempty" doc:"answer: what the person was told; refuse: why, in this case"`
	ArticleIDs []ids.ID `json:"article_ids,omitempty" doc:"answer: knowledge that was quoted"`
	RefuseIn
}

// RefuseIn is a coded refusal as a seat chooses it.
type RefuseIn struct {
	Code          string     `json:"code,omitempty" doc:"refuse: the coded reason"`
	Earlier       string     `json:"earlier,omitempty" doc:"refuse: receipt number of the earlier request about the same facts"`
	Transferred   string     `json:"transferred,omitempty" doc:"refuse: the emergency number that the call was handed to, such as 110"`
	TransferredAt *time.Time `json:"transferred_at,omitempty" doc:"refuse: when it was handed over; absent: now"`
}

// Receipt is given for each request once everything is durable.
type Receipt struct {
	Contact     ids.ID `json:"contact_id"`
	Request     ids.ID `json:"request_id"`
	Number      string `json:"number" doc:"受理编号"`
	QueryCode   string `json:"query_code" doc:"查询码, told to nobody but the requester"`
	Order       ids.ID `json:"order_id" doc:"null: not taken on"`
	OrderNumber string `json:"order_number" doc:"工单编号; empty: not taken on"`
}
