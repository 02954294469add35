package directory

import (
	"slices"
	"strings"
)

// Party is who does something under a mode of integration.
type Party string

// The parties of a number that was brought in.
const (
	PartyCentre    Party = "centre"     // 热线中心
	PartyOwner     Party = "owner"      // the department whose number it is 号码所属单位
	PartySubCentre Party = "sub_centre" // 分中心
	PartyUnit      Party = "unit"       // the unit that was given the order 承办单位
)

var partyNames = map[Party]string{PartyCentre: "热线中心", PartyOwner: "号码所属单位", PartySubCentre: "分中心", PartyUnit: "承办单位"}

// Knowledge says whose entries stand first where a contact came on the number. All entries are in one base that everybody
// reads; none is hidden by a mode.
type Knowledge string

// The ways of reading the knowledge base.
const (
	KnowledgeShared   Knowledge = "shared"    // 同一知识库
	KnowledgeOwnFirst Knowledge = "own_first" // 同一知识库，本单位条目在前
)

var knowledgeNames = map[Knowledge]string{KnowledgeShared: "同一知识库", KnowledgeOwnFirst: "同一知识库，本单位条目在前"}

// Integration is one row of the table of modes: what a mode of integration decides for the contacts on a number. Whoever
// asks what a mode means asks this table.
type Integration struct {
	Mode    Mode
	Name    string  // 接入方式
	Routes  Party   // who decides first whose a request is
	Sees    []Party // the owner: its own seats (number_seat), whatever unit has the order
	Answers []Party // who answers the citizen: at once, or by a reply that the centre reviews
	Knows   Knowledge
	Figures []Party // who counts the number's contacts; the centre's total holds each once
}

// Integrations is the table. Sources: 国办发〔2020〕53号 names the three ways; what each decides is this house's reading of it.
var Integrations = []Integration{
	{FullMerge, "整体并入", PartyCentre, []Party{PartyCentre, PartyUnit}, []Party{PartyCentre, PartyUnit}, KnowledgeShared, []Party{PartyCentre}},
	{DualNumber, "双号并行", PartyCentre, []Party{PartyCentre, PartyOwner, PartyUnit}, []Party{PartyCentre, PartyOwner, PartyUnit}, KnowledgeOwnFirst, []Party{PartyCentre, PartyOwner}},
	{SubCentreMode, "设分中心", PartySubCentre, []Party{PartyCentre, PartySubCentre, PartyUnit}, []Party{PartySubCentre, PartyUnit}, KnowledgeOwnFirst, []Party{PartyCentre, PartySubCentre}},
	{NotIntegrated, "未归并", PartyCentre, []Party{PartyCentre, PartyUnit}, []Party{PartyCentre, PartyUnit}, KnowledgeShared, []Party{PartyCentre}},
}

func (x Integration) seen(by Party) bool     { return slices.Contains(x.Sees, by) }
func (x Integration) answered(by Party) bool { return slices.Contains(x.Answers, by) }
func (x Integration) counted(by Party) bool  { return slices.Contains(x.Figures, by) }

// IntegrationOf is the row of a mode; that of [NotIntegrated] for one that is not in the table.
func IntegrationOf(m Mode) Integration {
	i := slices.IndexFunc(Integrations, func(x Integration) bool { return x.Mode == m })
	if i < 0 {
		i = len(Integrations) - 1
	}
	return Integrations[i]
}

// IntegrationTable is the table as it stands in docs/integration.md.
func IntegrationTable() string {
	var b strings.Builder
	b.WriteString("| 接入方式 | code | 谁决定去向 | 谁可见 | 谁答复 | 知识 | 谁统计 |\n|---|---|---|---|---|---|---|\n")
	for _, x := range Integrations {
		cells := []string{x.Name, "`" + string(x.Mode) + "`", partyNames[x.Routes], namesOf(x.Sees), namesOf(x.Answers), knowledgeNames[x.Knows], namesOf(x.Figures)}
		b.WriteString("| " + strings.Join(cells, " | ") + " |\n")
	}
	return b.String()
}

func namesOf(list []Party) string {
	names := make([]string, len(list))
	for i, p := range list {
		names[i] = partyNames[p]
	}
	return strings.Join(names, "、")
}
