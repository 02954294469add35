package partner

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"regexp"
	"time"
	"unicode/utf8"

	"onedoor/internal/platform/fault"
)

// Version is the only version of messages.
const Version = 1

// maxBody is how many bytes a message may have: the longest order twice over.
const maxBody = 512 << 10

// Kinds of messages. The first group goes from the owner to the handler, the second back.
const (
	MsgOffered        = "order.offered"         // handed over; takes the order on
	MsgRedone         = "order.redone"          // given again
	MsgUrged          = "order.urged"           //
	MsgSupplemented   = "order.supplemented"    // the citizen added words
	MsgAttached       = "order.attached"        // files were added
	MsgWithdrawn      = "order.withdrawn"       // the owner has it back; nobody waits for the handler
	MsgReplyRejected  = "order.reply_rejected"  // the reply did not pass the owner's review
	MsgReturnRejected = "order.return_rejected" // the return was refused: the handler must handle it
	MsgCompleted      = "order.completed"       // the reply passed
	MsgArchived       = "order.archived"        //

	MsgAccepted = "order.accepted" // taken on under the handler's number
	MsgReturned = "order.returned" // given back, with a reason
	MsgProgress = "order.progress" //
	MsgReplied  = "order.replied"  // the handler's answer

	MsgPing = "ping" // changes nothing
)

// fromOwner and fromHandler tell who sends which kinds.
var (
	fromOwner = map[string]bool{MsgOffered: true, MsgRedone: true, MsgUrged: true, MsgSupplemented: true, MsgAttached: true,
		MsgWithdrawn: true, MsgReplyRejected: true, MsgReturnRejected: true, MsgCompleted: true, MsgArchived: true}
	fromHandler = map[string]bool{MsgAccepted: true, MsgReturned: true, MsgProgress: true, MsgReplied: true}
)

// Message is what travels. Seq counts the sender's messages of the exchange from 1.
type Message struct {
	Version  int       `json:"version"`
	ID       string    `json:"id"`
	Kind     string    `json:"kind"`
	Exchange string    `json:"exchange,omitempty"`
	Seq      int64     `json:"seq,omitempty"`
	SentAt   time.Time `json:"sent_at"` // when it was made
	Body     Body      `json:"body"`
}

// Body is what a message says; which parts a kind has is told in docs/api.md.
type Body struct {
	Offer *Offer `json:"offer,omitempty"` // order.offered, order.redone
	Reply *Reply `json:"reply,omitempty"` // order.replied
	Code  string `json:"code,omitempty"`  // why, as a code
	Text  string `json:"text,omitempty"`  // words
	Basis string `json:"basis,omitempty"` // order.returned: the duty relied on
	// Number is the handler's (order.accepted).
	Number string `json:"number,omitempty"`
	Files  []File `json:"files,omitempty"`
	From   string `json:"from,omitempty"` // ping: who asks
}

// Offer is an order as it is handed over.
type Offer struct {
	Number      string    `json:"number"`
	Kind        string    `json:"kind"`
	Category    Code      `json:"category,omitzero"`
	Division    Code      `json:"division,omitzero"`
	Unit        Code      `json:"unit,omitzero"` // who of the handler's units should have it, if the owner knows
	Urgent      bool      `json:"urgent,omitempty"`
	Business    bool      `json:"business,omitempty"`
	Sealed      bool      `json:"sealed,omitempty"`
	CreatedAt   time.Time `json:"created_at"`
	OccurredAt  time.Time `json:"occurred_at,omitzero"`
	DueAt       time.Time `json:"due_at,omitzero"` // when the owner expects the reply
	Title       string    `json:"title"`
	Content     string    `json:"content"`
	Expectation string    `json:"expectation,omitempty"`
	Address     string    `json:"address,omitempty"`
	Accused     string    `json:"accused,omitempty"`
	Language    string    `json:"language,omitempty"`
	Topics      []string  `json:"topics,omitempty"`
	Requester   Requester `json:"requester"`
}

// Code is a code of the sender with its name.
type Code struct {
	Code string `json:"code"`
	Name string `json:"name,omitempty"`
}

// Requester is what the handler learns of the citizen: nothing but how to ask the owner (Contact), or by agreement name
// and telephone number.
type Requester struct {
	Contact string `json:"contact,omitempty"`
	Name    string `json:"name,omitempty"`
	Phone   string `json:"phone,omitempty"`
}

// Reply is the handler's answer.
type Reply struct {
	Outcome     string    `json:"outcome"`
	Text        string    `json:"text"`
	Basis       string    `json:"basis,omitempty"`
	ContactedAt time.Time `json:"contacted_at,omitzero"`
	Reached     bool      `json:"reached,omitempty"`
}

// File names a file that the receiver may fetch from the sender.
type File struct {
	ID     string `json:"id"`
	Name   string `json:"name"`
	Size   int64  `json:"size"`
	SHA256 string `json:"sha256"`
}

