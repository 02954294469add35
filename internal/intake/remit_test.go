package intake

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"onedoor/internal/language"
	"onedoor/internal/platform/store"
)

// pointsTo are the codes that a text must point to, and nothing else in the group of emergencies.
func TestRemit_Signs(t *testing.T) {
	for _, c := range []struct {
		words     string
		emergency string // codes, "" none
		outside   string // the first probable code, "" none, * any
	}{
		{"隔壁楼三楼着火了，浓烟很大，有人在喊救命", "fire-119", ""},
		{"厨房起火，快来", "fire-119", ""},
		{"消防通道被占，一旦起火消防车进不来", "", ""},
		{"小区消防通道长期堆放杂物，存在火灾隐患", "", ""},
		{"楼下飞线充电，担心着火", "", ""},
		{"电动车在楼道充电，容易引发火灾", "", ""},
		{"去年着火的仓库至今没有清理", "", ""},
		{"去年着火过，现在又着火了，火很大", "fire-119", ""},
		{"火灾自动报警系统坏了半年没人修", "", ""},
		{"家里燃气泄漏，味道很大", "fire-119", ""},
		{"想申请安装燃气泄漏报警器", "", ""},
		{"孩子被困在电梯里出不来", "fire-119", ""},
		{"电梯经常困人，上个月我被困在电梯里二十分钟，要求维修", "", ""},
		{"有人拿刀，持刀追人，快来", "police-110", ""},
		{"楼上正在打架，砸东西", "police-110", ""},
		{"希望加强校园打架斗殴的防范宣传", "", ""},
		{"有人站在楼顶要跳楼", "police-110", ""},
		{"前年有人在此处跳楼，希望加装护栏", "", ""},
		{"我刚被骗了，刚刚转账五万", "police-110", ""},
		{"咨询防诈骗宣传活动什么时候举办", "", ""},
		{"老人走失两个小时了", "police-110", ""},
		{"我爸爸突然晕倒，叫不醒", "medical-120", ""},
		{"母亲上个月昏迷住院，医保报销太慢", "", ""},
		{"路口刚刚发生车祸，有人受伤", "medical-120 traffic-122", ""},
		{"这个路口经常发生交通事故，建议装红绿灯", "", ""},
		{"对交通事故责任认定有异议", "", ""},
		{"小区门口水管漏水三天", "", ""},
		{"路灯不亮", "", ""},
		{"对法院判决不服，法官偏袒对方", "", "court"},
		{"法院路的路灯坏了", "", ""},
		{"公司拖欠工资，已申请仲裁，仲裁裁决书下来了不执行", "", "arbitration"},
		{"咨询如何申请劳动仲裁", "", ""},
		{"村干部收红包、以权谋私", "", "discipline"},
		{"不服行政处罚，要求撤销处罚", "", "reconsideration"},
		{"信访复查意见我不同意", "", "petition"},
		{"我要申请公开政府的征地批文，依申请公开", "", "disclosure"},
		{"老家的房子在外省被拆了", "", "outside-city"},
		{"驻军营区噪音扰民，驻军晚上训练", "", "military"},
		{"人大代表什么时候接待", "", "congress"},
		{"", "", ""},
	} {
		emergencies, outside := hints(shippedRemit(), c.words)
		if got := strings.Join(codesOf(emergencies), " "); got != c.emergency {
			t.Errorf("%s\n  emergencies %q, want %q (found %v)", c.words, got, c.emergency, emergencies)
		}
		first := ""
		if len(outside) > 0 {
			first = outside[0].Code
		}
		if first != c.outside {
			t.Errorf("%s\n  points to %q, want %q (%v)", c.words, first, c.outside, outside)
		}
	}
}

func codesOf(list []Hint) (codes []string) {
	for _, h := range list {
		codes = append(codes, h.Code)
	}
	return codes
}

// FuzzHints holds that no text breaks the rules, and that each found word stands in the text.
func FuzzHints(f *testing.F) {
	f.Add("消防通道被占，去年着火，现在又着火了。法院判决")
	f.Add("\x00\xff着\n火")
	f.Add(strings.Repeat("着火、", 300))
	f.Fuzz(func(t *testing.T, text string) {
		emergencies, outside := hints(shippedRemit(), text)
		folded := language.Fold(text)
		for _, h := range append(emergencies, outside...) {
			if len(h.Words) == 0 || h.Path == "" {
				t.Fatalf("%+v", h)
			}
			for _, w := range h.Words {
				if !strings.Contains(folded, w) {
					t.Fatalf("%q is not in %q", w, text)
				}
			}
		}
	})
}

