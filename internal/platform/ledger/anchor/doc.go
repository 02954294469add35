// Package anchor makes the ledger provable to others. Chains alone show that single rows were not changed; whoever
// can write to the database can compute a chain anew, delete one whole, or cut off the end. An anchor (存证) is a
// small signed file outside the data directory that says which events there were.
//
// # What it promises
//
//   - One anchor speaks for a stretch of the ledger, at most [ChunkMax] events. It lists, by number, each event's
//     chain, place and hash; its signed header holds a Merkle root over the hashes, a digest running over all events
//     since the first, and the digest of the header before it. So one genuine anchor, wherever it was kept, proves
//     everything before it.
//   - An anchor never changes once written, and is never replaced. A file appears under its name only when it is
//     whole and on disk. Making anchors twice, on two nodes or after a crash makes them once: a row of ledger_anchor
//     decides, the file follows, and a file that is missing is made again from the row and the ledger.
//   - [Verify] reads the whole ledger and every anchor, in bounded memory, changes nothing, and names each thing that
//     is wrong ([Kind]), not the first only. What is newer than the last anchor can only be checked for consistency;
//     the [Report] tells how much that is.
//   - A [History] is one chain in a file that is checked without the database. It may hide what its reader may not
//     see: a hidden event is its hash, a told one what happened and when. The rest stays checkable, because each
//     event's hash covers the hash before it and the newest anchored one is proved by a path to the signed root.
//   - Erasing a citizen's words and salt changes no event and no anchor.
//
// # What it cannot do
//
// The signing key is derived from the keyring. Who holds the data directory, the keys and the anchors can make all of
// it anew; against that stands a copy of the anchors on another machine (docs/operations.md).
//
// The tree is that of RFC 6962, section 2.1, signatures are Ed25519 (RFC 8032), hashes those of the installation's
// suite (SHA-256 or SM3).
package anchor
