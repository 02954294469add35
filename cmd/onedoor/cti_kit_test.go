package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"testing"
	"time"

	"onedoor/internal/directory"
	"onedoor/internal/door/cti"
	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/signature"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

// adapter is a call centre's program that tells us of its calls, as somebody else wrote it.
type adapter struct {
	*platformHouse
	clock  *wall.Manual
	centre cti.Centre
	key    signature.Key
	seats  map[string]ids.ID // by agent
	seq    map[string]int64
	n      int
	spy    func(*http.Request)
}

const eventsAt = "/cti/v1/events"

// newAdapter is a call centre with two agents who are persons here, and the queues Q1 (business) and Q2 (elderly).
func newAdapter(t *testing.T, hosts ...string) *adapter {
	t.Helper()
	clock := wall.NewManual(partnerDay)
	x := &adapter{platformHouse: newPlatform(t, "甲市", "JA", clock), clock: clock, seats: map[string]ids.ID{}, seq: map[string]int64{}}
	x.write(func(tx *store.Tx) (err error) {
		if x.centre, err = x.cti.Add(tx, auth.System, cti.CentreIn{Code: "old", Name: "老呼叫中心", Hosts: hosts}); err != nil {
			return err
		}
		_, line, err := x.cti.NewKey(tx, auth.System, x.centre.ID, "hmac-sm3")
		if err != nil {
			return err
		}
		x.key, err = signature.ReadLine(line)
		return err
	})
	for agent, login := range map[string]string{"8001": "seat1", "8002": "seat2"} {
		newcomer, err := x.directory.Prepare(directory.StaffIn{Login: login, Name: "坐席" + agent, Roles: []string{directory.RoleSeat}, Password: testPassword})
		if err != nil {
			t.Fatal(err)
		}
		x.write(func(tx *store.Tx) error {
			s, err := x.directory.AddStaff(tx, auth.System, newcomer)
			if err != nil {
				return err
			}
			x.seats[agent] = s.ID
			return nil
		})
		x.write(func(tx *store.Tx) error {
			return x.cti.Map(tx, auth.System, x.centre.ID, cti.CentreMapping{Field: cti.FieldAgent, Theirs: agent, Ours: login})
		})
	}
	for theirs, ours := range map[string]string{"Q1": "business", "Q2": "elderly", "Q0": "general"} {
		x.write(func(tx *store.Tx) error {
			return x.cti.Map(tx, auth.System, x.centre.ID, cti.CentreMapping{Field: cti.FieldQueue, Theirs: theirs, Ours: ours})
		})
	}
	return x
}

// post sends signed bytes.
func (x *adapter) post(path string, text []byte) (int, string) {
	x.t.Helper()
	req, err := http.NewRequestWithContext(x.t.Context(), http.MethodPost, x.server.URL+path, bytes.NewReader(text))
	if err != nil {
		x.t.Fatal(err)
	}
	x.key.Put(req.Header, x.clock.Now(), http.MethodPost, path, text)
	if x.spy != nil {
		x.spy(req)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		x.t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		x.t.Fatal(err)
	}
	return res.StatusCode, string(body)
}

// event is the next event of a call, as bytes.
func (x *adapter) event(kind, call string, set map[string]any) []byte {
	x.t.Helper()
	x.n++
	x.seq[call]++
	e := map[string]any{"version": 1, "id": fmt.Sprintf("e-%d", x.n), "kind": kind, "call": call, "seq": x.seq[call], "at": x.clock.Now().Format(time.RFC3339Nano)}
	for k, v := range set {
		e[k] = v
	}
	text, err := json.Marshal(e)
	if err != nil {
		x.t.Fatal(err)
	}
	return text
}

// send sends an event and returns its outcome, or the code of its refusal.
func (x *adapter) send(text []byte) string {
	x.t.Helper()
	status, body := x.post(eventsAt, text)
	var out struct {
		Outcome string `json:"outcome"`
		Code    string `json:"code"`
	}
	if err := json.Unmarshal([]byte(body), &out); err != nil || (status == http.StatusOK) != (out.Outcome != "") {
		x.t.Fatalf("%d %s", status, body)
	}
	return out.Outcome + out.Code
}

// tell sends the next event of a call and holds its outcome.
func (x *adapter) tell(want, kind, call string, set map[string]any) {
	x.t.Helper()
	if got := x.send(x.event(kind, call, set)); got != want {
		x.t.Errorf("%s of %s: %s, want %s", kind, call, got, want)
	}
}

// run lets what is due happen.
func (x *adapter) run() {
	x.t.Helper()
	for range 3 {
		if err := x.jobs.RunDue(x.t.Context()); err != nil {
			x.t.Fatal(err)
		}
		if err := x.ledger.CatchUp(x.t.Context()); err != nil {
			x.t.Fatal(err)
		}
	}
}