// The list that ships names the four emergency numbers, and everything that rules.md asks for.
func TestRemit_Shipped(t *testing.T) {
	var phones []string
	groups := map[RemitGroup]int{}
	for _, c := range shippedRemit() {
		groups[c.Group]++
		if c.Group == RemitEmergency {
			phones = append(phones, c.Phone)
		}
		if c.Path == "" || c.Legal == "" {
			t.Errorf("%s tells no path or no source", c.Code)
		}
	}
	if !slices.Equal(phones, []string{"110", "119", "120", "122"}) || groups[RemitOutside] < 7 || groups[RemitPath] < 6 || groups[RemitSame] != 1 || groups[RemitMalicious] != 1 {
		t.Errorf("%v %v", phones, groups)
	}
}

func TestPutRemit(t *testing.T) {
	each(t, Options{}, func(t *testing.T, b *bench) {
		boss := leader.WithRights(RightRemit)
		put := func(code string, in RemitIn) (RemitCode, error) {
			var c RemitCode
			err := b.Store.Write(t.Context(), func(tx *store.Tx) (err error) {
				c, err = b.s.PutRemit(tx, boss, code, in)
				return err
			})
			return c, err
		}
		in := RemitIn{Group: RemitOutside, Label: "殡葬服务", Path: "请拨打殡仪馆电话。", Signs: "殡仪馆、火化", Active: true, Position: 500}
		c, err := put("funeral", in)
		if err != nil || c.Version != 1 {
			t.Fatalf("%+v %v", c, err)
		}
		a, err := b.s.Advise(b.q(), seat, AdviceIn{Content: "殡仪馆收费太高"})
		if err != nil || len(a.Outside) != 1 || a.Outside[0].Code != "funeral" || a.Outside[0].Words[0] != "殡仪馆" {
			t.Errorf("%+v %v", a, err)
		}
		if _, err := put("funeral", in); code(err) != "intake.remit_stale" {
			t.Errorf("entered twice: %v", err)
		}
		in.Version, in.Active = 1, false
		if c, err = put("funeral", in); err != nil || c.Version != 2 {
			t.Fatalf("%+v %v", c, err)
		}
		if _, err := put("funeral", in); code(err) != "intake.remit_stale" {
			t.Errorf("stale: %v", err)
		}
		if a, err := b.s.Advise(b.q(), seat, AdviceIn{Content: "殡仪馆收费太高"}); err != nil || !a.Empty() {
			t.Errorf("an inactive code hints: %+v %v", a, err)
		}
		if err := b.s.LoadShipped(t.Context()); err != nil {
			t.Fatal(err)
		}
		if n := b.count(`SELECT COUNT(*) FROM intake_remit`); n != len(shippedRemit())+1 {
			t.Errorf("%d codes", n)
		}
		if n := b.count(`SELECT COUNT(*) FROM ledger_event WHERE kind = ?`, EventRemitChanged); n != 2 {
			t.Errorf("%d events", n)
		}
		for name, change := range map[string]func(in *RemitIn) string{
			"Code":      func(*RemitIn) string { return "Bad Code" },
			"NoLabel":   func(in *RemitIn) string { in.Label = " "; return "x1" },
			"NoPath":    func(in *RemitIn) string { in.Path = ""; return "x2" },
			"Group":     func(in *RemitIn) string { in.Group = "other"; return "x3" },
			"Signs":     func(in *RemitIn) string { in.Signs = "着火；以及 别的"; return "x4" },
			"Emergency": func(in *RemitIn) string { in.Group = RemitEmergency; return "x5" },
			"Huge":      func(in *RemitIn) string { in.Path = strings.Repeat("长", 2000); return "x6" },
		} {
			bad := RemitIn{Group: RemitOutside, Label: "名", Path: "路", Active: true}
			if _, err := put(change(&bad), bad); code(err) != "intake.invalid_form" {
				t.Errorf("%s: %v", name, err)
			}
		}
		for _, p := range []struct {
			who  string
			want int
		}{{"seat", 403}, {"leader", 200}} {
			as := map[string]int{}
			principal := seat.WithRights(RightTakeOn)
			if p.who == "leader" {
				principal = boss
			}
			as[p.who], _ = b.http(principal, http.MethodPut, "/remit/congress", map[string]any{"version": 1, "group": "outside", "label": "人大", "path": "请向人大反映。", "active": true, "position": 1})
			if as[p.who] != p.want {
				t.Errorf("%s: %d", p.who, as[p.who])
			}
		}
		if status, answer := b.http(seat, http.MethodGet, "/remit", nil); status != 200 || len(answer["items"].([]any)) < 20 {
			t.Errorf("%d %v", status, fmt.Sprint(answer)[:100])
		}
	})
}
