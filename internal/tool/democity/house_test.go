package democity

import (
	"io"
	"log/slog"
	"strings"
	"testing"

	"onedoor/internal/assessment"
	"onedoor/internal/catalogue"
	"onedoor/internal/clock"
	"onedoor/internal/directory"
	"onedoor/internal/followup"
	"onedoor/internal/intake"
	"onedoor/internal/knowledge"
	"onedoor/internal/notice"
	"onedoor/internal/outreach"
	"onedoor/internal/platform/blob"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/seal"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/testkit"
	"onedoor/internal/vault"
	"onedoor/internal/workorder"
)

// newHouse furnishes an empty installation with the real rooms, as cmd/onedoor does.
func newHouse(t testing.TB, st *store.Store, asking ...followup.Options) *House {
	t.Helper()
	w := testkit.NewWorld(st)
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	ring, err := seal.NewRing(seal.Intl, testkit.Monday)
	must(err)
	places := directory.New(st, w.Ledger, w.Clock, quickAccounts{})
	h := &House{Clock: w.Clock, Store: st, Ledger: w.Ledger, Jobs: w.Jobs, Directory: places}
	h.Catalogue = catalogue.New(st, w.Ledger, w.Clock, catalogue.Places{Path: func(q store.Queryer, code string) ([]catalogue.Place, error) {
		chain, err := places.DivisionChain(q, code)
		path := make([]catalogue.Place, len(chain))
		for i, d := range chain {
			path[i] = catalogue.Place{Code: d.Code, Name: d.Name}
		}
		return path, err
	}})
	must(h.Catalogue.LoadShipped(t.Context()))
	known := names{places, h.Catalogue}
	identities := vault.New(st, w.Ledger, w.Clock, ring, vault.DefaultConfig)
	notices, err := notice.New(notice.Deps{Store: st, Ledger: w.Ledger, Jobs: w.Jobs, Clock: w.Clock, Ring: ring}, notice.Config{})
	must(err)
	blobs, err := blob.Open(t.TempDir(), w.Clock)
	must(err)
	h.Orders = workorder.New(workorder.Deps{Store: st, Ledger: w.Ledger, Jobs: w.Jobs, Clock: w.Clock, Blobs: blobs, Units: units{places}, Lines: units{places},
		Names: known, Limits: limits{h.Catalogue}}, workorder.Options{})
	h.Knowledge = knowledge.New(knowledge.Deps{Store: st, Ledger: w.Ledger, Jobs: w.Jobs, Clock: w.Clock, Units: places,
		Categories: h.Catalogue, Orders: h.Orders})
	h.Intake, err = intake.New(intake.Deps{Store: st, Ledger: w.Ledger, Jobs: w.Jobs, Clock: w.Clock, Ring: ring, Orders: h.Orders,
		Vault: identities, Notices: notices, Places: places, Categories: h.Catalogue}, intake.Options{NumberPrefix: "ZH"})
	must(err)
	h.Followup = followup.New(followup.Deps{Store: st, Ledger: w.Ledger, Jobs: w.Jobs, Clock: w.Clock, Orders: h.Orders, Names: known, Matters: h.Catalogue},
		append(asking, followup.Options{})[0])
	h.Orders.Register()
	notices.Register()
	h.Knowledge.Register()
	h.Intake.Register()
	h.Followup.Register()
	h.Assessment = assessment.New(assessment.Deps{Store: st, Ledger: w.Ledger, Clock: w.Clock, Orders: h.Orders, Requests: h.Intake,
		Followups: h.Followup, Categories: h.Catalogue, Units: graded{places}})
	h.Assessment.Register()
	h.Outreach = outreach.New(outreach.Deps{Store: st, Ledger: w.Ledger, Clock: w.Clock, Ring: ring, Log: slog.New(slog.NewTextHandler(io.Discard, nil))})
	return h
}

var roomTables = []store.Migrations{directory.Migrations, catalogue.Migrations, vault.Migrations, notice.Migrations,
	workorder.Migrations, knowledge.Migrations, intake.Migrations, followup.Migrations, assessment.Migrations, outreach.Migrations}

// quickAccounts keeps no accounts: hashing 120 passwords is not what these tests are about.
type quickAccounts struct{ directory.Accounts }

func (quickAccounts) Hash(string, string) (string, error)            { return "-", nil }
func (quickAccounts) Create(*store.Tx, ids.ID, string, string) error { return nil }

type units struct{ *directory.Service }

func (u units) Receives(q store.Queryer, unit ids.ID) error {
	found, err := u.Unit(q, unit)
	if err != nil {
		return workorder.ErrUnitUnknown.Wrap(err)
	}
	return found.CanReceive()
}

func (u units) Line(q store.Queryer, unit ids.ID) (workorder.Line, bool) {
	above, below, ok := u.Service.Line(q, unit)
	return workorder.Line{Above: above, Below: below}, ok
}

type names struct {
	*directory.Service
	catalogue *catalogue.Service
}

func (n names) CategoryName(q store.Queryer, id ids.ID) string {
	return n.catalogue.CategoryName(q, id)
}

