package democity

import (
	"context"
	"fmt"
	"strings"
	"time"

	"onedoor/internal/outreach"
	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/switchboard"
)

// Who writes and who approves the demo's campaigns, by login.
const (
	demoWriter   = "leader1"
	demoApprover = demoSupervisor
)

// satisfaction is what the robot asks when something was completed.
var satisfaction = outreach.Script{Steps: []outreach.Step{
	{ID: "开场", Say: "您好，{称谓}，这里是市政务服务便民热线。您反映的{事项}，承办单位已经答复办结。您对结果满意吗？满意请按 1，不满意请按 2，也可以直接说。转人工请按 0，今后不想接到回访请按 9。",
		Keys:   map[string]string{"1": "致谢", "2": "原因", "0": "转人工", "9": "免打扰"},
		Spoken: []outreach.Branch{{Phrases: []string{"满意", "很满意", "可以", "挺好"}, Next: "致谢"}, {Phrases: []string{"不满意", "没解决", "不行"}, Next: "原因"}, {Phrases: []string{"人工", "转人工"}, Next: "转人工"}},
		Repeat: 1, Silent: "再会"},
	{ID: "致谢", Say: "感谢您的评价，祝您生活愉快，再见。", Result: "满意"},
	{ID: "原因", Say: "很抱歉没有让您满意。问题没有解决请按 1，处理太慢请按 2，没有人联系过您请按 3。",
		Keys: map[string]string{"1": "未解决", "2": "太慢", "3": "未联系"}, Repeat: 1, Silent: "未解决"},
	{ID: "未解决", Say: "我们会请承办单位再次核实并联系您，再见。", Result: "不满意：未解决"},
	{ID: "太慢", Say: "您的意见我们记下了，会督促承办单位改进，再见。", Result: "不满意：太慢"},
	{ID: "未联系", Say: "我们会核实承办单位是否联系过您，再见。", Result: "不满意：未联系"},
	{ID: "转人工", Say: "正在为您转接人工，请不要挂机。", Result: "转人工", Queue: "general"},
	{ID: "免打扰", Say: "好的，今后不再用电话回访您，再见。", Result: "免打扰", Bar: true},
	{ID: "再会", Say: "没有收到您的选择，以后有需要请拨打 12345，再见。"},
}}

var outreachRules = outreach.Settings{Hours: []outreach.Span{{From: "09:00", To: "12:00"}, {From: "14:30", To: "20:00"}}, Lines: 4, PerMinute: 20, Ring: 30, Wait: 6,
	Redial: []outreach.Rule{{Result: switchboard.CauseBusy, Times: 1, After: 15}, {Result: switchboard.CauseNoAnswer, Times: 1, After: 40}}}

// answered is somebody whom the demo's robot has called: what they did, call by call. Digits are keys, - is silence, other
// words are why nobody was spoken with.
var answered = []struct{ name, matter, calls string }{
	{"鲍先生", "路灯不亮", "1"}, {"卜女士", "井盖松动", "1"}, {"柴先生", "占道经营", "21"}, {"车女士", "小区停水", "1"}, {"储先生", "噪声扰民", "23"},
	{"丛女士", "垃圾清运", "busy 1"}, {"党先生", "公交站牌", "1"}, {"狄女士", "物业收费", "22"}, {"杜先生", "树木修剪", "no_answer no_answer"},
	{"樊女士", "施工扬尘", "1"}, {"封先生", "路面坑洼", "no_answer 1"}, {"符女士", "医保报销", "1"}, {"甘先生", "燃气开户", "-"}, {"葛女士", "学位申请", "21"},
	{"耿先生", "停车收费", "9"}, {"宫女士", "网络诈骗", "wrong_number"}, {"古先生", "快递丢失", "1"}, {"顾女士", "电梯故障", "0"},
}

// waiting are people of the campaigns that have not begun.
var waiting = []struct{ name, matter string }{
	{"关先生", "供暖咨询"}, {"管女士", "道路积水"}, {"郭先生", "社保转移"}, {"杭女士", "养犬扰民"}, {"郝先生", "违规搭建"}, {"贺女士", "欠薪投诉"},
}

// demoPhone is the number of somebody whom nobody can reach.
func demoPhone(n int) string { return fmt.Sprintf("154000%05d", 60000+n) }

