package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync/atomic"
	"time"

	"onedoor/internal/assessment"
	"onedoor/internal/catalogue"
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
	"onedoor/internal/platform/audit"
	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/blob"
	"onedoor/internal/platform/config"
	"onedoor/internal/platform/httpx"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/jobs"
	"onedoor/internal/platform/ledger"
	"onedoor/internal/platform/ledger/anchor"
	"onedoor/internal/platform/live"
	"onedoor/internal/platform/seal"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
	"onedoor/internal/retention"
	"onedoor/internal/supervise"
	"onedoor/internal/switchboard"
	"onedoor/internal/triage"
	"onedoor/internal/vault"
	"onedoor/internal/workorder"
)

// migrations are the tables of all rooms.
var migrations = []store.Migrations{ledger.Migrations, jobs.Migrations, auth.Migrations, httpx.Migrations,
	directory.Migrations, catalogue.Migrations, vault.Migrations, notice.Migrations,
	workorder.Migrations, knowledge.Migrations, intake.Migrations, followup.Migrations, triage.Migrations, supervise.Migrations, switchboard.Migrations, outreach.Migrations,
	insight.Migrations, assessment.Migrations, retention.Migrations, sms.Migrations, partner.Migrations, cti.Migrations}

// house is the whole program without its doors: every room, wired.
type house struct {
	config config.Config
	marker marker
	ring   *seal.Ring
	wall   wall.Clock
	log    *slog.Logger
	plan   []byte // of the telephone exchange, where the configuration names no file; nil: none

	store    *store.Store
	ledger   *ledger.Ledger
	anchors  *anchor.Keeper
	jobs     *jobs.Queue
	live     *live.Hub
	blobs    *blob.Store
	accounts *auth.Accounts
	sessions *auth.Sessions
	audit    *audit.Service

	directory *directory.Service
	catalogue *catalogue.Service
	vault     *vault.Service
	notice    *notice.Service
	orders    *workorder.Service
	knowledge *knowledge.Service
	intake    *intake.Service
	followup  *followup.Service
	triage    *triage.Service
	supervise *supervise.Service
	insight   *insight.Service
	assessing *assessment.Service
	retention *retention.Service
	partner   *partner.Door
	cti       *cti.Door
	calls     *switchboard.Service
	outreach  *outreach.Service

	stopping atomic.Bool // asked to stop: not ready any more
}

// houseOptions are what a command may choose beside the configuration.
type houseOptions struct {
	clock      wall.Clock // nil: the machine's
	simulation bool       // a new data directory is marked as a simulation
	plan       []byte     // of the telephone exchange, where the configuration names no file; ports that are taken are passed over
	https      string     // address of a second listener with a certificate that the program makes; empty: none
}

// openHouse opens the data directory and wires the rooms. Nothing runs in the background yet.
func openHouse(ctx context.Context, c config.Config, log *slog.Logger, o houseOptions) (*house, error) {
	if o.clock == nil {
		o.clock = wall.Real{}
	}
	if err := ids.SetNode(c.Node); err != nil {
		return nil, err
	}
	if err := anchor.CheckDir(c.AnchorDir(), c.Data); err != nil {
		return nil, err
	}
	m, ring, err := prepareData(c, o.simulation)
	if err != nil {
		return nil, err
	}
	h := &house{config: c, marker: m, ring: ring, wall: o.clock, log: log, plan: o.plan}
	if h.blobs, err = blob.Open(c.BlobDir(), h.wall); err != nil {
		return nil, err
	}
	if h.store, err = store.Open(ctx, store.Config{Engine: store.Engine(c.Store.Engine), Path: c.DatabasePath(), URL: c.Store.URL, Lanes: c.Store.Lanes}, migrations...); err != nil {
		return nil, err
	}
	if err := h.furnish(ctx); err != nil {
		return nil, errors.Join(err, h.store.Close())
	}
	return h, nil
}

