// Package notice is the room that tells people something (通知): a citizen, a
// person of staff, or a unit.
//
// Any room queues a [Message] inside its own transaction: one row, and at most
// one job. What it says is a template of templates.yaml; its parameters have
// types that are checked when it is queued, so that a wrong one fails in a test
// and not at night. A message to staff or a unit is delivered by its row: the
// inbox reads it. A message to a citizen goes out by a job through the senders
// of the door that the citizen used, one after the other until one succeeds.
//
// Invariants:
//
//   - whom a citizen's message goes to is looked up inside the job and is never
//     stored, logged or put into a job's payload;
//   - parameters that let somebody into a request (query codes, links with a
//     token) are stored sealed and wiped once the message is sent or given up;
//   - nothing is sent to a citizen between 21:00 and 08:00 unless it is urgent
//     ([Config]);
//   - a message with a dedupe key is queued once;
//   - the ledger hears of deliveries that failed for good, and of the first
//     reading of a message whose template asks for a receipt. Everything else
//     is in the rows.
//
// A sender may be asked to send the same message twice when the process is
// killed between sending and writing down that it was sent; [Delivery] carries
// an id by which it can tell.
package notice
