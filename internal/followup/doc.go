// Package followup asks the citizens (回访) once an order is completed: were you contacted, is it solved, are you
// satisfied? From the answers come the three rates (三率), and what happens to the order: archived, or redone.
//
// # What the room promises
//
//   - Each completion of an order is asked about once (a plan, numbered by round): a redone order is asked about
//     again, and both answers stand.
//
//   - The citizen can always answer by the link that goes with the receipt. People call only who asked to be called,
//     who did not use the link in time, or who is dissatisfied.
//
//   - An answer that a citizen gave is never overwritten by one that staff typed in. When several requesters stand
//     behind an order, the worst of their answers counts.
//
//   - Who is dissatisfied gets the order redone, or a person says in writing why not.
//
//   - After the configured number of calls in vain the order is archived as 未评价. It stays in the denominators: not
//     asking does not raise a rate.
//
//   - What is due stands on the plan's row (next_at); one sweep finds it, whatever was killed when.
//
//   - A person sees the plans of their scope. The room's payloads hold codes only; what people said stays in its rows.
//
//   - Where a sampling plan says whom to call, who is not drawn is represented by who is: hashes of a published seed
//     decide, and anybody can draw again.
//
//   - An independent recheck is done by somebody who had no part in the order; it changes no earlier answer, and how far
//     it agrees is reported by unit.
//
// # The three rates
//
// Asked of the citizen, as Beijing's practice of handling complaints on call (接诉即办) has them; see rates.go for the
// exact numerators and denominators. They are returned with every table of rates, with Wilson intervals. Law-enforcement
// matters (执法类) stand apart, because they are not judged by satisfaction alone (Guangdong 2021, quoted); what is left
// out is counted and shown.
//
// # Who calls it
//
// The ledger (workorder.completed, .redone, .archived), the portal's page to rate ([Service.RateByCitizen], after
// intake has checked number and query code), and the screens through http.go.
package followup
