package triage

// How sure a proposal is, from 0 to 100. The figures put evidence in order; they are no probability, and the screen says
// what each rests on. A rule of the catalogue weighs more than anything else, because somebody answers for it; precedents
// move a proposal, most when they are like the order. Alone they never lift a unit above the one that a rule names
// (15 + 40 < 60): for that they must also speak against that unit.
const (
	sureExact     = 75 // a rule for this category and division
	sureRule      = 60 // a rule taken from a category or division above, or for everything
	sureTerritory = 40 // no rule: the unit of the place
	sureOther     = 25 // the rule that would come next
	surePrecedent = 15 // no rule at all: precedents only

	worthPrecedent = 25 // of a precedent that is wholly like; others less
	mostPrecedents = 40 // of all precedents together, for or against

	leastSure, mostSure = 5, 95
)

// evidence is what speaks for and against one unit.
type evidence struct {
	base    int
	moved   int // by precedents
	reasons []Reason
}

func (e *evidence) confidence() int {
	return min(max(e.base+min(max(e.moved, -mostPrecedents), mostPrecedents), leastSure), mostSure)
}
