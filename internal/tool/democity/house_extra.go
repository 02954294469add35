package democity

import (
	"context"
	"fmt"
	"slices"
	"time"

	"onedoor/internal/intake"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
	"onedoor/internal/workorder"
)

var _ Extras = (*House)(nil)

// Extras are refusals with an appeal in each state, one event that is over, and campaigns of calls out.
func (h *House) Extras(now time.Time) []Extra {
	for _, login := range []string{"seat3", "seat4", "leader1", "reviewer1", "officer-gongdian"} {
		if _, known := h.people[login]; !known {
			return nil // another city than the one that ships
		}
	}
	return slices.Concat(h.refusals(now), h.pastStorm(now), h.campaigns(now))
}

// daysBefore is a moment some days before now, on the clock of the city.
func daysBefore(now time.Time, days, hour, minute int) time.Time {
	y, m, d := now.In(wall.Shanghai).Date()
	return time.Date(y, m, d-days, hour, minute, 0, 0, wall.Shanghai)
}

// refusal is one request that was not taken on, and what became of it.
type refusal struct {
	days         int
	code, words  string
	content      string
	phone        string
	transferred  string
	appeal, told string // the appeal, and the reasons of its decision
	grant        bool
}

var demoRefusals = []refusal{
	{days: 12, code: "fire-119", content: "福石路旧厂房冒浓烟，好像着火了，现在还在冒。", phone: "15400090001", transferred: "119"},
	{days: 9, code: "outside-city", content: "老家在外省，村里的路灯坏了半年没有人修。", phone: "15400090002"},
	{days: 8, code: "litigation", words: "本案一审已判决，尚在上诉期内。", content: "装修公司不退款，法院判决我不服，请政府出面。", phone: "15400090003",
		appeal: "判决没有考虑我提交的照片，希望再看看。", told: "判决不服应当依法上诉，热线不能改变裁判结果。可拨打 12348 咨询法律援助。"},
	{days: 6, code: "court", content: "法院旁边的人行道井盖松动，晚上走路很危险。", phone: "15400090004",
		appeal: "我说的是井盖，不是案件。", told: "经核实属于市政设施维护，予以受理。", grant: true},
	{days: 2, code: "reconsideration", words: "处罚决定书已告知复议权利。", content: "占道经营被罚款，不服处罚，要求撤销处罚。", phone: "15400090005",
		appeal: "罚款单上的时间写错了，请核实。"},
}

func (h *House) refusals(now time.Time) []Extra {
	list := []Extra{{At: daysBefore(now, Days, 8, 0), What: "受理范围", Do: h.Intake.LoadShipped}}
	for i, r := range demoRefusals {
		receipt := &intake.Receipt{}
		at := daysBefore(now, r.days, 10, 7*i)
		list = append(list, Extra{At: at, What: "不予受理 " + r.code, Do: func(ctx context.Context) (err error) {
			*receipt, err = h.refuse(ctx, r, at)
			return err
		}})
		if r.appeal != "" {
			list = append(list, Extra{At: at.Add(20 * time.Hour), What: "申诉 " + r.code, Do: func(ctx context.Context) error {
				return h.Intake.AppealByCitizen(ctx, receipt.Number, receipt.QueryCode, intake.AppealIn{Words: r.appeal})
			}})
		}
		if r.told != "" {
			list = append(list, Extra{At: at.Add(44 * time.Hour), What: "复核 " + r.code, Do: func(ctx context.Context) error {
				return h.review(ctx, receipt.Number, r)
			}})
		}
	}
	return list
}

func (h *House) refuse(ctx context.Context, r refusal, at time.Time) (intake.Receipt, error) {
	then := intake.Then{Verb: intake.ThenRefuse, Text: r.words, RefuseIn: intake.RefuseIn{Code: r.code, Transferred: r.transferred}}
	if r.transferred != "" {
		handed := at.Add(-90 * time.Second)
		then.TransferredAt = &handed
	}
	list, err := h.Intake.TakeOn(ctx, h.people["seat3"], intake.TakeOnIn{Door: intake.DoorPhone, KeepAtCentre: true, HotlineNumber: "12345", Caller: intake.Caller{CallerNumber: r.phone},
		Requests: []intake.RequestForm{{Kind: "help", DivisionCode: "440402001", Content: r.content, Then: &then}}})
	if err != nil {
		return intake.Receipt{}, err
	}
	return list[0], nil
}

func (h *House) review(ctx context.Context, number string, r refusal) error {
	by := h.people["reviewer1"]
	return h.Store.Write(ctx, func(tx *store.Tx) error {
		waiting, _, err := h.Intake.Refusals(tx, by, intake.RefusalFilter{State: string(intake.RefusalAppealed)})
		if err != nil {
			return err
		}
		for _, w := range waiting {
			if w.Number == number {
				_, err := h.Intake.ReviewAppeal(tx, by, w.ID, intake.ReviewAppealIn{Version: w.Version, Grant: r.grant, Words: r.told})
				return err
			}
		}
		return fmt.Errorf("appeal of %s: %w", number, errUnknown)
	})
}