// campaigns are one that is over, one that waits to be started, and a draft.
func (h *House) campaigns(now time.Time) []Extra {
	if h.Outreach == nil {
		return nil
	}
	if _, known := h.people[demoApprover]; !known {
		return nil
	}
	at := func(days, hour, minute int) time.Time { return daysBefore(now, days, hour, minute) }
	var over outreach.Campaign
	list := []Extra{{At: at(4, 16, 0), What: "外呼任务", Do: func(ctx context.Context) (err error) {
		var rows strings.Builder
		for i, p := range answered {
			fmt.Fprintf(&rows, "%s,%s,%s\n", demoPhone(i), p.name, p.matter)
		}
		over, err = h.campaign(ctx, outreach.CampaignIn{Name: "上周办结满意度回访", Kind: outreach.KindRobot, Script: satisfaction, Settings: outreachRules}, rows.String(), true)
		return err
	}}, {At: at(3, 9, 0), What: "开始外呼", Do: func(ctx context.Context) error {
		return h.Store.Write(ctx, func(tx *store.Tx) error {
			_, err := h.Outreach.Start(tx, h.people[demoWriter], over.ID, over.Version)
			return err
		})
	}}}
	line := &demoLine{made: map[string]int{}}
	for minute := 1; minute < 120; minute += 5 {
		list = append(list, Extra{At: at(3, 9, minute), What: "机器人外呼", Do: func(ctx context.Context) error { return h.robots(ctx, line) }})
	}
	var rows strings.Builder
	for i, p := range waiting {
		fmt.Fprintf(&rows, "%s,%s,%s\n", demoPhone(100+i), p.name, p.matter)
	}
	told := outreach.Script{Steps: []outreach.Step{{ID: "告知", Say: "您好，{称谓}，您反映的{事项}需要补充材料，请带身份证到市民服务中心二楼，周一至周五上班时间都可以办理。"}}}
	return append(list,
		Extra{At: at(2, 15, 0), What: "外呼任务", Do: func(ctx context.Context) error {
			_, err := h.campaign(ctx, outreach.CampaignIn{Name: "补充材料告知", Kind: outreach.KindPreview, Script: told, Settings: outreachRules}, rows.String(), true)
			return err
		}},
		Extra{At: at(1, 16, 30), What: "外呼任务", Do: func(ctx context.Context) error {
			_, err := h.campaign(ctx, outreach.CampaignIn{Name: "本周办结满意度回访", Kind: outreach.KindRobot, Script: satisfaction, Settings: outreachRules}, rows.String(), false)
			return err
		}},
		Extra{At: at(1, 17, 0), What: "免打扰", Do: func(ctx context.Context) error {
			return h.Store.Write(ctx, func(tx *store.Tx) error {
				return h.Outreach.Bar(tx, h.people[demoWriter], demoPhone(200), "来电要求，不再接听回访电话")
			})
		}})
}

// campaign writes a campaign, imports its list, and has it approved by somebody else if it is to be.
func (h *House) campaign(ctx context.Context, in outreach.CampaignIn, rows string, approve bool) (c outreach.Campaign, err error) {
	head, list, err := outreach.ParseList([]byte("电话,称谓,事项\n" + rows))
	if err != nil {
		return c, err
	}
	defer h.speaking(nil)()
	err = h.Store.Write(ctx, func(tx *store.Tx) (err error) {
		by := h.people[demoWriter]
		if c, err = h.Outreach.Put(tx, by, 0, in); err != nil {
			return err
		}
		report, err := h.Outreach.Import(tx, by, c.ID, head, list)
		if err == nil && report.Refused > 0 {
			err = fmt.Errorf("row %d is refused: %s", report.Rows[0].Line, report.Rows[0].Reason)
		}
		if err != nil || !approve {
			return err
		}
		c, err = h.Outreach.Approve(tx, h.people[demoApprover], c.ID, 0)
		return err
	})
	return c, err
}

// robots lets campaigns of robots call, and waits for what becomes of it.
func (h *House) robots(ctx context.Context, line *demoLine) error {
	defer h.speaking(line)()
	err := h.Outreach.Tick(ctx)
	h.Outreach.Drain()
	return err
}

// speaking gives the robots a voice without sound and, if given, a line to the people of the demo; what it returns takes
// both back.
func (h *House) speaking(line *demoLine) func() {
	voice, calls := h.Outreach.Voice, h.Outreach.Calls
	h.Outreach.Voice = mute{}
	if line != nil {
		h.Outreach.Calls = line
	}
	return func() { h.Outreach.Voice, h.Outreach.Calls = voice, calls }
}

type mute struct{}

// Speak implements outreach.Voice.
func (mute) Speak(context.Context, string, bool) ([]int16, error) { return nil, nil }

// demoLine has the people of the demo at its other end.
type demoLine struct{ made map[string]int } // calls, by number

// MayDial implements outreach.Calls: nobody of staff telephones before the demo has begun.
func (*demoLine) MayDial(auth.Principal) error { return switchboard.ErrNoExchange }

// Dial implements outreach.Calls.
func (*demoLine) Dial(auth.Principal, string, switchboard.Errand) (switchboard.SeatView, error) {
	return switchboard.SeatView{}, switchboard.ErrNoExchange
}

// Robot implements outreach.Calls: whoever is called does what the list says.
func (l *demoLine) Robot(number string, _ switchboard.Errand, _ time.Duration, r switchboard.Robot) error {
	does := ""
	for i, p := range answered {
		if calls := strings.Fields(p.calls); demoPhone(i) == number && l.made[number] < len(calls) {
			does = calls[l.made[number]]
		}
	}
	l.made[number]++
	r.Began(ids.New())
	if strings.Contains(does, "_") || does == switchboard.CauseBusy || does == "" {
		r.Ended(does, false)
		return nil
	}
	turn := r.Answered()
	for _, key := range []byte(does) {
		if key != '-' {
			turn = r.Key(key)
		}
	}
	for !turn.End && turn.Queue == "" {
		turn = r.Silent()
	}
	r.Ended("", true)
	return nil
}
