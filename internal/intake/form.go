package intake

import (
	"time"

	"onedoor/internal/platform/ids"
)

// Doors through which a contact comes in. They are the values of TakeOnIn.Door.
const (
	DoorPhone   = "phone"
	DoorWeb     = "web"
	DoorCounter = "counter"
	DoorLetter  = "letter"
	DoorOther   = "other"
)

// Doors lists every door with its name.
var Doors = []Choice{{DoorPhone, "电话"}, {DoorWeb, "网站"}, {DoorCounter, "窗口"}, {DoorLetter, "信件"}, {DoorOther, "其他"}}

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
	MaxName         = 50     //
	MaxSalutation   = 20     //
	MaxReplyHours   = 100    //
	MaxNote         = 2_000  // words that go with a dispatch
	MaxAnswer       = 20_000 // bytes of a direct answer
	MaxTopics       = 10     //
	MaxTopic        = 20     //
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
	Requests []RequestForm `json:"requests" required:"false" nullable:"true" doc:"1 to 10 requests, each its own order"`
	// Token names one filled form, so that a double click or a retry makes one request (16 to 80 letters, digits,
	// - and _). The same token with the same form gives the same receipts again.
	Token string `json:"token,omitempty" doc:"one-time token of the form"`
	// DraftKey names the draft that this form was; it is deleted with the submission.
	DraftKey string `json:"draft_key,omitempty" doc:"the draft to delete once this is taken on"`
	// Uploads is the token under which a citizen uploaded the attachments; staff need none.
	Uploads string `json:"-"`
}

// callable tells whether the contact gave a number.
func (in TakeOnIn) callable() bool { return in.CallerNumber != "" || in.ContactPhone != "" }

// RequestForm is one request as it is filled in.
type RequestForm struct {
	Kind          string     `json:"kind" required:"false" doc:"consult, help, complaint, report, suggestion, praise or invalid"`
	CategoryID    ids.ID     `json:"category_id,omitempty" doc:"category; citizens may leave it open"`
	DivisionCode  string     `json:"division_code,omitempty" doc:"code of the district, zone, street or village"`
	Address       string     `json:"address,omitempty"`
	OccurredAt    *time.Time `json:"occurred_at,omitempty" doc:"事发时间"`
	Accused       string     `json:"accused,omitempty" doc:"被反映对象"`
	Title         string     `json:"title" required:"false"`
	Content       string     `json:"content" required:"false" doc:"at most 50,000 bytes"`
	Expectation   string     `json:"expectation,omitempty" doc:"期望"`
	Urgent        bool       `json:"urgent,omitempty" doc:"紧急"`
	Business      bool       `json:"business,omitempty" doc:"涉企"`
	Language      string     `json:"language,omitempty"`
	Topics        []string   `json:"topics,omitempty" doc:"专题, at most 10"`
	Sealed        bool       `json:"sealed,omitempty" doc:"保密"`
	ReplyWanted   bool       `json:"reply_wanted,omitempty"`
	ReplyWay      string     `json:"reply_way,omitempty" doc:"phone, sms, web, letter or none"`
	ReplyHours    string     `json:"reply_hours,omitempty" doc:"when the person can be reached"`
	AttachmentIDs []ids.ID   `json:"attachment_ids,omitempty"`
	Then          *Then      `json:"then,omitempty" doc:"what the seat does with the order at once"`
}

// What a seat may do with a new order in the same breath.
const (
	ThenDispatch = "dispatch"
	ThenAnswer   = "answer"
)

// Then is done with the new order in the same transaction.
type Then struct {
	Verb       string   `json:"verb" doc:"dispatch or answer"`
	UnitID     ids.ID   `json:"unit_id,omitempty" doc:"dispatch: the unit that gets the order"`
	Note       string   `json:"note,omitempty" doc:"dispatch: words for the unit"`
	Text       string   `json:"text,omitempty" doc:"answer: what the person was told"`
	ArticleIDs []ids.ID `json:"article_ids,omitempty" doc:"answer: knowledge that was quoted"`
}

// Receipt is given for each request once everything is durable.
type Receipt struct {
	Contact     ids.ID `json:"contact_id"`
	Request     ids.ID `json:"request_id"`
	Number      string `json:"number" doc:"受理编号"`
	QueryCode   string `json:"query_code" doc:"查询码, told to nobody but the requester"`
	Order       ids.ID `json:"order_id"`
	OrderNumber string `json:"order_number" doc:"工单编号"`
}
