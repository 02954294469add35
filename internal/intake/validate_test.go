package intake

import (
	"strings"
	"testing"
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/testkit"
)

// Each case makes one thing of a valid contact wrong and names the field that the refusal must point to.
func TestForm(t *testing.T) {
	soon, future, past := testkit.Monday.Add(time.Minute), testkit.Monday.Add(time.Hour), testkit.Monday.AddDate(-150, 0, 0)
	long := strings.Repeat("长", 30000)
	cases := []struct {
		name  string
		p     auth.Principal
		spoil func(b *bench, in *TakeOnIn, r *RequestForm)
		field string // "" is accepted
	}{
		{"Valid", seat, func(*bench, *TakeOnIn, *RequestForm) {}, ""},
		{"NoDoor", seat, func(_ *bench, in *TakeOnIn, _ *RequestForm) { in.Door = "" }, "body.door"},
		{"StrangeDoor", seat, func(_ *bench, in *TakeOnIn, _ *RequestForm) { in.Door = "window'; --" }, "body.door"},
		{"UnknownHotline", seat, func(_ *bench, in *TakeOnIn, _ *RequestForm) { in.HotlineNumber = "99999" }, "body.hotline_number"},
		{"BadCallerNumber", seat, func(_ *bench, in *TakeOnIn, _ *RequestForm) { in.CallerNumber = "12ab" }, "body.caller_number"},
		{"BadContactPhone", seat, func(_ *bench, in *TakeOnIn, _ *RequestForm) { in.ContactPhone = "1380013800" }, "body.contact_phone"},
		{"BlankContactPhone", seat, func(_ *bench, in *TakeOnIn, _ *RequestForm) { in.ContactPhone = "   " }, ""},
		{"LongName", seat, func(_ *bench, in *TakeOnIn, _ *RequestForm) { in.CallerName = long }, "body.caller_name"},
		{"NameNotUTF8", seat, func(_ *bench, in *TakeOnIn, _ *RequestForm) { in.CallerName = "\xff\xfe" }, "body.caller_name"},
		{"StrangeLanguage", seat, func(_ *bench, in *TakeOnIn, _ *RequestForm) { in.Language = "粤语" }, "body.language"},
		{"Cantonese", seat, func(_ *bench, in *TakeOnIn, _ *RequestForm) { in.Language = "yue" }, ""},
		{"ShortToken", seat, func(_ *bench, in *TakeOnIn, _ *RequestForm) { in.Token = "short" }, "body.token"},
		{"NoRequests", seat, func(_ *bench, in *TakeOnIn, _ *RequestForm) { in.Requests = nil }, "body.requests"},
		{"TooManyRequests", seat, func(b *bench, in *TakeOnIn, _ *RequestForm) {
			for range MaxRequests {
				in.Requests = append(in.Requests, b.form())
			}
		}, "body.requests"},
		{"UnknownKind", seat, func(_ *bench, _ *TakeOnIn, r *RequestForm) { r.Kind = "rant" }, "body.requests[0].kind"},
		{"NoCategory", seat, func(_ *bench, _ *TakeOnIn, r *RequestForm) { r.CategoryID = 0 }, "body.requests[0].category_id"},
		{"NoCategoryByCitizen", Citizen, func(_ *bench, _ *TakeOnIn, r *RequestForm) { r.CategoryID = 0 }, ""},
		{"NoCategoryOfInvalid", seat, func(_ *bench, _ *TakeOnIn, r *RequestForm) { r.CategoryID, r.Kind = 0, "invalid" }, ""},
		{"UnknownCategory", seat, func(_ *bench, _ *TakeOnIn, r *RequestForm) { r.CategoryID = 4711 }, "body.requests[0].category_id"},
		{"RetiredCategory", seat, func(b *bench, _ *TakeOnIn, r *RequestForm) { r.CategoryID = b.retired }, "body.requests[0].category_id"},
		{"UnknownDivision", seat, func(_ *bench, _ *TakeOnIn, r *RequestForm) { r.DivisionCode = "110101" }, "body.requests[0].division_code"},
		{"NoDivision", seat, func(_ *bench, _ *TakeOnIn, r *RequestForm) { r.DivisionCode = "" }, ""},
		{"NoTitle", seat, func(_ *bench, _ *TakeOnIn, r *RequestForm) { r.Title = " \t\n" }, "body.requests[0].title"},
		{"NoTitleByCitizen", Citizen, func(_ *bench, _ *TakeOnIn, r *RequestForm) { r.Title = "" }, ""},
		{"LongTitle", seat, func(_ *bench, _ *TakeOnIn, r *RequestForm) { r.Title = strings.Repeat("题", MaxTitle+1) }, "body.requests[0].title"},
		{"TitleOfMaxLength", seat, func(_ *bench, _ *TakeOnIn, r *RequestForm) { r.Title = strings.Repeat("题", MaxTitle) }, ""},
		{"NoContent", seat, func(_ *bench, _ *TakeOnIn, r *RequestForm) { r.Content = "\x00\x01" }, "body.requests[0].content"},
		{"NoWordsByCitizen", Citizen, func(_ *bench, _ *TakeOnIn, r *RequestForm) { r.Title, r.Content = "", "？？？" }, ""},
		{"LongContent", seat, func(_ *bench, _ *TakeOnIn, r *RequestForm) { r.Content = long }, "body.requests[0].content"},
		{"LongLatinContent", seat, func(_ *bench, _ *TakeOnIn, r *RequestForm) { r.Content = strings.Repeat("a", MaxContentRunes+1) }, "body.requests[0].content"},
		{"ContentOfMaxLength", seat, func(_ *bench, _ *TakeOnIn, r *RequestForm) { r.Content = strings.Repeat("水", MaxContent/3) }, ""},
		{"HostileContent", seat, func(_ *bench, _ *TakeOnIn, r *RequestForm) {
			r.Content = "<script>alert(1)</script>'; DROP TABLE intake_request; -- \u202e\x00%s%n"
		}, ""},
		{"LongExpectation", seat, func(_ *bench, _ *TakeOnIn, r *RequestForm) { r.Expectation = strings.Repeat("望", MaxExpectation+1) }, "body.requests[0].expectation"},
		{"LongAddress", seat, func(_ *bench, _ *TakeOnIn, r *RequestForm) { r.Address = strings.Repeat("路", MaxAddress+1) }, "body.requests[0].address"},
		{"LongAccused", seat, func(_ *bench, _ *TakeOnIn, r *RequestForm) { r.Accused = strings.Repeat("某", MaxAccused+1) }, "body.requests[0].accused"},
		{"HappensInTheFuture", seat, func(_ *bench, _ *TakeOnIn, r *RequestForm) { r.OccurredAt = &future }, "body.requests[0].occurred_at"},
		{"ClockAMinuteAhead", seat, func(_ *bench, _ *TakeOnIn, r *RequestForm) { r.OccurredAt = &soon }, ""},
		{"HappenedLongAgo", seat, func(_ *bench, _ *TakeOnIn, r *RequestForm) { r.OccurredAt = &past }, "body.requests[0].occurred_at"},
		{"TooManyTopics", seat, func(_ *bench, _ *TakeOnIn, r *RequestForm) {
			r.Topics = strings.Split(strings.Repeat("题,", MaxTopics), ",")
		}, "body.requests[0].topics"},
		{"LongTopic", seat, func(_ *bench, _ *TakeOnIn, r *RequestForm) {
			r.Topics = []string{"噪声", strings.Repeat("题", MaxTopic+1)}
		}, "body.requests[0].topics[1]"},
		{"RepeatedTopics", seat, func(_ *bench, _ *TakeOnIn, r *RequestForm) { r.Topics = []string{"噪声", " 噪声 ", ""} }, ""},
		{"NoTopic", seat, func(_ *bench, _ *TakeOnIn, r *RequestForm) { r.Topics = []string{"噪声", "噪音"} }, "body.requests[0].topics[1]"},
		{"StrangeReplyWay", seat, func(_ *bench, _ *TakeOnIn, r *RequestForm) { r.ReplyWay = "pigeon" }, "body.requests[0].reply_way"},
		{"ReplyWantedAndNot", seat, func(_ *bench, _ *TakeOnIn, r *RequestForm) { r.ReplyWanted, r.ReplyWay = true, "none" }, "body.requests[0].reply_way"},
		{"CallBackWithoutNumber", seat, func(_ *bench, in *TakeOnIn, r *RequestForm) {
			in.Caller, r.ReplyWanted, r.ReplyWay = Caller{}, true, "phone"
		}, "body.requests[0].reply_way"},
		{"ReplyWantedWithoutNumber", seat, func(_ *bench, in *TakeOnIn, r *RequestForm) { in.Caller, r.ReplyWanted = Caller{}, true }, ""},
		{"AttachmentZero", seat, func(_ *bench, _ *TakeOnIn, r *RequestForm) { r.AttachmentIDs = []ids.ID{0} }, "body.requests[0].attachment_ids"},
		{"ThenWhat", seat, func(_ *bench, _ *TakeOnIn, r *RequestForm) { r.Then = &Then{Verb: "forget"} }, "body.requests[0].then.verb"},
		{"ThenByCitizen", Citizen, func(b *bench, _ *TakeOnIn, r *RequestForm) { r.Then = &Then{Verb: ThenDispatch, UnitID: b.waters} }, "body.requests[0].then"},
		{"DispatchNowhere", seat, func(_ *bench, _ *TakeOnIn, r *RequestForm) { r.Then = &Then{Verb: ThenDispatch} }, "body.requests[0].then.unit_id"},
		{"DispatchToUnknown", seat, func(_ *bench, _ *TakeOnIn, r *RequestForm) { r.Then = &Then{Verb: ThenDispatch, UnitID: 4711} }, "body.requests[0].then.unit_id"},
		{"DispatchToClosed", seat, func(b *bench, _ *TakeOnIn, r *RequestForm) { r.Then = &Then{Verb: ThenDispatch, UnitID: b.closed} }, "body.requests[0].then.unit_id"},
		{"AnswerNothing", seat, func(_ *bench, _ *TakeOnIn, r *RequestForm) { r.Then = &Then{Verb: ThenAnswer, Text: " "} }, "body.requests[0].then.text"},
	}
	each(t, Options{}, func(t *testing.T, b *bench) {
		for _, c := range cases {
			t.Run(c.name, func(t *testing.T) {
				in := b.call()
				c.spoil(b, &in, &in.Requests[0])
				_, err := b.s.TakeOn(t.Context(), c.p, in)
				switch {
				case c.field == "" && err != nil:
					t.Fatalf("%v %+v", err, fault.Of(err).Fields)
				case c.field == "":
					return
				case code(err) != "intake.invalid_form":
					t.Fatalf("%v", err)
				}
				fields := fault.Of(err).Fields
				if len(fields) != 1 || fields[0].Location != c.field || fields[0].Message == "" {
					t.Errorf("points to %+v, want %s", fields, c.field)
				}
			})
		}
		t.Run("EverythingWrongIsToldAtOnce", func(t *testing.T) {
			_, err := b.s.TakeOn(t.Context(), seat, TakeOnIn{Door: "x", Caller: Caller{CallerNumber: "x"}, Requests: []RequestForm{{}, {}}})
			if n := len(fault.Of(err).Fields); n != 10 { // door, number; kind, content, title, category of each
				t.Errorf("%d fields: %+v", n, fault.Of(err).Fields)
			}
		})
		t.Run("TheCallersFormIsNotChanged", func(t *testing.T) {
			in := b.call()
			in.Requests[0].Title = "  标题  "
			in.Requests[0].Topics = []string{" 噪声 ", "噪声"}
			in.Requests[0].Then = &Then{Verb: ThenDispatch, UnitID: b.waters, Note: " 请办 "}
			b.takeOn(seat, in)
			if r := in.Requests[0]; r.Title != "  标题  " || r.Topics[0] != " 噪声 " || r.Then.Note != " 请办 " {
				t.Errorf("%+v", r)
			}
		})
	})
}

func TestCleanText(t *testing.T) {
	for in, want := range map[string]string{
		" 一行 ":           "一行",
		"a\r\nb\rc\x00d": "a\nbcd",
		"左\u202e右":       "左右",
		"　全角空格　":         "全角空格",
		"👨‍👩‍👧":          "👨‍👩‍👧",
		"\ufeff开头":       "开头",
		"\x1b[31mred":    "[31mred",
	} {
		if got, ok := cleanText(in); !ok || got != want {
			t.Errorf("%q → %q", in, got)
		}
	}
	if _, ok := cleanText("\xc3\x28"); ok {
		t.Error("broken UTF-8 accepted")
	}
	if got, _ := cleanLine(" 多 \n 行\t字 "); got != "多 行 字" {
		t.Errorf("%q", got)
	}
}
