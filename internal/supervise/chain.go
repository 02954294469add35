package supervise

import (
	_ "embed" // chain.json
	"encoding/json"
	"fmt"
	"regexp"
	"slices"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/store"
)

// Chain is what an operator sets: the steps of the escalation chain 催办链 and the rules by which cases are suggested.
type Chain struct {
	Steps   []ChainStep `json:"steps" nullable:"false" maxItems:"20"`
	Rules   ChainRules  `json:"rules"`
	Version int64       `json:"version" doc:"of the setting that was seen; 0: as shipped"`
}

// ChainStep is one step: when it is due, whom it tells, whether it gives a card.
type ChainStep struct {
	Code   string   `json:"code" maxLength:"40" doc:"unique in the chain; a step that was taken is known by it"`
	Title  string   `json:"title" maxLength:"20"`
	Limit  string   `json:"limit,omitempty" enum:"yellow,red,remind" doc:"the time is the preset's limit of this stage, and the step is left out where it has none"`
	Anchor string   `json:"anchor,omitempty" enum:"before_due,after_due"`
	Unit   string   `json:"unit,omitempty" enum:"working_day,natural_day,working_hour,natural_hour"`
	N      int      `json:"n,omitempty" minimum:"0" maximum:"240" doc:"before_due and 0: when the due day opens"`
	Card   string   `json:"card,omitempty" enum:"yellow,red"`
	To     []string `json:"to" nullable:"false" doc:"officer, unit, parent, leader, supervisor"`
}

// ChainRules are the thresholds of suggestions; 0 switches a rule off.
type ChainRules struct {
	RedCard      int `json:"red_card" minimum:"0" maximum:"1" doc:"a red card was given"`
	Redo         int `json:"redo" minimum:"0" maximum:"20" doc:"redone so often"`
	Urged        int `json:"urged" minimum:"0" maximum:"100" doc:"urged so often"`
	Repeated     int `json:"repeated" minimum:"0" maximum:"100" doc:"the same person called again so often"`
	Dissatisfied int `json:"dissatisfied" minimum:"0" maximum:"1" doc:"still dissatisfied after a redo"`
}

// Whom a step may tell, from the officer upwards.
const (
	ToOfficer    = "officer"    // 经办人: who signed for it
	ToUnit       = "unit"       // 承办单位, whose duty contact reads its inbox
	ToParent     = "parent"     // 上级单位: the district or department above
	ToLeader     = "leader"     // 热线中心班长
	ToSupervisor = "supervisor" // 督办员
)

var recipients = []string{ToOfficer, ToUnit, ToParent, ToLeader, ToSupervisor}

//go:embed chain.json
var shippedJSON []byte

// Shipped is the chain that holds until an operator changes it.
func Shipped() Chain {
	var c Chain
	if err := json.Unmarshal(shippedJSON, &c); err != nil {
		panic(err) // a test reads the same file
	}
	return c
}

const settingChain = "chain"

// ChainNow is the chain that holds.
func (s *Service) ChainNow(q store.Queryer) (Chain, error) {
	version, value, err := setting(q, settingChain)
	if err != nil || version == 0 {
		return Shipped(), err
	}
	var c Chain
	if err := json.Unmarshal([]byte(value), &c); err != nil {
		return Chain{}, fmt.Errorf("supervise: chain: %w", err)
	}
	c.Version = version
	return c, nil
}

// SetChain changes the chain. Steps already taken stay taken; orders under way follow the new chain from their next
// event or step on. Faults: auth.forbidden, supervise.invalid, supervise.stale.
func (s *Service) SetChain(tx *store.Tx, by auth.Principal, c Chain) (Chain, error) {
	if !by.Can(RightSetup) {
		return Chain{}, fault.Forbidden
	}
	if err := c.check(); err != nil {
		return Chain{}, err
	}
	version, _, err := setting(tx, settingChain)
	if err != nil {
		return Chain{}, err
	}
	if c.Version != version {
		return Chain{}, ErrStale
	}
	c.Version++
	value, err := json.Marshal(c)
	if err != nil {
		return Chain{}, fmt.Errorf("supervise: chain: %w", err)
	}
	if err := putSetting(tx, settingChain, c.Version, string(value), s.now(), by.ID); err != nil {
		return Chain{}, err
	}
	if err := replan(tx, s.now()); err != nil {
		return Chain{}, err
	}
	return c, s.record(tx, by, EventSetting, settingSubject, nil, Payload{Code: settingChain, Version: c.Version})
}

var stepCode = regexp.MustCompile(`^[a-z][a-z0-9-]{0,39}$`)

// check names all that is wrong with a chain at once.
func (c *Chain) check() error {
	f := ErrInvalid
	wrong := func(bad bool, at int, field, message string) {
		if bad && len(f.Fields) < 20 {
			f = f.WithField(fmt.Sprintf("body.steps[%d].%s", at, field), message)
		}
	}
	if len(c.Steps) > 20 {
		return ErrInvalid.WithField("body.steps", "最多 20 步。")
	}
	seen := map[string]bool{}
	for i := range c.Steps {
		st := &c.Steps[i]
		title, ok := clean(st.Title)
		st.Title = title
		wrong(!stepCode.MatchString(st.Code) || seen[st.Code], i, "code", "代码须以小写字母开头，只含小写字母、数字和 -，且不能重复。")
		seen[st.Code] = true
		wrong(!ok || title == "" || len([]rune(title)) > 20, i, "title", "请填写名称，最多 20 个字。")
		wrong(!slices.Contains([]string{"", "yellow", "red"}, st.Card), i, "card", "没有这种牌。")
		wrong(len(st.To) == 0 && st.Card == "", i, "to", "请选择通知谁。")
		for _, to := range st.To {
			wrong(!slices.Contains(recipients, to), i, "to", "没有这个通知对象。")
		}
		if st.Limit != "" {
			wrong(!slices.Contains([]string{"yellow", "red", "remind"}, st.Limit), i, "limit", "没有这个时限环节。")
			continue
		}
		before := st.Anchor == "before_due"
		wrong(!before && st.Anchor != "after_due", i, "anchor", "请选择到期前或到期后。")
		wrong(st.N < 0 || st.N > 240, i, "n", "须为 0 至 240 的整数。")
		wrong(!slices.Contains([]string{"working_day", "natural_day", "natural_hour", "working_hour"}, st.Unit), i, "unit", "没有这个时限单位。")
		wrong(before && st.Unit == "working_hour", i, "unit", "到期前的步骤请用工作日、自然日或小时。")
		wrong(before && st.Card == "red", i, "card", "红牌只能在到期之后给出。")
	}
	r := c.Rules
	for _, n := range []int{r.RedCard, r.Redo, r.Urged, r.Repeated, r.Dissatisfied} {
		if n < 0 || n > 100 {
			f = f.WithField("body.rules", "次数须为 0 至 100 的整数。")
		}
	}
	if len(f.Fields) > 0 {
		return f
	}
	return nil
}
