// Package catalogue says what a request is about, whose it is and which limits hold: the tree of categories 诉求分类 on
// three levels, the dispatch catalogue 派单目录 in versions, the presets of time limits, and the working-day calendars.
//
// Invariants:
//   - A category's level is its parent's plus one, at most 3; parents never form a loop; codes are unique, and so are
//     names below one parent. Nothing is ever deleted: an inactive category is offered no more, but old orders still
//     name it and its rules still answer.
//   - Exactly one version of the dispatch catalogue is in force at any moment, by the clock alone: effective times only
//     go forward, and what was published never changes. There is one draft at most; who wrote it does not publish it.
//   - Of the rules that hold for a matter the first in a fixed order wins (see compare), and every answer says in
//     Chinese which rule that was and what it was taken from. Version 1 are the default units of earlier releases.
//   - A preset keeps where its figures come from. Those shipped are entered at the first start and belong to the
//     operator from then on: a later start or release never overwrites them.
//   - A calendar year is known only when it really has an arrangement (New Year, Spring Festival, Labour Day and
//     National Day are all there): stray make-up days of a neighbouring year do not make a year known.
//   - Every change gives the catalogue a new stamp in the same transaction, which also makes changes wait for each
//     other. Readers work from an immutable view of everything, kept in memory; a change made here shows at once, one
//     made on another node within a second.
//   - Ledger events carry ids and codes only.
//
// The room knows no due time: it hands limits to the callers as plain values, and callers hand them to the room clock.
// It knows no unit and no division either: Places answers about them.
package catalogue
