// Package partner is the door through which orders are exchanged with other systems: a department's own, a neighbouring
// city's or the province's platform. It translates; what may happen to an order is the rooms' to say.
//
// # Roles
//
// The owner is the platform whose citizen it is: it keeps the order, its receipt and the citizen's total clock. A unit
// stands for the partner in the owner's directory; who gives an order to that unit hands it over, and the unit's clock
// runs as any unit's. The handler takes the order on as a request of its own through the door "partner", with clocks of its
// own; its completed answer comes back as that unit's reply, which the owner reviews. One order and one partner have one
// exchange, however often the order comes back.
//
// # What the door promises
//
//   - Nothing is lost: a message is a row written with the ledger's event (outbox), sent until the partner has
//     acknowledged it, and acknowledged by the partner only once its effects are durable.
//   - Nothing is doubled: a message is taken once by (partner, id), in the transaction of its effects. A repetition gets
//     the same acknowledgement; the same id with other content is refused.
//   - The messages of one exchange arrive in the order in which they were made. One that cannot be delivered holds up those
//     of its own exchange only; after [Options].MaxAttempts, or when the partner refuses it for good, it is a dead letter
//     that an administrator sees and sends again.
//   - What a room refuses (a reply to an order that was withdrawn meanwhile) is acknowledged, kept with the refusal's code,
//     and written on the order as a note: words never vanish between two systems.
//   - A code that is not mapped never loses an order: it is taken on without it, and the code waits to be mapped.
//   - Who the citizen is travels only where the partner's agreement says so, opened through the vault and logged there;
//     never of a sealed order, and never to a partner that the request complains about. Otherwise the partner is told how to
//     reach the citizen through us.
//
// # Wire
//
// docs/api.md describes messages and signatures for those who build the other end. Each request, and each acknowledgement,
// carries a key id, a time and an HMAC (SHA-256 or SM3) over time, method, path and body; times may differ by five minutes.
// Two keys of a partner are good at a time: one that was made here signs only after the partner has signed with it.
package partner
