// Package supervise sees to it that orders are handled: reminders and the escalation chain 催办链, yellow and red cards
// 黄牌/红牌, cases 督办 and joint meetings 联席会议.
//
// # What the room promises
//
//   - A card is given at most once for each level and each unit's clock (an order's assignment), and a red one only
//     while that clock is overdue. A lifted card stays in the books with its coded reason.
//   - Each step of the chain is taken once for a unit's clock, whatever was killed when: what is due stands on the
//     order's row (next_at), and the step's own row is written with its messages.
//   - A step that would fall into the quiet hours waits for their end, unless the order is urgent.
//   - A clock that stands (paused, shelved) or a reply that came in time takes no step and gets no card.
//   - Cases, instructions, the docket and meetings move by one table of data ([Moves]).
//   - A decision of a meeting binds: in the same transaction the order is designated to the lead unit where its state
//     allows, and each unit gets a task with a due time that explains itself. Of an order whose reply waits, or that is
//     merged, the decision is carried out when it comes back.
//   - A unit sees its own orders, tasks and cases, and the meetings it is invited to. Another's answers like one
//     that does not exist.
//   - Words lie in rows beside a salt; the ledger holds ids, codes, times and commitments.
//
// # Where rules come from
//
// Cards at one working day left and on the first overdue day, and supervision of an order that is still not
// satisfying after a redo: provincial measures of Shandong 2017 and 2020 (quoted). A reminder on the day after due: a
// city bureau's published rule. Joint meetings for unclear duty and several units: the opinions of 2025 (国办函
// 〔2025〕66号, quoted). Figures are presets of the catalogue and settings of this room; an operator can change them.
//
// # Who calls it
//
// The ledger (what happens to orders, repeat calls, answers at follow-up), the timers, and the screens by http.go.
package supervise