// furnish builds the rooms, from the ground up.
func (h *house) furnish(ctx context.Context) (err error) {
	h.ledger = ledger.New(h.store, h.wall, ledger.Options{Hash: h.ring.Suite().Hash, Log: h.log})
	h.anchors = anchor.New(anchor.Deps{Store: h.store, Ledger: h.ledger, Clock: h.wall, Ring: h.ring, Log: h.log}, anchor.Options{Dir: h.config.AnchorDir()})
	h.jobs = jobs.NewQueue(h.store, h.wall, h.log)
	h.live = live.NewHub(h.store, h.ledger, hears, h.log)
	h.accounts = auth.NewAccounts(h.store, h.wall, h.ring.Box("auth.totp"))
	h.sessions = auth.NewSessions(h.accounts, h.config.Session.Lifetime, h.config.Session.Secure)

	h.directory = directory.New(h.store, h.ledger, h.wall, h.accounts)
	h.catalogue = catalogue.New(h.store, h.ledger, h.wall, h.places())
	h.catalogue.FourEyes(h.config.Catalogue.FourEyes)
	if err := h.catalogue.LoadShipped(ctx); err != nil {
		return err
	}
	h.vault = vault.New(h.store, h.ledger, h.wall, h.ring, vaultConfig(h.config))
	if h.notice, err = h.newNotice(); err != nil {
		return err
	}
	h.orders = workorder.New(workorder.Deps{Store: h.store, Ledger: h.ledger, Jobs: h.jobs, Clock: h.wall, Blobs: h.blobs,
		Units: units{h.directory}, Lines: units{h.directory}, Names: h.names(), Limits: limits{h.catalogue}, Duties: duties{h.catalogue},
		Notices: h.notice, Histories: h.anchors, Accusables: accusables{h.directory, h.vault}, Numbers: h.directory},
		workorder.Options{MaxFileBytes: int64(h.config.Files.MaxMB) << 20, FontPath: h.config.Files.Font,
			CentreName: h.config.City.Name + h.config.City.Hotline + "政务服务便民热线"})
	h.calls = switchboard.New(switchboard.Deps{Store: h.store, Ledger: h.ledger, Clock: h.wall, Ring: h.ring, Log: h.log,
		Recordings: switchboard.Recordings{Dir: h.config.RecordingDir(), Ring: h.ring}, Names: h.directory.StaffName, Jobs: h.jobs,
		Guard: h.guardRules(), Calendar: h.workingDays, Speak: h.sayKept(), Menus: h.menus()})
	if h.knowledge, err = h.newKnowledge(); err != nil {
		return err
	}
	if h.intake, err = h.newIntake(); err != nil {
		return err
	}
	if err := h.intake.LoadShipped(ctx); err != nil {
		return err
	}
	h.orders.Cites = h.knowledge
	h.calls.Orders, h.calls.Drafts, h.calls.Running = h.ordersByCalls, h.intake.CountDrafts, h.intake.Announcements
	h.orders.Seals = h.intake // who keeps the identities hides them in the same transaction
	h.followup = h.newFollowup()
	h.triage = h.newTriage()
	h.outreach = h.newOutreach()
	h.supervise = h.newSupervise()
	h.insight = h.newInsight()
	h.assessing = h.newAssessment()
	h.retention = h.newRetention()
	if err := h.retention.LoadShipped(ctx); err != nil {
		return err
	}
	h.orders.Elsewhere = h.supervise.HasFile
	h.partner = h.newPartner()
	h.cti = h.newCTI()
	h.calls.Sources, h.calls.AgentOf = h.cti.NameOf, h.cti.AgentOf
	h.vault.SetGuard(h.intake.Guard)
	h.vault.SetHandles(h.intake.Handles)
	h.vault.SetHide(h.keptOpenings)
	h.notice.HideOrders(h.orders.AboutThem)
	h.live.SetVeil(h.veil)
	h.live.SetAudience(ownSeat)
	h.audit = h.newAudit()
	h.audit.Hide(h.orders.AboutThem)

	h.orders.Register()
	h.notice.Register()
	h.knowledge.Register()
	h.intake.Register()
	h.followup.Register()
	h.triage.Register()
	h.supervise.Register()
	h.insight.Register()
	h.anchors.Register(h.jobs, h.config.Anchor.Every)
	h.assessing.Register()
	h.retention.Register()
	h.partner.Register()
	h.cti.Register()
	h.calls.Register()
	h.outreach.Register()
	h.jobs.Every("platform.sweep", time.Hour, func(context.Context, jobs.Job) (jobs.Effects, error) {
		return func(tx *store.Tx) error { return errors.Join(h.sessions.Sweep(tx), httpx.SweepKeys(tx)) }, nil
	})
	return directory.CheckRights(declaredRights())
}

// declaredRights are the rights of all rooms.
func declaredRights() []string {
	var all []string
	for _, rights := range [][]string{directory.Rights, catalogue.Rights, vault.Rights, notice.Rights, workorder.Rights,
		knowledge.Rights, intake.Rights, followup.Rights, triage.Rights, supervise.Rights, insight.Rights, assessment.Rights, retention.Rights, partner.Rights, cti.Rights, audit.Rights, switchboard.Rights, outreach.Rights} {
		all = append(all, rights...)
	}
	return all
}

// start runs relay, followers, jobs and live updates until ctx ends; the returned function waits for them.
func (h *house) start(ctx context.Context) (wait func(), err error) {
	if err := h.partner.Recover(ctx); err != nil {
		return nil, err
	}
	waitLive, err := h.live.Start(ctx)
	if err != nil {
		return nil, err
	}
	waitLedger := h.ledger.Start(ctx)
	waitJobs := h.jobs.Start(ctx)
	return func() { waitJobs(); waitLedger(); waitLive() }, nil
}

// close ends the house; background work must have been waited for.
func (h *house) close() error {
	if err := h.store.Close(); err != nil {
		return fmt.Errorf("close the store: %w", err)
	}
	return nil
}
