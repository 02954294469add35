// Package replay lets the people of a file of historical orders live again on a running server: citizens and seats
// send them in, the dispatcher dispatches, officers sign, return or reply, the reviewer decides, citizens look and rate.
// It uses nothing but the server's public HTTP surface.
//
// What it promises. What a row does is drawn from the seed, the row and a behaviour file, never from the moment: the
// same seed does the same. Each acknowledgement is on disk before the next request of its row, so a replay that was
// broken off goes on from its journal. A request that got no answer is repeated under the same key, so the server may be
// killed at any moment. In the end the server is asked for everything it acknowledged: what is not there is missing,
// what is there twice is doubled.
//
// Rows carry a mark in their title, such as 〔回放 KTQHB-12〕: nobody shall take them for a citizen's, and doubles can be
// counted. The journal holds query codes, never words or people.
package replay
