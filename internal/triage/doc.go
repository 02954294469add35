// Package triage helps to give each order to the right unit at once (派单研判): it proposes units with reasons, keeps
// what was decided on objections as precedents (判例), and tries a draft of the dispatch catalogue on past orders before
// it is published.
//
// # What the room promises
//
//   - A proposal never decides anything. It names what it rests on: the rule of the catalogue, precedents, and which
//     units are left out because their return of this very order was upheld.
//   - Each objection that the centre decides (upheld, rejected, or ended by designating a unit) becomes one precedent,
//     whatever is killed when: the room follows the ledger. A precedent's row holds ids and codes; words are read from
//     the order, by the rights of who looks. The centre may retire a precedent and says why.
//   - A unit sees its own precedents; of others' it learns the outcome only, without unit, number or words.
//   - A replay walks through the orders of a period in pages, each in a job of its own that commits its figures with
//     its position: it can be broken off anywhere and goes on, and no order is counted twice. It compares the version in
//     force with the draft, and both with the unit that completed the order.
//   - A draft is published only after a replay of the very revision that is published, by somebody who did not write
//     it (catalogue.four_eyes).
//
// # Where rules come from
//
// The opinions of 2025 on government hotlines ask for a versioned dispatch catalogue and for a review of dispatch
// objections; first receiver answers (首接负责) is Beijing's rule of 2021.
//
// # How sure a proposal is
//
// See confidence.go for the figures: they are evidence put in order, no probability.
package triage