// Ack is the signed answer to a message, given once its effects are durable.
type Ack struct {
	Message string `json:"message"`
	Again   bool   `json:"again,omitempty"`   // it was taken before
	Outcome string `json:"outcome,omitempty"` // ok, or why a room refused it
	City    string `json:"city,omitempty"`    // ping: who answers
}

var (
	idShape  = regexp.MustCompile(`^[A-Za-z0-9_-]{1,64}$`)
	sumShape = regexp.MustCompile(`^[0-9a-f]{64}$`)
)

// maxFiles is how many files one message names.
const maxFiles = 20

// ParseMessage reads and checks a message. Faults: partner.invalid_message with the fields, partner.version_unknown,
// partner.too_large. Fields of a later minor version are passed over.
func ParseMessage(text []byte) (Message, error) {
	if len(text) > maxBody {
		return Message{}, ErrTooLarge
	}
	if !utf8.Valid(text) {
		return Message{}, ErrMessage.WithField("body", "不是 UTF-8 文本。")
	}
	var m Message
	d := json.NewDecoder(bytes.NewReader(text))
	if err := d.Decode(&m); err != nil {
		return Message{}, ErrMessage.WithField("body", "不是规定的 JSON。")
	}
	if _, err := d.Token(); err != io.EOF {
		return Message{}, ErrMessage.WithField("body", "JSON 之后还有内容。")
	}
	if m.Version != Version {
		return Message{}, ErrVersion
	}
	c := &shape{}
	c.check(idShape.MatchString(m.ID), "id", "须为 1 至 64 位字母、数字、- 或 _。")
	if m.Kind == MsgPing {
		c.short("body.from", m.Body.From, 100)
		return m, c.fault()
	}
	c.check(fromOwner[m.Kind] || fromHandler[m.Kind], "kind", "没有这种消息。")
	c.check(idShape.MatchString(m.Exchange), "exchange", "须为 1 至 64 位字母、数字、- 或 _。")
	c.check(m.Seq >= 1 && m.Seq < 1<<31, "seq", "序号从 1 开始。")
	c.body(m)
	return m, c.fault()
}

// shape gathers what is wrong with a message, by field.
type shape struct{ f *fault.Fault }

func (c *shape) fault() error {
	if c.f == nil {
		return nil
	}
	return c.f
}

func (c *shape) check(ok bool, where, what string) {
	if ok {
		return
	}
	if c.f == nil {
		c.f = ErrMessage
	}
	c.f = c.f.WithField(where, what)
}

func (c *shape) short(where, text string, n int) {
	c.check(utf8.RuneCountInString(text) <= n, where, fmt.Sprintf("不能超过 %d 个字。", n))
}

func (c *shape) body(m Message) {
	b := m.Body
	c.short("body.code", b.Code, 40)
	c.short("body.text", b.Text, 20000)
	c.short("body.basis", b.Basis, 2000)
	c.short("body.number", b.Number, 40)
	switch m.Kind {
	case MsgOffered:
		c.check(b.Offer != nil, "body.offer", "缺少工单内容。")
	case MsgReplied:
		c.check(b.Reply != nil && b.Reply.Text != "", "body.reply", "缺少答复内容。")
	case MsgAccepted:
		c.check(b.Number != "", "body.number", "缺少受理方的编号。")
	case MsgReturned, MsgReplyRejected, MsgReturnRejected, MsgProgress, MsgSupplemented:
		c.check(b.Text != "", "body.text", "不能为空。")
	}
	if m.Kind == MsgProgress || m.Kind == MsgReturned || m.Kind == MsgReplyRejected || m.Kind == MsgUrged {
		c.short("body.text", b.Text, 2000)
	}
	if o := b.Offer; o != nil {
		c.check(o.Number != "", "body.offer.number", "缺少工单编号。")
		c.short("body.offer.number", o.Number, 40)
		for _, x := range []struct {
			where string
			code  Code
		}{{"body.offer.category", o.Category}, {"body.offer.division", o.Division}, {"body.offer.unit", o.Unit}} {
			c.short(x.where+".code", x.code.Code, 40)
			c.short(x.where+".name", x.code.Name, 100)
		}
		c.short("body.offer.requester.contact", o.Requester.Contact, 200)
	}
	if r := b.Reply; r != nil {
		c.short("body.reply.text", r.Text, 20000)
		c.short("body.reply.basis", r.Basis, 2000)
	}
	c.check(len(b.Files) <= maxFiles, "body.files", fmt.Sprintf("附件最多 %d 个。", maxFiles))
	for i, f := range b.Files[:min(len(b.Files), maxFiles)] {
		where := fmt.Sprintf("body.files[%d]", i)
		c.check(idShape.MatchString(f.ID), where+".id", "附件编号有误。")
		c.check(sumShape.MatchString(f.SHA256), where+".sha256", "须为 64 位小写十六进制。")
		c.check(f.Size > 0, where+".size", "附件大小有误。")
		c.short(where+".name", f.Name, 200)
	}
}
