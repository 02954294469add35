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
//   - One unit leads (主办). Others that it or the centre asks for a part (协办) owe it by clocks of their own, which run from
//     the invitation; they do not sign. The reply waits for those who still have time. They read the order, never who
//     the requester is, and see it no more once they are released or the order leaves the unit that leads.
//   - Along the line district → town → community an order goes down and up with the clock that runs: its due time, pauses,
//     extensions and warnings. Who passed it down reads, urges and recalls it. Departments have nobody below them.
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
// Lead and co-handling units, one first unit that answers for the whole, and the ban on departments pushing work to towns are
// the guidance of 2020 and the opinions of 2025; passing along the line by territory is municipal practice (属地管理).
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
