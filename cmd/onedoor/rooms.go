package main

import (
	"context"
	"net"
	"slices"
	"strings"
	"time"

	"onedoor/internal/assessment"
	"onedoor/internal/directory"
	"onedoor/internal/door/cti"
	"onedoor/internal/door/partner"
	"onedoor/internal/door/sms"
	"onedoor/internal/followup"
	"onedoor/internal/insight"
	"onedoor/internal/intake"
	"onedoor/internal/knowledge"
	"onedoor/internal/notice"
	"onedoor/internal/outreach"
	"onedoor/internal/platform/config"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/retention"
	"onedoor/internal/supervise"
	"onedoor/internal/switchboard"
	"onedoor/internal/triage"
	"onedoor/internal/vault"
)

// How single rooms are built from the configuration.

func vaultConfig(c config.Config) vault.Config {
	v := vault.DefaultConfig
	v.RevealAlert, v.RevealStop, v.RevealWindow = c.Vault.RevealAlert, c.Vault.RevealStop, c.Vault.RevealWindow
	return v
}

func (h *house) newNotice() (*notice.Service, error) {
	// Without a gateway for text messages what would be sent is logged without words; the inbox of staff is real.
	var sender notice.Sender = notice.LogSender{Log: h.log}
	if h.config.SMS.URL != "" {
		sender = &sms.Sender{URL: h.config.SMS.URL, Secret: h.config.SMS.Secret, Clock: h.wall}
	}
	return notice.New(notice.Deps{Store: h.store, Ledger: h.ledger, Jobs: h.jobs, Clock: h.wall, Ring: h.ring,
		Contacts: contacts{h.vault, h.store}, Senders: []notice.Sender{sender}, Log: h.log},
		notice.Config{Routes: map[string][]string{"": {sender.Name()}, intake.DoorWeb: {}}}) // who came by web reads the page
}

// contacts resolves a citizen's number for a message about to be sent.
type contacts struct {
	vault *vault.Service
	store *store.Store
}

// Contact opens the identity; only senders see it.
func (c contacts) Contact(ctx context.Context, identity ids.ID) (notice.Contact, error) {
	p, err := c.vault.Contact(c.store.Read(ctx), identity)
	return notice.Contact{Name: p.Name, Phones: p.Phones, Email: p.Email}, err
}

func (h *house) newKnowledge() (*knowledge.Service, error) {
	return knowledge.New(knowledge.Deps{Store: h.store, Ledger: h.ledger, Jobs: h.jobs, Clock: h.wall,
		Units: h.directory, Categories: h.catalogue, Orders: h.orders}), nil
}

// watchers are told that somebody opens many identities.
func (h *house) watchers(q store.Queryer) []ids.ID {
	p := people{h.directory}
	list := append(p.WithRole(q, directory.RoleAuditor), p.WithRole(q, directory.RoleSupervisor)...)
	slices.Sort(list)
	return slices.Compact(list)
}

func (h *house) newIntake() (*intake.Service, error) {
	base := publicURL(h.config)
	return intake.New(intake.Deps{Store: h.store, Ledger: h.ledger, Jobs: h.jobs, Clock: h.wall, Ring: h.ring, Orders: h.orders,
		Vault: h.vault, Notices: h.notice, Places: h.named(), Categories: h.catalogue, Histories: h.anchors, Watchers: h.watchers, Calls: h.calls},
		intake.Options{NumberPrefix: h.config.City.NumberPrefix, AppealDays: h.config.Remit.AppealDays, TextAnswers: h.config.SMS.URL != "",
			Links: intake.Links{Track: base + "/track", Short: base + "/s/{link}"}})
}

// publicURL is the address in links to citizens, without a slash at its end. Where the operator gave none it is the
// listener's, which serves only for trying the program out.
func publicURL(c config.Config) string {
	if c.HTTP.PublicURL != "" {
		return strings.TrimRight(c.HTTP.PublicURL, "/")
	}
	host, port, err := net.SplitHostPort(c.Listen)
	if err != nil {
		return ""
	}
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	return "http://" + net.JoinHostPort(host, port)
}

func (h *house) newFollowup() *followup.Service {
	return followup.New(followup.Deps{Store: h.store, Ledger: h.ledger, Jobs: h.jobs, Clock: h.wall, Orders: h.orders,
		Names: h.names(), Numbers: h.directory, Matters: h.catalogue, Limits: limits{h.catalogue}, Elsewhere: h.intake.ToldByStorm},
		followup.Options{MinSample: h.config.Follow.MinSample, LinkWait: time.Duration(h.config.Follow.LinkDays) * 24 * time.Hour, MaxAttempts: h.config.Follow.MaxAttempts, RetryAfter: h.config.Follow.RetryAfter})
}

