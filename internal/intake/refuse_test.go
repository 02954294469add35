package intake

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/workorder"
)

func TestRefuse(t *testing.T) {
	each(t, Options{}, func(t *testing.T, b *bench) {
		t.Run("ReceiptWithoutOrder", func(t *testing.T) {
			orders := b.count(`SELECT COUNT(*) FROM workorder_order`)
			r := b.refuse("outside-city", "")
			if !CheckedNumber(r.Number) || NormalCode(r.QueryCode) == "" || r.Order != 0 || b.count(`SELECT COUNT(*) FROM workorder_order`) != orders {
				t.Fatalf("%+v", r)
			}
			v, err := b.s.Track(t.Context(), r.Number, r.QueryCode)
			if err != nil || v.Refusal == nil || v.State != "refused" || v.StateText != "不予受理" || !strings.Contains(v.Refusal.Path, "区号加 12345") ||
				v.Refusal.Words != "事发地在外省" || !v.Refusal.MayAppeal || v.Refusal.UntilText != "2026年12月1日" || v.MaySupplement || v.MayWithdraw || v.MayRate {
				t.Fatalf("%+v %+v %v", v, v.Refusal, err)
			}
			if len(v.Timeline) != 2 || v.Timeline[1].Text != "告知不予受理，以及应当办理的途径" {
				t.Errorf("%+v", v.Timeline)
			}
			f := b.refusal(r)
			chain, err := b.Ledger.History(b.q(), f.Order)
			if err != nil || len(chain) != 1 || chain[0].Kind != EventRefused || chain[0].Actor != seat.ID {
				t.Fatalf("%+v %v", chain, err)
			}
			var p Refused
			if err := json.Unmarshal(chain[0].Payload, &p); err != nil || p.Code != "outside-city" || !p.Fresh || p.Request != r.Request || len(p.Words) != 64 || len(p.Commitment) != 64 {
				t.Errorf("%+v %v", p, err)
			}
			if strings.Contains(string(chain[0].Payload), "外省") || strings.Contains(string(chain[0].Payload), "林小满") {
				t.Error("the ledger holds words")
			}
			if n := b.count(`SELECT COUNT(*) FROM notice_message WHERE request_id = ? AND template = 'refused-receipt'`, r.Request); n != 1 {
				t.Errorf("%d notices", n)
			}
		})
		t.Run("IdentityIsSealed", func(t *testing.T) {
			r := b.refuse("outside-city", "")
			for _, table := range []string{"intake_refusal", "intake_request", "intake_contact", "ledger_event", "notice_message"} {
				if dump := b.dump(table); strings.Contains(dump, "15400001234") || strings.Contains(dump, "林小满") {
					t.Errorf("%s holds the person", table)
				}
			}
			v, err := b.s.RequestByNumber(b.q(), seat, r.Number)
			if err != nil || v.Identity == nil || v.Identity.Phone != "154****1234" {
				t.Errorf("%+v %v", v, err)
			}
			if _, err := b.s.RequestByNumber(b.q(), officer(b.waters), r.Number); code(err) != "intake.no_such_request" {
				t.Errorf("an officer: %v", err)
			}
			if _, err := b.s.Contact(b.q(), officer(b.waters), r.Contact); code(err) != "intake.no_contact" {
				t.Errorf("an officer: %v", err)
			}
		})
		t.Run("EmergencyTransferred", func(t *testing.T) {
			at := b.Clock.Now().Add(-2 * time.Minute)
			in := b.call()
			in.Requests[0] = RequestForm{Content: "楼上着火了", Then: &Then{Verb: ThenRefuse, RefuseIn: RefuseIn{Code: "fire-119", Transferred: "119", TransferredAt: &at}}}
			r := b.takeOn(seat, in)[0]
			f := b.refusal(r)
			if f.Transfer != "119" || !f.TransferAt.Equal(at) {
				t.Errorf("%+v", f)
			}
			if list, err := b.s.RequestByNumber(b.q(), seat, r.Number); err != nil || list.Title != "楼上着火了" || list.Kind != "help" {
				t.Errorf("%+v %v", list, err)
			}
		})
		t.Run("Wrong", func(t *testing.T) {
			early, late := b.Clock.Now().Add(-48*time.Hour), b.Clock.Now().Add(time.Hour)
			for name, c := range map[string]struct {
				p     auth.Principal
				then  Then
				field string
			}{
				"NoCode":        {seat, Then{}, "body.requests[0].then.code"},
				"UnknownCode":   {seat, Then{RefuseIn: RefuseIn{Code: "nothing"}}, "body.requests[0].then.code"},
				"NeedsWords":    {seat, Then{RefuseIn: RefuseIn{Code: "litigation"}}, "body.requests[0].then.text"},
				"SameNoEarlier": {seat, Then{Text: "同一事", RefuseIn: RefuseIn{Code: "same-facts"}}, "body.requests[0].then.earlier"},
				"MistypedNo":    {seat, Then{Text: "同一事", RefuseIn: RefuseIn{Code: "same-facts", Earlier: "ZH20261116000001"}}, "body.requests[0].then.earlier"},
				"UnknownNo":     {seat, Then{Text: "同一事", RefuseIn: RefuseIn{Code: "same-facts", Earlier: FormatNumber("ZH", b.Clock.Now(), 999999)}}, "body.earlier"},
				"TransferOther": {seat, Then{RefuseIn: RefuseIn{Code: "outside-city", Transferred: "110"}}, "body.requests[0].then.transferred"},
				"TransferEarly": {seat, Then{RefuseIn: RefuseIn{Code: "fire-119", Transferred: "119", TransferredAt: &early}}, "body.transferred_at"},
				"TransferLate":  {seat, Then{RefuseIn: RefuseIn{Code: "fire-119", Transferred: "119", TransferredAt: &late}}, "body.transferred_at"},
				"LongWords":     {seat, Then{Text: strings.Repeat("长", 3000), RefuseIn: RefuseIn{Code: "outside-city"}}, "body.requests[0].then.text"},
				"Citizen":       {Citizen, Then{RefuseIn: RefuseIn{Code: "outside-city"}}, "body.requests[0].then"},
				"NoRight":       {seat.WithRights(RightTakeOn, workorder.RightCreate), Then{RefuseIn: RefuseIn{Code: "outside-city"}}, "-"},
			} {
				in := b.call()
				c.then.Verb = ThenRefuse
				in.Requests[0].Then = &c.then
				_, err := b.s.TakeOn(t.Context(), c.p, in)
				switch got := fault.Of(err); {
				case c.field == "-" && got.Code != "auth.forbidden":
					t.Errorf("%s: %v", name, err)
				case c.field != "-" && (len(got.Fields) != 1 || got.Fields[0].Location != c.field):
					t.Errorf("%s: %v %+v", name, err, got.Fields)
				}
			}
		})
		t.Run("SameFacts", func(t *testing.T) {
			first := b.takeOn(seat, b.call())[0]
			r := b.refuse("same-facts", first.Number)
			d, err := b.s.RefusalByID(b.q(), seat, b.refusal(r).ID)
			if err != nil || d.EarlierOrder != first.Order || d.Earlier != first.Number {
				t.Errorf("%+v %v", d, err)
			}
			a, err := b.s.Advise(b.q(), seat, AdviceIn{Title: b.form().Title, Content: b.form().Content, Phone: "15400001234"})
			if err != nil || len(a.Earlier) == 0 || a.Earlier[0].Alike < 90 {
				t.Errorf("%+v %v", a, err)
			}
			if a, err = b.s.Advise(b.q(), seat, AdviceIn{Content: "咨询公积金贷款额度怎么计算，需要什么材料。", Phone: "15400001234"}); err != nil || len(a.Earlier) != 0 {
				t.Errorf("%+v %v", a, err)
			}
		})
		t.Run("NothingMoreByTheCitizen", func(t *testing.T) {
			r := b.refuse("outside-city", "")
			if err := b.s.SupplementByCitizen(t.Context(), r.Number, r.QueryCode, SupplementIn{Content: "补充"}); code(err) != "intake.refused" {
				t.Errorf("%v", err)
			}
			if err := b.s.WithdrawByCitizen(t.Context(), r.Number, r.QueryCode, ""); code(err) != "intake.refused" {
				t.Errorf("%v", err)
			}
		})
		t.Run("TwiceSubmitted", func(t *testing.T) {
			in := b.call()
			in.Token = "refused-form-0123456789"
			in.Requests[0].Then = &Then{Verb: ThenRefuse, RefuseIn: RefuseIn{Code: "court"}}
			if one, two := b.takeOn(seat, in)[0], b.takeOn(seat, in)[0]; one != two {
				t.Errorf("%+v %+v", one, two)
			}
		})
		t.Run("Sealed", func(t *testing.T) {
			in := b.call()
			in.Requests[0].Sealed = true
			in.Requests[0].Then = &Then{Verb: ThenRefuse, RefuseIn: RefuseIn{Code: "discipline"}}
			f := b.refusal(b.takeOn(seat, in)[0])
			if d, err := b.s.RefusalByID(b.q(), seat, f.ID); err != nil || d.Said != nil || d.Title != sealedTitle {
				t.Errorf("seat: %+v %v", d, err)
			}
			if d, err := b.s.RefusalByID(b.q(), reviewer, f.ID); err != nil || d.Said == nil || d.Said.Identity != nil {
				t.Errorf("reviewer: %+v %v", d, err)
			}
		})
	})
}