func (n names) DivisionName(q store.Queryer, code string) string {
	d, _ := n.Division(q, code)
	return d.Name
}

type limits struct{ *catalogue.Service }

func (l limits) Limit(q store.Queryer, about workorder.LimitFor) (workorder.Limit, error) {
	found, preset, err := l.LimitFor(q, catalogue.Ask{Stage: string(about.Stage), Kind: string(about.Kind), Category: about.Category, Urgent: about.Urgent, Business: about.Business})
	if err != nil || found.Unit == "" {
		return workorder.Limit{}, err
	}
	return workorder.Limit{Preset: preset, Fields: clock.Fields{Unit: found.Unit, N: found.N, DayOneCounts: found.DayOneCounts,
		AfterHours: found.AfterHours, End: found.End, Periods: found.Periods}}, nil
}

func (l limits) Calendar(q store.Queryer) (clock.Calendar, error) { return l.Service.Calendar(q) }

// graded are the units as the assessment sees them.
type graded struct{ *directory.Service }

func (g graded) Graded(q store.Queryer) ([]assessment.Unit, error) {
	all, err := g.Units(q, directory.UnitFilter{})
	list := make([]assessment.Unit, len(all))
	for i, u := range all {
		list[i] = assessment.Unit{ID: u.ID, Name: u.Label(), Peers: string(u.Kind)}
	}
	return list, err
}

// TestMeasure holds that the demo's figures are worth looking at: there are rechecks of every outcome, doubts of both
// kinds and every verdict, published grades of several bands, and objections.
func TestMeasure(t *testing.T) {
	h := newHouse(t, testkit.Store(t, roomTables...))
	if err := Install(t.Context(), h, mustLoad(t), monday, nil); err != nil {
		t.Fatal(err)
	}
	q := h.Store.Read(t.Context())
	for statement, least := range map[string]int{
		`SELECT COUNT(*) FROM followup_recheck WHERE state = 'done'`:                      10,
		`SELECT COUNT(*) FROM followup_recheck WHERE state = 'waiting'`:                   3,
		`SELECT COUNT(*) FROM followup_recheck WHERE unit_agrees = 0`:                     1,
		`SELECT COUNT(*) FROM assessment_doubt WHERE kind = 'relabel'`:                    1,
		`SELECT COUNT(*) FROM assessment_doubt WHERE kind = 'contact'`:                    5,
		`SELECT COUNT(*) FROM assessment_doubt WHERE state = 'open'`:                      3,
		`SELECT COUNT(*) FROM assessment_doubt WHERE state = 'confirmed'`:                 3,
		`SELECT COUNT(*) FROM assessment_doubt WHERE state = 'false_alarm'`:               1,
		`SELECT COUNT(*) FROM followup_plan WHERE enforcement = 1`:                        1,
		`SELECT COUNT(*) FROM assessment_period WHERE state = 'published'`:                1,
		`SELECT COUNT(*) FROM assessment_objection`:                                       2,
		`SELECT COUNT(DISTINCT grade) FROM assessment_grade WHERE indicator <> 'overall'`: 3,
	} {
		var n int
		if err := q.QueryRow(statement).Scan(&n); err != nil || n < least {
			t.Errorf("%s: %d, want at least %d (%v)", statement, n, least, err)
		}
	}
}

// TestCampaigns holds that the screens of outreach have something to show: a campaign that is over with results of every
// kind, one that waits to be started, a draft, and numbers that are not to be called; and that nobody can be reached.
func TestCampaigns(t *testing.T) {
	h := newHouse(t, testkit.Store(t, roomTables...))
	if err := Install(t.Context(), h, mustLoad(t), monday, nil); err != nil {
		t.Fatal(err)
	}
	q := h.Store.Read(t.Context())
	list, err := h.Outreach.List(q, h.people[demoWriter], "")
	if err != nil || len(list) != 3 {
		t.Fatalf("%+v %v", list, err)
	}
	states := map[outreach.State]outreach.CampaignRow{}
	for _, c := range list {
		states[c.State] = c
	}
	over := states[outreach.StateEnded]
	if over.People.Done+over.People.GivenUp != len(answered) || over.People.GivenUp < 2 || states[outreach.StateApproved].People.Waiting != len(waiting) || states[outreach.StateDraft].People.Waiting != len(waiting) {
		t.Errorf("%+v", list)
	}
	d, err := h.Outreach.Get(q, h.people[demoWriter], over.ID)
	if err != nil || len(d.Final) < 7 || d.Called != len(answered) || d.Reached >= d.Called {
		t.Errorf("%+v %v", d, err)
	}
	barred, _, err := h.Outreach.Barred(q, outreach.BarredFilter{})
	if err != nil || len(barred) != 2 {
		t.Errorf("%+v %v", barred, err)
	}
	for i := range 300 {
		if !strings.HasPrefix(demoPhone(i), "1540006") || len(demoPhone(i)) != 11 {
			t.Errorf("%s may be somebody's", demoPhone(i))
		}
	}
	if err := satisfaction.Check(); err != nil {
		t.Error(err)
	}
}
