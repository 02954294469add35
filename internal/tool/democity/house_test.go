package democity

import (
	"testing"

	"onedoor/internal/catalogue"
	"onedoor/internal/clock"
	"onedoor/internal/directory"
	"onedoor/internal/followup"
	"onedoor/internal/intake"
	"onedoor/internal/knowledge"
	"onedoor/internal/notice"
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
	h.Orders = workorder.New(workorder.Deps{Store: st, Ledger: w.Ledger, Jobs: w.Jobs, Clock: w.Clock, Units: units{places},
		Names: known, Limits: limits{h.Catalogue}}, workorder.Options{})
	h.Knowledge = knowledge.New(knowledge.Deps{Store: st, Ledger: w.Ledger, Jobs: w.Jobs, Clock: w.Clock, Units: places,
		Categories: h.Catalogue, Orders: h.Orders})
	h.Intake, err = intake.New(intake.Deps{Store: st, Ledger: w.Ledger, Jobs: w.Jobs, Clock: w.Clock, Ring: ring, Orders: h.Orders,
		Vault: identities, Notices: notices, Places: places, Categories: h.Catalogue}, intake.Options{NumberPrefix: "ZH"})
	must(err)
	h.Followup = followup.New(followup.Deps{Store: st, Ledger: w.Ledger, Jobs: w.Jobs, Clock: w.Clock, Orders: h.Orders, Names: known},
		append(asking, followup.Options{})[0])
	h.Orders.Register()
	notices.Register()
	h.Knowledge.Register()
	h.Intake.Register()
	h.Followup.Register()
	return h
}

var roomTables = []store.Migrations{directory.Migrations, catalogue.Migrations, vault.Migrations, notice.Migrations,
	workorder.Migrations, knowledge.Migrations, intake.Migrations, followup.Migrations}

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
	found, preset, err := l.LimitFor(q, catalogue.Ask{Stage: string(about.Stage), Kind: string(about.Kind), Urgent: about.Urgent, Business: about.Business})
	if err != nil || found.Unit == "" {
		return workorder.Limit{}, err
	}
	return workorder.Limit{Preset: preset, Fields: clock.Fields{Unit: found.Unit, N: found.N, DayOneCounts: found.DayOneCounts,
		AfterHours: found.AfterHours, End: found.End, Periods: found.Periods}}, nil
}

func (l limits) Calendar(q store.Queryer) (clock.Calendar, error) { return l.Service.Calendar(q) }
