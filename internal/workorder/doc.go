// Package workorder holds the work order (工单): what a request (诉求) asks of the
// units, from its registration to the archive. It is the spine of the product.
//
// # What the room promises
//
//   - Every verb is a row of one table ([Moves]): the states it starts from, the
//     state it leads to, the right it needs, who may use it, whether it needs words
//     that say why. The buttons a person sees ([Service.Verbs]) come from the same rows.
//   - A change is one transaction: rows, ledger event and timer. An illegal change is
//     refused with a coded fault and changes nothing.
//   - Clocks start when an order is given to a unit, not when the unit signs for it.
//     The citizen's total clock is computed once, at registration, and never reset;
//     each unit has its own clock from the moment it was given the order; a redo gives a
//     new unit clock only. A return does not stop the unit's clock.
//   - The due time is met by the submission time of the first reply that later passes
//     review; a rejected reply never stopped the clock.
//   - Every due time keeps what it was computed from (preset, rule, from, pauses), so it
//     can be explained again at any time.
//   - A person sees the orders of their scope and no other. Another unit's order answers
//     like one that does not exist. A sealed order (保密) is read by the unit that handles
//     it and, at the centre, only with [RightSealed].
//   - Words live in rows beside a salt; the ledger holds ids, codes and commitments, so a
//     text can be erased and the chain stays valid.
//   - Times that nobody recorded stay unknown (0 in the rows, absent in JSON); they are
//     never invented.
//
// # Where rules come from
//
// Taking on, dispatch, signing for, reply, review, archive and redo are the closed loop of
// the State Council's guidance of 2020 on government hotlines; reasons on a return, its
// review and the ban on gaining time by not signing follow the opinions of 2025 and
// provincial practice. Limits are presets of the catalogue and can be changed by an operator.
//
// # Who calls it
//
// intake creates orders ([Service.Create], [Service.CreateDispatched],
// [Service.CreateAnswered]); followup archives and redoes; the importer writes historical
// orders ([Service.ImportHistorical]). All others follow the events of events.go.
package workorder
