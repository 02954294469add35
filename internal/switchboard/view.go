package switchboard

import (
	"time"

	"onedoor/internal/platform/ids"
)

// SeatView is a person's own seat as its screen shows it.
type SeatView struct {
	Served      bool        `json:"served" doc:"this node has a telephone exchange; without one all the rest is empty"`
	State       SeatState   `json:"state" enum:"offline,ready,busy,ringing,talking,wrap_up"`
	Reason      string      `json:"reason" doc:"of busy: rest, meal, training, duty, missed, watch; else empty"`
	Next        string      `json:"next" doc:"what the person has chosen to be after the call: a reason for busy, offline; empty: wrap-up, then ready"`
	Since       *time.Time  `json:"since" doc:"of the state; null: never signed in"`
	WrapUpUntil *time.Time  `json:"wrap_up_until" doc:"when wrap-up ends by itself; null: not in wrap-up"`
	Now         time.Time   `json:"now" doc:"the server's clock, to count from"`
	Online      bool        `json:"online" doc:"the seat's telephone is registered"`
	Account     string      `json:"account" doc:"of the exchange, by which the seat is called"`
	Away        bool        `json:"away" doc:"the telephone was lost a moment ago; the seat and its call are kept for a while"`
	Queues      []QueueView `json:"queues"`
	Calls       []CallView  `json:"calls" doc:"the call that rings or is spoken on; at most one"`
	Breaks      []BreakView `json:"breaks" doc:"breaks with limits, and what is left of them"`
	BreakUntil  *time.Time  `json:"break_until" doc:"when the break has to end; null: none, or it has no limit"`
	Outside     bool        `json:"outside" doc:"the person takes calls in another call centre (CTI), which tells of them"`
	Watching    *WatchView  `json:"watching" doc:"the call of another seat that this person, a team leader, takes part in; null: none"`
}

// BreakView is what a seat may still take of a break.
type BreakView struct {
	Kind    string `json:"kind" enum:"rest,meal,training,duty"`
	Minutes int    `json:"minutes" doc:"of a day; 0: no limit"`
	Left    int    `json:"left" doc:"minutes that are left of them"`
	Away    int    `json:"away" doc:"others who are away for it now"`
	Most    int    `json:"most" doc:"who may be at once; 0: no limit"`
	Free    bool   `json:"free" doc:"may be begun now"`
}

// QueueView is a queue and how many wait in it.
type QueueView struct {
	Code    string `json:"code"`
	Name    string `json:"name"`
	Waiting int    `json:"waiting" doc:"calls that wait or ring"`
	Mine    bool   `json:"mine" doc:"the seat has what calls of this queue need"`
}

// CallView is a call as a seat that takes part in it sees it.
type CallView struct {
	ID           ids.ID         `json:"id" doc:"also in the header X-Onedoor-Call of the INVITE; goes into the form of the contact as call_id"`
	Part         string         `json:"part" enum:"own,helper" doc:"helper: another seat's call, whose seat asks this one"`
	State        string         `json:"state" enum:"ringing,calling,talking" doc:"calling: somebody is called by the seat and has not answered"`
	Direction    string         `json:"direction" enum:"in,out"`
	Door         string         `json:"door" enum:"phone,web" doc:"web: the portal's call page; there is no number then"`
	CallerNumber string         `json:"caller_number" doc:"the whole number, for the seat whose call it is; empty: withheld, or not this seat's"`
	Masked       string         `json:"caller_masked"`
	Errand       string         `json:"errand" doc:"of a call that the seat makes: owed, order, follow_up, outreach, inform, verify, coordinate, other; else empty"`
	About        ids.ID         `json:"about" doc:"what the errand is about: the owed caller, the order, the row of a campaign"`
	Source       string         `json:"source,omitempty" doc:"the other call centre (CTI) that has the call: nothing can be done with it here"`
	Elderly      bool           `json:"elderly"`
	Hotline      string         `json:"hotline" doc:"the number that was called"`
	Queue        string         `json:"queue" doc:"code; empty: none"`
	QueueName    string         `json:"queue_name"`
	BeganAt      time.Time      `json:"began_at"`
	AnsweredAt   *time.Time     `json:"answered_at" doc:"by this seat; null: not yet"`
	Held         bool           `json:"held" doc:"the caller hears music"`
	Cut          bool           `json:"cut" doc:"the seat's telephone was lost in this call; rejoin takes it up again"`
	KeptUntil    *time.Time     `json:"kept_until" doc:"with cut: until when the call is kept for this seat; then it goes back to its queue"`
	Others       []PartyView    `json:"others" doc:"who takes part beside the caller and the own seat"`
	Help         string         `json:"help" enum:",asked,taken" doc:"what the seat has asked its team leaders for; empty: nothing"`
	HelpBy       string         `json:"help_by,omitempty" doc:"with taken: the team leader who comes"`
	Emergency    *EmergencyLook `json:"emergency" doc:"the last emergency service that was called from this call; null: none"`
	Cooled       bool           `json:"cooled" doc:"the caller's number cools down for abusive calls, and the caller came through by a key"`
	Warned       bool           `json:"warned" doc:"the warning of abusive conduct was played in this call"`
	Sent         []SentView     `json:"sent" doc:"photos and places that the caller sent from the portal's page, oldest first"`
	Video        bool           `json:"video" doc:"the caller and this seat get each other's pictures, if they send any; false while held"`
	May          []string       `json:"may" doc:"verbs that can be done now: hold, retrieve, consult, transfer, together, complete, leave, rate, hang-up, rejoin"`
}

