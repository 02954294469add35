package workorder

import (
	"os"
	"slices"
	"strings"
	"testing"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/store"
)

// authority are the three hand-written tables of testdata/authority.txt.
type authority struct {
	relations []string
	sight     map[State]map[string]string
	may       map[Verb]map[string]string
	states    map[Verb]map[State]string
}

func readAuthority(t testing.TB) authority {
	t.Helper()
	raw, err := os.ReadFile("testdata/authority.txt")
	if err != nil {
		t.Fatal(err)
	}
	a := authority{sight: map[State]map[string]string{}, may: map[Verb]map[string]string{}, states: map[Verb]map[State]string{}}
	table, columns := "", []string{}
	for _, line := range strings.Split(string(raw), "\n") {
		cells := strings.Fields(line)
		switch {
		case len(cells) == 0 || cells[0][0] == '#':
			continue
		case slices.Contains([]string{"sight", "authority", "states"}, cells[0]):
			table, columns = cells[0], cells[1:]
			if table == "sight" {
				a.relations = columns
			}
			continue
		case len(cells) != len(columns)+1:
			t.Fatalf("%s has %d cells, the heading %d", cells[0], len(cells)-1, len(columns))
		}
		row, states := map[string]string{}, map[State]string{}
		for i, cell := range cells[1:] {
			row[columns[i]], states[State(columns[i])] = cell, cell
		}
		switch table {
		case "sight":
			a.sight[State(cells[0])] = row
		case "authority":
			a.may[Verb(cells[0])] = row
		case "states":
			a.states[Verb(cells[0])] = states
		}
	}
	return a
}

// numberOf is the number that the orders of this test came in on, numberSeat one of its own seats.
const numberOf = "12315"

var numberSeat = auth.Principal{ID: 12, Name: "号码坐席", Scope: auth.Scope{Numbers: []string{numberOf}}}.WithRights(withoutSystem()...)

func withoutSystem() []string { return without(RightSystem) }

// relationsOf are the people of the tables, with every right but the system's.
var relationsOf = map[string]auth.Principal{
	"centre": centre.WithRights(withoutSystem()...), "own": waters, "above": works, "co": parks, "chain": district, "number": numberSeat,
	"other": roads, "system": auth.System, "nobody": stranger,
}

// variant says what an order needs so that a verb is about something.
func variant(v Verb) string {
	switch v {
	case VerbReturn, VerbInsist, VerbAskContact, VerbJudge:
		return string(v)
	}
	return ""
}

// arranged is the order of the tables in a state, as a verb needs it.
func (b *bench) arranged(state State, v Verb) Order {
	b.t.Helper()
	b.co, b.chain = coOpen, v != VerbReturn
	o := b.in(state)
	if variant(v) != "" {
		o = b.ready(o, v, movesOf(v)[0].Case)
	}
	return b.must(func(tx *store.Tx) (Order, error) {
		if _, err := tx.Exec(`UPDATE workorder_order SET hotline = ? WHERE id = ?`, numberOf, o.ID); err != nil {
			return o, err
		}
		fresh, err := lockOrder(tx, o.ID)
		return *fresh, err
	})
}

// TestAuthority holds the program to every product of the hand-written tables: state × verb × relation.
func TestAuthority(t *testing.T) {
	a := readAuthority(t)
	for _, v := range Verbs {
		if v != VerbCreate && (a.may[v] == nil || a.states[v] == nil) {
			t.Fatalf("the tables lack the verb %s", v)
		}
	}
	for _, s := range States {
		if a.sight[s] == nil {
			t.Fatalf("the tables lack the state %s", s)
		}
	}
	b := newBench(t, storeOf(t))
	checked := 0
	for _, state := range States {
		orders := map[string]Order{}
		for _, v := range Verbs {
			if v == VerbCreate {
				continue // it is done to no order
			}
			o, known := orders[variant(v)]
			if !known {
				o = b.arranged(state, v)
				orders[variant(v)] = o
			}
			for _, relation := range a.relations {
				checked++
				b.checkAuthority(t, a, o, v, relation)
			}
		}
	}
	if want := len(States) * (len(Verbs) - 1) * len(a.relations); checked != want || checked < 4000 {
		t.Errorf("%d products, want %d", checked, want)
	}
}

// expected is what the tables say of a product: "ok", or the codes of which one must come.
func (a authority) expected(o Order, v Verb, relation string) []string {
	sees := a.sight[o.State][relation] == "yes"
	switch {
	case relation == "chain" && v == VerbReturn:
		sees = false // there is no line: what was passed down is not returned
	case o.Sealed && (relation == "co" || relation == "chain"):
		sees = false
	}
	if !sees {
		return []string{"workorder.not_found"}
	}
	switch a.may[v][relation] {
	case "never":
		return []string{"auth.forbidden"}
	case "no":
		return []string{"workorder.not_yours"}
	}
	switch a.states[v][o.State] {
	case "yes":
		return []string{"ok"}
	case "-":
		return []string{"workorder.no_invite"}
	}
	switch o.State {
	case StateMerged, StateArchived, StateWithdrawn:
		return []string{"workorder." + string(o.State)}
	}
	return []string{"workorder.illegal_move", "workorder.already_dispatched", "workorder.already_signed", "workorder.already_returned",
		"workorder.already_replied", "workorder.already_completed"}
}

func (b *bench) checkAuthority(t testing.TB, a authority, o Order, v Verb, relation string) {
	t.Helper()
	p, want := relationsOf[relation], a.expected(o, v, relation)
	var got string
	_, err := b.try(func(tx *store.Tx) (Order, error) {
		_, err := b.s.begin(tx, p, o.ID, o.Version, v)
		return Order{}, err
	})
	if got = code(err); !slices.Contains(want, got) {
		t.Errorf("%s × %s × %s: %s, want %v", o.State, v, relation, got, want)
	}
	// The buttons are the same products. Sealing is beside the state, and what is sealed is not sealed again.
	if (v == VerbSeal) == o.Sealed && (v == VerbSeal || v == VerbUnseal) {
		return
	}
	if shown := slices.Contains(b.s.Verbs(p, o), v); shown != (want[0] == "ok") {
		t.Errorf("%s × %s × %s: button shown = %v, want %v", o.State, v, relation, shown, want)
	}
}
