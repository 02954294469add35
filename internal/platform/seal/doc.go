// Package seal keeps bytes secret and tells when they were touched. It knows
// no hotline word.
//
// Three layers:
//
//   - a [Suite] is a family of algorithms behind one interface: "intl"
//     (SHA-256, HMAC-SHA-256, AES-256-GCM) or "gm" (SM3, HMAC-SM3, SM4-GCM, as
//     GB/T 32905, GB/T 32907 and RFC 8998 define them). The ledger hashes with
//     a suite, the vault seals with one;
//   - an [Envelope] seals one record: a random data key encrypts the body, a
//     long-lived key encrypts the data key. Both halves are bound to the record
//     they belong to, so that neither can be moved to another row;
//   - a [Ring] is the set of long-lived keys read from the keyring file
//     (master.key). One key is active and seals; the others only open what they
//     sealed. The keyring file is never part of a backup.
//
// Invariants:
//
//   - opening never panics on any input, and a changed byte, a changed binding
//     or a foreign key is an error, never other plaintext;
//   - losing the head of an envelope makes its body unreadable for good, which
//     is how a record is erased while what refers to it stays;
//   - rotation adds a key. Nothing that was sealed before becomes unreadable,
//     and [Ring.Secret] does not change;
//   - a key never appears in a log line, an error or a formatted value.
package seal
