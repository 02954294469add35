package workorder

import (
	"fmt"

	"onedoor/internal/platform/ids"
	"onedoor/internal/workorder/export"
)

// printedReplies are the replies with how the citizen was spoken to. A direct answer is the centre's.
func printedReplies(replies []OrderReply) export.Section {
	section := export.Section{Heading: "答复"}
	for _, r := range replies {
		meta := join("　", minuteText(r.At), orElse(r.UnitName, "热线中心"), r.OutcomeName, reviewLabels[r.State])
		text := r.PublicText
		if r.Basis != "" {
			text += "\n办理依据：" + r.Basis
		}
		if spokeTo(r) {
			text += "\n联系情况：" + printedContact(r)
		}
		section.Paragraphs = append(section.Paragraphs, export.Paragraph{Meta: meta, Text: text})
	}
	return section
}

// spokeTo says whether a call was owed or made: of a direct answer and of history nobody knows better than what stands there.
func spokeTo(r OrderReply) bool {
	return r.Reached || r.ContactNumber != "" || !r.ContactedAt.IsZero() || (r.UnitID != 0 && r.Outcome != OutcomeUnknown)
}

// printedContact says when and at which number, masked, a unit spoke to the citizen.
func printedContact(r OrderReply) string {
	at := ""
	if !r.ContactedAt.IsZero() {
		at = minuteText(r.ContactedAt)
	}
	reached := "未联系上"
	if r.Reached {
		reached = "已联系上"
	}
	return join("，", at, r.ContactNumber, reached)
}

// printedFiles lists the files of an order and says what each came with.
func printedFiles(v OrderView) export.Section {
	from := map[ids.ID]string{}
	for i, r := range v.Replies {
		from[r.ID] = fmt.Sprintf("（第 %d 次答复）", i+1)
	}
	for i, u := range v.Supplements {
		from[u.ID] = fmt.Sprintf("（第 %d 次补充）", i+1)
	}
	section := export.Section{Heading: "附件"}
	for i, a := range v.Attachments {
		section.Paragraphs = append(section.Paragraphs, export.Paragraph{Text: fmt.Sprintf("%d. %s%s", i+1, a.Name, from[a.ChildID])})
	}
	return section
}

// printedWish says whether and how the citizen wants a reply.
func printedWish(v OrderView) string {
	if !v.ReplyWanted {
		return "不需要回复"
	}
	return join("，", "需要回复", labelOf(replyWayLabels, v.ReplyWay), labelOf(replyHoursLabels, v.ReplyHours))
}

var reviewLabels = map[ReviewState]string{
	ReviewPending: "待审核", ReviewApproved: "已通过", ReviewUpheld: "已同意", ReviewRejected: "已退回", ReviewLapsed: "已失效",
}

// Codes that the desk's form writes; what is not known is printed as it stands.
var (
	languageLabels = map[string]string{"zh": "普通话", "yue": "粤语", "hakka": "客家话", "teochew": "潮汕话", "en": "英语", "pt": "葡萄牙语", "other": "其他语言"}
	replyWayLabels = map[string]string{"phone": "电话答复", "sms": "短信答复", "web": "网上查看", "letter": "书面答复", "none": "无需答复"}

	replyHoursLabels = map[string]string{"any": "任何时间", "working": "工作时间", "noon": "中午", "evening": "晚上", "weekend": "周末"}
)

func labelOf(labels map[string]string, code string) string { return orElse(labels[code], code) }

func orElse(text, other string) string {
	if text == "" {
		return other
	}
	return text
}
