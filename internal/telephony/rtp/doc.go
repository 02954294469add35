// Package rtp carries the sound of one party over the network: RTP (RFC 3550) with G.711 (RFC 3551), keys as events
// (RFC 4733) or in the voice band, reports of quality by RTCP, SRTP (RFC 3711) where the peer asks for it.
//
// Stream holds what does not depend on how packets travel; Leg is a stream on a UDP socket. A mix drives either by
// Pull and Push, once every 20 ms, and all time within a stream is counted in these ticks or read from the packets:
// nothing here waits, and a peer that is slow, silent or hostile costs nobody else anything.
//
// Who may send: packets are taken from the addresses that signalling named and from no others. The first packet that
// is valid fixes the port (latching, which is how a peer behind a NAT is reached); Configure forgets it.
package rtp