// SentView is something that the caller sent during the call.
type SentView struct {
	Kind      string    `json:"kind" enum:"photo,place"`
	At        time.Time `json:"at"`
	File      ids.ID    `json:"file" doc:"of a photo: an upload of this seat's, to be named in attachment_ids; else 0"`
	Name      string    `json:"name"`
	Size      int64     `json:"size" doc:"bytes"`
	Latitude  float64   `json:"latitude" doc:"of a place: degrees, WGS 84"`
	Longitude float64   `json:"longitude"`
	Accuracy  float64   `json:"accuracy" doc:"metres; 0: not known"`
}

// PartyView is somebody who was asked into a call.
type PartyView struct {
	Kind  string `json:"kind" enum:"seat,line,unit,number,emergency"`
	Name  string `json:"name"`
	State string `json:"state" enum:"ringing,consulting,together" doc:"consulting: speaks with the seat alone"`
}

// TargetView is whom a call can be handed over to, or who can be asked.
type TargetView struct {
	To     string `json:"to" doc:"what the verbs consult and transfer take: seat:ID, queue:CODE, line:ACCOUNT, unit:ID; number:DIGITS needs the right switchboard.dial"`
	Kind   string `json:"kind" enum:"seat,queue,line,unit"`
	Name   string `json:"name"`
	Detail string `json:"detail" doc:"login of a seat, unit of a line, number of a unit"`
	State  string `json:"state" doc:"of a seat: as in SeatView; of a line: online, offline; else empty"`
	Free   bool   `json:"free" doc:"can be called now"`
}

// GuestView is a visitor's own call.
type GuestView struct {
	State string `json:"state" enum:"calling,menu,waiting,ringing,talking,held,leaving" doc:"calling: it does not stand yet; held: nobody speaks with the visitor just now"`
	Place int    `json:"place" doc:"while waiting: 1 is the next; else 0"`
	Wait  int    `json:"wait" doc:"while waiting: about how many seconds it still takes, from what the last calls took; 0: not known"`
	Video bool   `json:"video" doc:"the seat's telephone can show pictures and gets them; false while held"`
}

// LineView is what a browser needs to be a telephone.
type LineView struct {
	Account    string      `json:"account"`
	Password   string      `json:"password" doc:"of digest authentication; shown this once and kept nowhere"`
	URI        string      `json:"uri" doc:"SIP address of the account"`
	Target     string      `json:"target" doc:"of a guest: the only address that may be called; empty for a seat"`
	WSPath     string      `json:"ws_path" doc:"path and query of the WebSocket (subprotocol sip) on this host; use as it is"`
	ExpiresAt  time.Time   `json:"expires_at" doc:"until when the password is good for a registration or a call; get a new one then"`
	ICEServers []ICEServer `json:"ice_servers" doc:"for RTCPeerConnection; empty: the exchange is reached without help"`
}

// ICEServer is one entry of iceServers of RTCPeerConnection.
type ICEServer struct {
	URLs       []string `json:"urls"`
	Username   string   `json:"username,omitempty"`
	Credential string   `json:"credential,omitempty"`
}