// stormDay is how many days ago the event was.
const stormDay = 5

// dark are the people whose lights went out: their words, their numbers, and the minute of the evening.
var dark = []struct {
	minute int
	phone  string
	words  string
}{
	{4, "15400091001", "康宁路一带停电了，什么时候恢复？"}, {6, "15400091002", "停电，小区电梯停了，老人上不了楼。"},
	{9, "0756-5550123", "整条街停电，店里的冰柜怎么办？"}, {15, "15400091003", "家里停电了半个小时。"},
	{22, "", "停电，路口红绿灯也不亮。"}, {41, "15400091004", "没电，请快点抢修。"},
}

// pastStorm is a power cut of one evening, with everybody told by one answer.
func (h *House) pastStorm(now time.Time) []Extra {
	at := func(hour, minute int) time.Time { return daysBefore(now, stormDay, hour, minute) }
	var storm intake.Storm
	list := []Extra{{At: at(19, 0), What: "宣布突发事件", Do: func(ctx context.Context) (err error) {
		storm, err = h.Intake.Declare(ctx, h.people["leader1"], intake.StormIn{Name: "翠香街道康宁路片区停电", Kind: "outage", Area: []string{"440402001"},
			Keywords: "停电、没电；不算 停电通知、计划停电", Announcement: "康宁路片区电缆故障停电，抢修人员已到场，预计 21 时恢复供电。", Sample: 20,
			UnitID: h.units["gongdian"], Note: "请立即抢修，每半小时报告进展。"})
		return err
	}}}
	for i, d := range dark {
		list = append(list, Extra{At: at(19, d.minute), What: "并入突发事件", Do: func(ctx context.Context) error {
			in := intake.TakeOnIn{Door: intake.DoorWeb, Caller: intake.Caller{ContactPhone: d.phone},
				Requests: []intake.RequestForm{{Kind: "help", DivisionCode: "440402001", Content: d.words, ReplyWanted: true, ReplyWay: "web"}}}
			by := intake.Citizen
			if i%2 == 0 { // every other one called
				in.Door, by = intake.DoorPhone, h.people["seat4"]
				r := &in.Requests[0]
				r.Title, r.CategoryID, r.StormID = "康宁路片区停电", h.category["170201"], storm.ID
			}
			_, err := h.Intake.TakeOn(ctx, by, in)
			return err
		}})
	}
	return append(list, Extra{At: at(19, 12), What: "签收", Do: func(ctx context.Context) error { return h.onStorm(ctx, storm.Order, "sign") }},
		Extra{At: at(19, 35), What: "进展", Do: func(ctx context.Context) error { return h.onStorm(ctx, storm.Order, "progress") }},
		Extra{At: at(21, 5), What: "答复", Do: func(ctx context.Context) error { return h.onStorm(ctx, storm.Order, "reply") }},
		Extra{At: at(21, 20), What: "审核", Do: func(ctx context.Context) error { return h.onStorm(ctx, storm.Order, "review") }},
		Extra{At: at(21, 45), What: "结束突发事件", Do: func(ctx context.Context) error {
			return h.Store.Write(ctx, func(tx *store.Tx) error {
				_, err := h.Intake.EndStorm(tx, h.people["leader1"], storm.ID, intake.EndStormIn{Version: storm.Version,
					Summary: "康宁路电缆中间头故障，19 时停电，21 时全部恢复。接到诉求 6 件，已逐一告知。"})
				return err
			})
		}})
}

// onStorm does what the unit and the centre do with the master order.
func (h *House) onStorm(ctx context.Context, order ids.ID, verb string) error {
	officer := h.people["officer-gongdian"]
	return h.Store.Write(ctx, func(tx *store.Tx) error {
		o, err := h.Orders.Get(tx, officer, order)
		if err != nil {
			return err
		}
		switch verb {
		case "sign":
			_, err = h.Orders.SignFor(tx, officer, order, o.Version)
		case "progress":
			_, err = h.Orders.Progress(tx, officer, order, o.Version, workorder.ProgressIn{Content: "故障点已找到，正在更换电缆中间头。"})
		case "reply":
			_, err = h.Orders.Reply(tx, officer, order, o.Version, workorder.ReplyIn{Outcome: workorder.OutcomeResolved, Basis: "更换电缆中间头，逐户核对送电。",
				PublicText: "康宁路片区已于 21 时全部恢复供电，给您带来不便，敬请谅解。"})
		default:
			_, err = h.Orders.ReviewReply(tx, h.people["reviewer1"], order, o.Version, workorder.ReviewIn{Approve: true, Note: "同意"})
		}
		return err
	})
}
