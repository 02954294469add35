package main

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"onedoor/internal/catalogue"
	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/switchboard"
	"onedoor/internal/telephony/peers"
)

// TestSeatDesk is a seat at work by the API, with real telephones: it sees who calls, holds, asks a sub-centre's expert,
// speaks with both, hands the call over and gets it back; the contact that it takes on names the call.
func TestSeatDesk(t *testing.T) {
	o := newOffice(t, `{"trunks": [{"name": "city", "transport": "UDP", "allow": ["`+peers.TrunkIP+`/32"]}],
		"accounts": [{"account": "1001", "password": "secret-1001", "login": "seat1"}, {"account": "8001", "password": "secret-8001", "name": "专家座席"}]}`)
	phone := peers.NewPhone(t, o.sip, nil, "1001", deskHz, true, "PCMA/8000/1")
	expert := peers.NewPhone(t, o.sip, nil, "8001", 1300, true, "PCMA/8000/1")
	var targets struct{ Items []switchboard.TargetView }
	if err := o.people["seat1"].call(t.Context(), http.MethodGet, "/seat/targets?q=专家", "", nil, &targets); err != nil {
		t.Fatal(err)
	}
	if len(targets.Items) != 1 || targets.Items[0].To != "line:8001" || !targets.Items[0].Free {
		t.Errorf("targets %+v", targets.Items)
	}
	o.until("seat1", "signed in by its telephone", func(v switchboard.SeatView) bool { return v.State == switchboard.SeatBusy })
	o.must("seat1", "ready", struct{}{})
	citizen := ring(t, o.sip, "13800000000", "20000")
	v := o.until("seat1", "talking", func(v switchboard.SeatView) bool { return v.State == switchboard.SeatTalking })
	call := v.Calls[0]
	if call.CallerNumber != "13800000000" || call.Masked != "138****0000" || call.Door != "phone" || call.Queue != "general" || call.AnsweredAt == nil {
		t.Errorf("%+v", call)
	}
	id := call.ID.String()
	do := func(verb string, in any) switchboard.SeatView { return o.must("seat1", "calls/"+id+"/"+verb, in) }
	if v := do("hold", struct{}{}); !v.Calls[0].Held || !slices.Contains(v.Calls[0].May, "retrieve") {
		t.Errorf("held: %+v", v.Calls[0])
	}
	if v := do("retrieve", struct{}{}); v.Calls[0].Held {
		t.Errorf("retrieved: %+v", v.Calls[0])
	}
	for name, c := range map[string][2]string{
		"NoSuchLine": {"line:9999", "switchboard.bad_target"}, "Self": {"seat:" + o.ids["seat1"].String(), "switchboard.target_busy"},
		"NoTrunkOut": {"number:13900000000", "switchboard.no_trunk"}, "NoNumber": {"number:1a2", "switchboard.bad_target"},
	} {
		if _, err := o.seat("seat1", "calls/"+id+"/consult", map[string]string{"to": c[0]}); err == nil || !strings.Contains(err.Error(), c[1]) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, who := range []string{"seat2", "officer1"} {
		if _, err := o.seat(who, "calls/"+id+"/hold", struct{}{}); err == nil {
			t.Errorf("%s holds another's call", who)
		}
	}
	do("consult", map[string]string{"to": "line:8001"})
	joined := func(state string) func(switchboard.SeatView) bool {
		return func(v switchboard.SeatView) bool {
			return len(v.Calls[0].Others) == 1 && v.Calls[0].Others[0].State == state
		}
	}
	o.until("seat1", "consulting", joined("consulting"))
	if v := do("together", struct{}{}); !joined("together")(v) || v.Calls[0].Others[0].Name != "专家座席" {
		t.Errorf("together: %+v", v.Calls[0])
	}
	if v := do("leave", struct{}{}); v.State != switchboard.SeatWrapUp || v.WrapUpUntil == nil || len(v.Calls) != 0 {
		t.Errorf("after leaving: %s", v.State)
	}
	phone.Expect("CALL_CLOSED")
	o.must("seat1", "wrap-up-done", struct{}{})
	expert.Expect("CALL_ESTABLISHED")
	expert.Do("transfer", "sip:1001@"+o.sip.String()) // and back
	o.until("seat1", "talking again", func(v switchboard.SeatView) bool {
		return v.State == switchboard.SeatTalking && v.Calls[0].ID == call.ID && v.Calls[0].Part == "own"
	})
	o.takesOn(call.ID)
	do("hang-up", struct{}{})
	o.until("seat1", "in wrap-up", func(v switchboard.SeatView) bool { return v.State == switchboard.SeatWrapUp })
	<-citizen // it did not expect our goodbye
}

// takesOn holds that who has spoken on a call takes it on as a contact, and nobody else does.
func (o *office) takesOn(call ids.ID) {
	o.t.Helper()
	if err := o.calls.Flush(o.t.Context()); err != nil {
		o.t.Fatal(err)
	}
	var leaf catalogue.Category
	if err := o.store.Write(o.t.Context(), func(tx *store.Tx) (err error) {
		leaf, err = o.catalogue.AddCategory(tx, auth.System, catalogue.CategoryIn{Code: "A01", Name: "市容环境", DefaultKind: "help"})
		return err
	}); err != nil {
		o.t.Fatal(err)
	}
	form := map[string]any{"door": "phone", "caller_number": "13800000000", "call_id": call.String(),
		"requests": []map[string]any{{"kind": "help", "category_id": leaf.ID, "title": "路灯不亮", "content": "门口路灯不亮。"}}}
	if err := o.people["seat2"].call(o.t.Context(), http.MethodPost, "/contacts", "", form, nil); err == nil || !strings.Contains(err.Error(), "call_id") {
		o.t.Errorf("taken on by who has not spoken: %v", err)
	}
	var made struct {
		Contact ids.ID `json:"contact_id"`
	}
	if err := o.people["seat1"].call(o.t.Context(), http.MethodPost, "/contacts", "", form, &made); err != nil {
		o.t.Fatal(err)
	}
	var kept struct {
		Call ids.ID `json:"call_id"`
	}
	if err := o.people["seat1"].call(o.t.Context(), http.MethodGet, "/contacts/"+made.Contact.String(), "", nil, &kept); err != nil || kept.Call != call {
		o.t.Errorf("the contact names call %d, want %d; %v", kept.Call, call, err)
	}
}
