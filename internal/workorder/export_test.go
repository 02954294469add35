package workorder

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
)

func sheetRows(t *testing.T, file []byte) [][]string {
	t.Helper()
	book, err := excelize.OpenReader(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = book.Close() }()
	rows, err := book.GetRows("工单")
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// TestSheet_Limit holds that an export ends at its limit, over several pages of reading.
func TestSheet_Limit(t *testing.T) {
	b := newBench(t, storeOf(t))
	for range 30 {
		b.create()
	}
	b.s.options.ExportRows = 25
	table, err := b.s.Sheet(b.Store.Read(t.Context()), centre, Filter{})
	if err != nil {
		t.Fatal(err)
	}
	n, last := 0, []any(nil)
	for {
		row, err := table.Next()
		if err != nil {
			t.Fatal(err)
		}
		if row == nil {
			break
		}
		n, last = n+1, row
	}
	if n != 26 || len(last) != 1 || !strings.HasPrefix(fmt.Sprint(last[0]), "仅含前 25 行") {
		t.Errorf("%d rows, the last %v; want 25 and one that says that it was cut", n, last)
	}
	if _, err := b.s.Sheet(b.Store.Read(t.Context()), centre.WithRights(RightRead), Filter{}); code(err) != "auth.forbidden" {
		t.Errorf("without the right: %s", code(err))
	}
}

func TestPrint(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		o := b.in(StateHandling)
		o = b.must(func(tx *store.Tx) (Order, error) {
			return b.s.Reply(tx, waters, o.ID, o.Version, ReplyIn{Outcome: OutcomeResolved, Basis: "依据甲", PublicText: "公开乙",
				InternalNote: "内部丙", ContactNumber: "13900001234", ContactedAt: day(16, 9, 0), Reached: true})
		})
		b.do(o, VerbNote, CaseOnly)
		o = b.do(o, VerbSupplement, CaseOnly)
		b.do(o, VerbReview, CaseApprove)
		d, err := b.s.Print(b.Store.Read(t.Context()), centre, o.ID)
		if err != nil {
			t.Fatal(err)
		}
		var text strings.Builder
		for _, row := range d.Facts {
			for _, fact := range row {
				text.WriteString(fact.Label + "=" + fact.Value + "\n")
			}
		}
		for _, s := range d.Sections {
			for _, p := range s.Paragraphs {
				text.WriteString(p.Meta + "\n" + p.Text + "\n")
			}
		}
		for _, want := range []string{"标题=水管漏水", "承办单位=水务局", "公开乙", "依据甲", "又漏了一处", "已联系上", "办结", "职员1"} {
			if !strings.Contains(text.String(), want) {
				t.Errorf("the print lacks %s:\n%s", want, text.String())
			}
		}
		for _, want := range []string{"联系情况：2026-11-16 09:00，139****1234，已联系上", "回复要求=不需要回复"} {
			if !strings.Contains(text.String(), want) {
				t.Errorf("the print lacks %s:\n%s", want, text.String())
			}
		}
		for _, never := range []string{"内部丙", "13900001234", "备注"} {
			if strings.Contains(text.String(), never) {
				t.Errorf("the print tells %s:\n%s", never, text.String())
			}
		}
		if _, err := b.s.Print(b.Store.Read(t.Context()), roads, o.ID); code(err) != "workorder.not_found" {
			t.Errorf("another unit: %s", code(err))
		}
	})
}

// TestPrint_Parts holds that paper tells what the screen tells: who answered, the wish for a reply, what an order was marked
// with, and what each file came with.
func TestPrint_Parts(t *testing.T) {
	reply := ids.ID(5)
	v := OrderView{OrderRow: OrderRow{Urgent: true, Business: true, Sealed: true}, Language: "yue", Topics: []string{"噪声", "欠薪"},
		ReplyWanted: true, ReplyWay: "phone", ReplyHours: "evening",
		Replies:     []OrderReply{{ID: 4, PublicText: "直接说明"}, {ID: reply, UnitID: 9, UnitName: "水务局", Outcome: OutcomeResolved, PublicText: "已修"}},
		Supplements: []OrderSupplement{{ID: 6}},
		Attachments: []OrderAttachment{{Name: "a.jpg"}, {Name: "b.pdf", ChildID: reply}, {Name: "c.png", ChildID: 6}}}
	facts := map[string]string{}
	for _, row := range printedFacts(v) {
		for _, f := range row {
			facts[f.Label] = f.Value
		}
	}
	for label, want := range map[string]string{"标记": "紧急、涉企、保密", "语言": "粤语", "专题": "噪声、欠薪", "回复要求": "需要回复，电话答复，晚上"} {
		if facts[label] != want {
			t.Errorf("%s = %q, want %q", label, facts[label], want)
		}
	}
	replies := printedReplies(v.Replies).Paragraphs
	if replies[0].Meta != "热线中心" || strings.Contains(replies[0].Text, "联系") {
		t.Errorf("a direct answer reads %+v", replies[0])
	}
	if !strings.Contains(replies[1].Meta, "水务局") || !strings.Contains(replies[1].Text, "联系情况：未联系上") {
		t.Errorf("a unit's reply reads %+v", replies[1])
	}
	var files []string
	for _, p := range printedFiles(v).Paragraphs {
		files = append(files, p.Text)
	}
	if got := strings.Join(files, "|"); got != "1. a.jpg|2. b.pdf（第 2 次答复）|3. c.png（第 1 次补充）" {
		t.Errorf("files = %s", got)
	}
}
