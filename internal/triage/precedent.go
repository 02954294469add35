package triage

import (
	"strings"
	"time"

	"onedoor/internal/platform/ids"
)

// Verdict is how an objection was decided.
type Verdict string

// The verdicts. Upheld: the unit was right. Rejected: it had to handle the order. Designated: the centre ended the
// dispute by saying whose the order is.
const (
	Upheld     Verdict = "upheld"
	Rejected   Verdict = "rejected"
	Designated Verdict = "designated"
)

var verdictLabels = map[Verdict]string{Upheld: "同意退单", Rejected: "不同意退单", Designated: "指定承办"}

// Label is the verdict's name on screens.
func (v Verdict) Label() string { return verdictLabels[v] }

// Precedent is one objection that was decided.
type Precedent struct {
	ID, Return, Order ids.ID
	Category          ids.ID
	Division          string
	Kind              string
	AccusedKind       string
	ReasonCode        string
	From              ids.ID // the unit that returned the order
	Proposed          ids.ID
	To                ids.ID // the unit that got it in the end; 0: not known yet
	Verdict           Verdict
	DecidedAt         time.Time
	DecidedBy         ids.ID
	RetiredAt         time.Time // zero: it holds
	RetiredBy         ids.ID
	RetireReason      string
}

// Owner is the unit whose matter this was, by the verdict; 0 while that is not known.
func (p *Precedent) Owner() ids.ID {
	if p.Verdict == Rejected {
		return p.From
	}
	return p.To
}

// Kinds of accused parties, told apart by their names. The code alone is kept.
const (
	accusedNobody   = ""
	accusedPublic   = "public"   // authorities, towns, schools, hospitals
	accusedProperty = "property" // property management
	accusedSite     = "site"     // building sites
	accusedBusiness = "business" // companies, shops, platforms
	accusedOther    = "other"    // persons, and whatever has no such sign
)

// accusedSigns are tried in turn: the first kind of which the name holds a sign.
var accusedSigns = []struct {
	kind  string
	signs []string
}{
	{accusedProperty, []string{"物业", "业委会"}},
	{accusedSite, []string{"工地", "施工", "建筑队", "项目部"}},
	{accusedPublic, []string{"政府", "街道办", "管委会", "村委", "居委", "社区", "派出所", "学校", "幼儿园", "医院", "窗口", "大厅", "中心", "局", "委员会"}},
	{accusedBusiness, []string{"公司", "企业", "厂", "店", "超市", "商场", "市场", "酒楼", "饭馆", "餐", "平台", "机构", "摊", "酒吧", "KTV", "网吧"}},
}

var accusedLabels = map[string]string{accusedPublic: "公共机构", accusedProperty: "物业", accusedSite: "工地", accusedBusiness: "商家企业", accusedOther: "其他对象"}

// accusedKind tells the kind of an accused party by its name.
func accusedKind(name string) string {
	if strings.TrimSpace(name) == "" {
		return accusedNobody
	}
	for _, k := range accusedSigns {
		for _, sign := range k.signs {
			if strings.Contains(name, sign) {
				return k.kind
			}
		}
	}
	return accusedOther
}
