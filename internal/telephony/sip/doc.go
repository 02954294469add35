// Package sip is the exchange's signalling (RFC 3261): calls in both directions over UDP, TCP, TLS and WebSocket
// (RFC 7118), a registrar for phones and browsers, and trunks to the operators' networks.
//
// Messages and transactions are the library sipgo's. Everything above them is here, since the exchange must be both
// ends of every call for hours: dialogs, offers and answers, early media made reliable by PRACK (RFC 3262), session
// timers as refresher and as the one who waits (RFC 4028), hold, UPDATE (RFC 3311), REFER (RFC 3515), Replaces (RFC 3891).
//
// A Call is an actor: its state is touched by one goroutine, which takes requests, responses, timers and the owner's
// orders from a mailbox. No call waits for another call, for the network or for its owner; timers run on an injected
// clock. Sockets of phones are accepted one goroutine each, with deadlines, so that an idle or slow one blocks nobody.
//
// Texts of messages are never logged: they hold telephone numbers.
package sip
