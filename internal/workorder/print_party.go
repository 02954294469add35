package workorder

import "onedoor/internal/workorder/export"

// printedUnit is the handling unit, with who passed the order down to it.
func printedUnit(v OrderView) string {
	name := v.UnitName
	for i := len(v.Chain) - 1; i >= 0; i-- {
		name += "（" + v.Chain[i].UnitName + "下转）"
	}
	return name
}

// printedParties lists the co-handling units: what each was asked, by when, and what came of it.
func printedParties(parties []OrderParty) export.Section {
	section := export.Section{Heading: "协办"}
	for _, x := range parties {
		meta := join("　", x.UnitName, x.StateName, "期限 "+minuteText(x.DueAt))
		if x.DueAt.IsZero() {
			meta = join("　", x.UnitName, x.StateName)
		}
		if x.DueLevel == DueOverdue {
			meta += "　超期"
		}
		text := "要求：" + x.Ask
		if x.Result != "" {
			text += "\n反馈（" + minuteText(x.DoneAt) + "）：" + x.Result
		}
		if x.Reason != "" {
			text += "\n退回：" + x.ReasonName + "，" + x.Reason
		}
		if x.Answer != "" {
			text += "\n处理：" + x.Answer
		}
		section.Paragraphs = append(section.Paragraphs, export.Paragraph{Meta: meta, Text: text})
	}
	return section
}
