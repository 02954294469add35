// Package cti is the door of a call centre 呼叫中心 that stays in use: it tells of its calls, agents and recordings by
// signed HTTP requests. The door translates; what an event does to a call is the switchboard's to say
// (switchboard.Service.Outside), so that figures count these calls by the same code as own ones.
//
// # What the door promises
//
//   - An event is taken once by (centre, id), in the transaction of its effects; a repetition gets the same answer, the same
//     id with other content is refused.
//   - The events of one call, or of one agent's states, have their turns by the sender's sequence number. One that comes
//     too early waits; after [Options].GapWait the missing ones are passed over and it has its turn. One that comes after
//     its turn was passed over still ends, rates or records its call, and is otherwise kept without effect. Each answer
//     says which.
//   - An agent or a queue that is not mapped never loses a call: it is counted as answered by somebody unknown, or in the
//     usual queue, and the code waits to be mapped.
//   - A call of which nothing is heard for [Options].LostAfter ends as interrupted.
//   - A recording is fetched only from the hosts that the operator named, follows no redirects, is limited in size, must be
//     the sound that it says it is, and is sealed as own ones are. Its address is sealed, too.
//   - What is refused is counted by its code. A stranger learns nothing but that the signature is not good.
//
// # Wire
//
// docs/api.md describes events and signatures for who writes the adapter of the operator's call centre.
package cti
