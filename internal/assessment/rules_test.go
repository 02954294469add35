package assessment

import (
	"slices"
	"strings"
	"testing"
	"time"

	"onedoor/internal/workorder"
)

func TestRelabelled(t *testing.T) {
	order := func(kind workorder.Kind, title, content, expectation, accused string) workorder.Order {
		return workorder.Order{Kind: kind, Words: workorder.Words{Title: title, Content: content, Expectation: expectation, Accused: accused}}
	}
	plain := order("consult", "社保卡怎么补办", "社保卡丢了，想知道到哪里补办、要带什么。", "", "")
	noise := order("consult", "楼下餐馆油烟扰民", "多次反映没人管，油烟直排。", "查处并整改", "某餐馆")
	for _, c := range []struct {
		name string
		e    enquiry
		want string
	}{
		{"PlainEnquiry", enquiry{order: plain, usual: "consult"}, ""},
		{"EnquiryAnsweredAtOnce", enquiry{order: plain, usual: "consult", answeredOnce: true}, ""},
		{"UsualCategory", enquiry{order: plain, usual: "complaint"}, "category"},
		{"OwnChoice", enquiry{order: plain, chosen: []workorder.Kind{"consult", "complaint"}}, "own_choice"},
		{"Earlier", enquiry{order: plain, earlier: 2}, "earlier"},
		{"AllOfIt", enquiry{order: noise, usual: "report", chosen: []workorder.Kind{"report"}, earlier: 1, answeredOnce: true},
			"words many_words expectation accused category own_choice earlier at_once"},
		{"ComplaintStaysOne", enquiry{order: order("complaint", "油烟扰民", "没人管", "查处", "某餐馆"), usual: "complaint"}, ""},
		{"HelpIsNoEnquiry", enquiry{order: order("help", "油烟扰民", "没人管", "", "")}, ""},
		{"Praise", enquiry{order: order("praise", "表扬", "师傅很好", "", "")}, ""},
		{"Empty", enquiry{order: order("consult", "", "", "", "  ")}, ""},
	} {
		if got := strings.Join(relabelled(c.e), " "); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func TestUncontacted(t *testing.T) {
	given := time.Date(2026, 11, 16, 9, 0, 0, 0, time.UTC)
	good := closing{reached: true, contactedAt: given.Add(time.Hour), number: "139****1001", numbers: []string{"139****1001"}, givenAt: given,
		repliedAt: given.Add(2 * time.Hour), wanted: true}
	for _, c := range []struct {
		name   string
		change func(*closing)
		want   string
	}{
		{"Good", func(*closing) {}, ""},
		{"NobodyToReach", func(c *closing) { *c = closing{} }, ""},
		{"NotReached", func(c *closing) { c.reached = false }, "not_reached"},
		{"NoTime", func(c *closing) { c.contactedAt = time.Time{} }, "no_time"},
		{"NoNumber", func(c *closing) { c.number = "" }, "no_number"},
		{"OtherNumber", func(c *closing) { c.number = "139****1002" }, "other_number"},
		{"LandlineWithoutAreaCode", func(c *closing) { c.number, c.numbers = "**34456", []string{"0756****456"} }, ""},
		{"NumberNotShown", func(c *closing) { c.number = "****" }, ""},
		{"TooEarly", func(c *closing) { c.contactedAt = given.Add(-time.Minute) }, "too_early"},
		{"TooLate", func(c *closing) { c.contactedAt = given.Add(3 * time.Hour) }, "too_late"},
		{"GivenUnknown", func(c *closing) { c.givenAt = time.Time{} }, ""},
		{"SecondRequester", func(c *closing) { c.numbers = []string{"139****9999", "139****1001"} }, ""},
	} {
		x := good
		c.change(&x)
		if got := strings.Join(uncontacted(x), " "); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func TestScore(t *testing.T) {
	r := DefaultDoubtRules()
	score, reasons := r.score(Relabel, []string{CodeWords, CodeAccused, CodeDenied, "unknown", CodeWords})
	if score != 45 || len(reasons) != 2 { // 25 + 20; a ground of the other kind and one that is unknown do not count
		t.Errorf("%d %+v", score, reasons)
	}
	if score, _ := r.score(Contact, []string{CodeDenied, CodeRecheck}); score != 100 {
		t.Errorf("%d", score)
	}
	r.Reasons[slices.IndexFunc(r.Reasons, func(x Reason) bool { return x.Code == CodeWords })].Weight = 0
	if score, reasons := r.score(Relabel, []string{CodeWords}); score != 0 || reasons != nil {
		t.Errorf("%d %+v", score, reasons)
	}
	seen := map[string]bool{}
	for _, x := range r.Reasons {
		if seen[x.Code] || x.Name == "" {
			t.Errorf("%+v", x)
		}
		seen[x.Code] = true
	}
}