func TestRefuseOrder(t *testing.T) {
	each(t, Options{}, func(t *testing.T, b *bench) {
		web := func() Receipt {
			return b.takeOn(Citizen, TakeOnIn{Door: DoorWeb, Caller: Caller{ContactPhone: "15400005678"}, Requests: []RequestForm{{Kind: "help", Content: "老家在外省的房子被拆了。"}}})[0]
		}
		refuse := func(p auth.Principal, order ids.ID, version int64, in RefuseOrderIn) error {
			in.Version = version
			return b.Store.Write(t.Context(), func(tx *store.Tx) error {
				_, err := b.s.RefuseOrder(tx, p, order, in)
				return err
			})
		}
		out := RefuseOrderIn{RefuseIn: RefuseIn{Code: "outside-city"}}
		t.Run("FromThePortal", func(t *testing.T) {
			r := web()
			if err := refuse(seat, r.Order, b.order(r.Order).Version, out); err != nil {
				t.Fatal(err)
			}
			if o := b.order(r.Order); o.State != workorder.StateWithdrawn {
				t.Errorf("%s", o.State)
			}
			v, err := b.s.Track(t.Context(), r.Number, r.QueryCode)
			if err != nil || v.StateText != "不予受理" || v.Refusal == nil || v.MayWithdraw {
				t.Errorf("%+v %v", v, err)
			}
			if err := refuse(seat, r.Order, b.order(r.Order).Version, out); code(err) != "intake.not_refusable" {
				t.Errorf("again: %v", err)
			}
			// Granted: the same order is open again, and its clock starts now.
			before := b.order(r.Order)
			b.Clock.Advance(72 * time.Hour)
			if err := b.use(VerbAppeal, r); err != nil {
				t.Fatal(err)
			}
			if err := b.use(VerbGrant, r); err != nil {
				t.Fatal(err)
			}
			o := b.order(r.Order)
			if o.State != workorder.StateRegistered || !o.TotalDueAt.After(before.TotalDueAt) || !o.TotalFrom.Equal(b.s.now()) {
				t.Errorf("%+v", o)
			}
			if v, err = b.s.Track(t.Context(), r.Number, r.QueryCode); err != nil || v.State != "registered" || v.Refusal == nil || v.Refusal.State != "taken_on" {
				t.Errorf("%+v %v", v, err)
			}
			if err := refuse(seat, r.Order, o.Version, out); code(err) != "intake.refused_already" {
				t.Errorf("refused after a granted appeal: %v", err)
			}
		})
		t.Run("EveryRequesterBehindIt", func(t *testing.T) {
			r := web()
			second, err := b.s.Repeat(t.Context(), seat, r.Order, RepeatIn{Door: DoorPhone, Caller: Caller{CallerNumber: "15400009999"}, Content: "我也要反映"})
			if err != nil {
				t.Fatal(err)
			}
			if err := refuse(seat, r.Order, b.order(r.Order).Version, out); err != nil {
				t.Fatal(err)
			}
			for _, x := range []Receipt{r, second} {
				if f := b.refusal(x); f.State != RefusalRefused || f.Number != x.Number {
					t.Errorf("%+v", f)
				}
			}
			// Both appeal, both are granted: the order is opened once.
			for _, x := range []Receipt{r, second} {
				if err := b.use(VerbAppeal, x); err != nil {
					t.Fatal(err)
				}
				if err := b.use(VerbGrant, x); err != nil {
					t.Fatal(err)
				}
			}
			if o := b.order(r.Order); o.State != workorder.StateRegistered {
				t.Errorf("%s", o.State)
			}
		})
		t.Run("Refused", func(t *testing.T) {
			r := web()
			v := b.order(r.Order).Version
			if err := refuse(seat.WithRights(RightTakeOn), r.Order, v, out); code(err) != "auth.forbidden" {
				t.Errorf("%v", err)
			}
			if err := refuse(seat, r.Order, v+1, out); code(err) != "workorder.stale" {
				t.Errorf("%v", err)
			}
			if err := refuse(seat, 4711, 1, out); code(err) != "workorder.not_found" {
				t.Errorf("%v", err)
			}
			given := b.call()
			given.Requests[0].Then = &Then{Verb: ThenDispatch, UnitID: b.waters}
			d := b.takeOn(seat, given)[0]
			if err := refuse(seat, d.Order, b.order(d.Order).Version, out); code(err) != "intake.not_refusable" {
				t.Errorf("with a unit: %v", err)
			}
		})
	})
}
