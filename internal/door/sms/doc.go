// Package sms is the door for text messages: it hands messages to the operator's gateway, and takes citizens' answers
// from it. It has no rules of its own; what an answer means is the follow-up room's.
//
// Both ways are one small signed exchange that any gateway's adapter can speak:
//
//   - out: POST to the configured address, {"id", "to", "text", "urgent"}. 2xx: taken over; 404, 410 and 422: this number
//     can never be reached; anything else: tried again.
//   - in: POST /sms/inbound, {"id", "from", "text"}. The answer is {"code", "reply"}: what to send back to the citizen.
//
// Each request carries X-Onedoor-Time (Unix seconds) and X-Onedoor-Signature, the hex HMAC-SHA-256 under the shared
// secret over the time, a full stop, and the body. A signature is good for five minutes, and a message id is taken once;
// a repetition answers as the first time did, as far as that changes nothing. Without a secret the door is shut.
//
// A telephone number lives only as long as a request takes; it is never stored or logged here.
package sms
