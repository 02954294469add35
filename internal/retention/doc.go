// Package retention erases what need not be kept any longer (保存期限), and what a person demands to have erased (清除申请).
//
// # What the room promises
//
//   - How long what is kept is data that an administrator changes: words, the words before masking, identities, files. It
//     counts from the end of an order, its archiving or withdrawal. Supervision, refused requests and recordings of calls
//     count from their own end. A rule as shipped is switched off.
//   - What is held (保全), an order, a person or a recording, is erased by no rule and on no demand until somebody else than
//     who may hold it lets it go.
//   - A rule is tried before it is used: it tells how many orders it would reach today, and since when.
//   - Rules are applied by a durable job in small steps. A step erases, writes the ledger and books the next step in one
//     transaction, so whatever is interrupted goes on where it stopped, and nothing is done twice.
//   - An identity is erased only when everything that the person ever asked for ended before the same time.
//   - What a person demands to have erased is approved by somebody else than who took the demand down, and only once
//     nothing of that person is open.
//   - Numbers, courses, codes and times stay, and so do the ledger's chains: they hold commitments, and with the words go
//     the salts. A backup that was made before still holds what was erased; it is kept for a limited time (docs/operations.md).
//
// # Where rules come from
//
// The Personal Information Protection Law asks to keep personal data no longer than its purpose needs (art. 19) and to
// erase it when that is reached or the person withdraws consent (art. 47); how long a hotline keeps its records is set by
// the city, so every figure is the operator's.
package retention
