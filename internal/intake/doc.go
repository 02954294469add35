// Package intake is where people reach the city: a contact (来话/来件) comes through a door, holds one or more
// requests (诉求), and each request is taken on (受理), gets its receipt, and is given an order (工单) that does
// the work.
//
// # What the room promises
//
//   - A receipt is given only after everything it stands for is durable: contact, requests, sealed identity, orders,
//     ledger events, notices and timers are one transaction.
//
//   - A form submitted twice (a double click, a retry after a lost answer) makes its requests once. The same token
//     gives the same receipts; the same token with another form is refused.
//
//   - Nobody must give a name or a number. What is given is sealed by the vault; this room's rows hold only what a
//     screen may show (王*, 138****0000).
//
//   - Personal numbers inside the words are masked before an order sees them. The words as they were said are sealed
//     and can be revealed only through the vault.
//
//   - Many requests may point to one order; a request's own words are never rewritten. Whatever happens to the order
//     is told to every requester, each under their own receipt number, and nobody is shown another's words.
//
//   - A receipt number and a query code open exactly one request. Neither tells whether the other exists: a wrong
//     number and a wrong code get the same answer, and both count as a try.
//
//   - A refusal is an outcome, never a silence: it has a receipt, an event, a coded reason and the right path on the
//     requester's page. Words hint at a code; only a person refuses. One appeal, decided by somebody else.
//
//   - Joining an event (突发事件) writes neither row nor chain of its master order. Whoever joined is told what happens to
//     it, or stands on the list of those who must be called; nobody is lost by joining, leaving or taking back.
//
// # Numbers and query codes
//
// A number is prefix + yyyymmdd + serial + check digit (number.go). Serials come from the store in blocks
// (serial.go): two nodes never get the same one, what a node did not use is a gap.
//
// A query code has 13 characters of Crockford's base 32, 65 bits. It is not random: it is an HMAC of the request's
// id and number under a key derived from the room's secret (code.go). The store keeps only a second HMAC of it.
// So a copy of the database opens no request, while the server, which holds the secret outside the database, can give
// the same receipt again for a repeated submission without ever having stored the code. A new secret makes codes for
// new requests and opens old ones no more; therefore the secret is kept with the master keys and is not rotated.
//
// Wrong codes are counted by number and by source (tries.go).
//
// # Where rules come from
//
// Taking on with a receipt and looking progress up at any time: the State Council's guidance of 2020 on government
// hotlines. Sealing an order on request and telling the accused unit no identity: GB/T 33358 and provincial practice.
//
// What is not taken on, and that emergencies are transferred at once: the lists that cities publish of what is outside
// their hotlines' remit (data/remit.yaml). Merging what many say about one event: the State Council's opinions of 2025 on
// government hotlines (并单).
//
// # Who calls it
//
// The desk's screens through http.go; the citizens' doors through [Service.TakeOn], [Service.Track],
// [Service.SupplementByCitizen], [Service.AppealByCitizen], [Service.Advise], [Service.Banners] and [Service.Open]. The room follows the ledger to notify requesters (follow.go).
package intake