func (h *house) newTriage() *triage.Service {
	return triage.New(triage.Deps{Store: h.store, Ledger: h.ledger, Jobs: h.jobs, Clock: h.wall, Orders: h.orders, Catalogue: h.catalogue,
		Names: h.names(), Units: units{h.directory}}, triage.Options{})
}

func (h *house) newOutreach() *outreach.Service {
	d := outreach.Deps{Store: h.store, Ledger: h.ledger, Clock: h.wall, Ring: h.ring, Log: h.log, Calls: h.calls, Names: h.directory.StaffName,
		Working: h.works, Sound: h.recordedSound, Sounds: h.recordedSounds, Recognizer: h.recognizer(), Words: h.config.Speech.Hotwords(), Queues: h.queues}
	switch voice := h.voice(); {
	case voice != nil:
		d.Voice = robotVoice{voice, h.keptVoice()}
	case h.marker.Simulation: // tones stand in for a voice, so that a demo's robot is heard
		d.Voice = toneVoice{}
	}
	return outreach.New(d)
}

// works tells whether a day is a working day of the calendar.
func (h *house) works(q store.Queryer, day time.Time) (bool, error) {
	c, err := h.catalogue.Calendar(q)
	if err != nil {
		return false, err
	}
	works, _, _ := c.IsWorking(day.Year(), day.Month(), day.Day())
	return works, nil
}

func (h *house) newSupervise() *supervise.Service {
	return supervise.New(supervise.Deps{Store: h.store, Ledger: h.ledger, Jobs: h.jobs, Clock: h.wall, Orders: h.orders, Blobs: h.blobs,
		Names: h.names(), People: people{h.directory}, Limits: stageLimits{h.catalogue}, Notices: h.notice},
		supervise.Options{FontPath: h.config.Files.Font, CentreName: h.config.City.Name + h.config.City.Hotline + "政务服务便民热线"})
}

func (h *house) newInsight() *insight.Service {
	return insight.New(insight.Deps{Store: h.store, Ledger: h.ledger, Clock: h.wall, Names: h.names(), Orders: h.orders,
		Rates: h.followup})
}

func (h *house) newRetention() *retention.Service {
	return retention.New(retention.Deps{Store: h.store, Ledger: h.ledger, Jobs: h.jobs, Clock: h.wall, Orders: h.orders, Requests: h.intake,
		Followups: h.followup, Names: h.directory, Calls: h.calls, Keepers: map[string]retention.Keeper{
			retention.Supervision: h.supervise,
			retention.Refusals:    intake.Refusals{Service: h.intake, Held: retention.HoldsPerson},
			retention.Recordings:  switchboard.OldRecordings{Service: h.calls, Held: h.heldRecordings},
			retention.Outreach:    outreach.OldPeople{Service: h.outreach, Held: h.heldRecordings},
		}}, retention.Options{})
}

// heldRecordings asks the room of retention, which is built after who asks.
func (h *house) heldRecordings(q store.Queryer) ([]ids.ID, error) {
	return h.retention.HeldRecordings(q)
}

func (h *house) newAssessment() *assessment.Service {
	return assessment.New(assessment.Deps{Store: h.store, Ledger: h.ledger, Clock: h.wall, Orders: h.orders, Requests: h.intake,
		Followups: h.followup, Categories: h.catalogue, Units: graded{h.directory}})
}

func (h *house) newPartner() *partner.Door {
	return partner.New(partner.Deps{Store: h.store, Ledger: h.ledger, Jobs: h.jobs, Clock: h.wall, Ring: h.ring, Orders: h.orders, Intake: h.intake,
		Directory: h.directory, Catalogue: h.catalogue, Vault: h.vault, Log: h.log},
		partner.Options{City: h.config.City.Name, RetryFirst: h.config.Partner.RetryFirst, MaxFileBytes: int64(h.config.Files.MaxMB) << 20})
}

// newCTI hears other call centres. Their calls come into the queues of this node's exchange, or where it has none, into
// those that an installation begins with.
func (h *house) newCTI() *cti.Door {
	queues := switchboard.ShippedQueues()
	if plan, ok, err := h.telephonePlan(); err == nil && ok { // a plan that cannot be read stops the exchange, with its reason
		queues = plan.queues
	}
	return cti.New(cti.Deps{Store: h.store, Ledger: h.ledger, Jobs: h.jobs, Clock: h.wall, Ring: h.ring, Calls: h.calls, Directory: h.directory,
		Queues: func() []switchboard.Queue { return queues }, Log: h.log},
		cti.Options{GapWait: h.config.CTI.GapWait, LostAfter: h.config.CTI.LostAfter, RetryFirst: h.config.CTI.RetryFirst,
			MaxSoundBytes: int64(h.config.CTI.RecordingMB) << 20})
}

// centreName is what another call centre is called.
func (h *house) centreName(q store.Queryer, id ids.ID) string {
	if h.cti == nil {
		return ""
	}
	return h.cti.NameOf(q, id)
}
