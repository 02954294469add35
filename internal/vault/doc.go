// Package vault is the room that keeps who a citizen is (身份), sealed.
//
// A [Person] is sealed before any transaction ([Service.Seal], pure
// computation) and put into a row inside the caller's ([Service.Put]). What
// lists show, 王** and 138****5521, is stored beside it at sealing time, so
// that a list opens nothing. A person is found again by a keyed HMAC of the
// normalised telephone number, never by the number itself.
//
// Invariants, from the rule that the accused unit must never learn who
// complained (rules §7) and that personal data is read for a purpose only:
//
//   - no table holds a name, a number or an address that can be read without
//     the keyring file;
//   - every opening by a person needs the right vault.reveal, one of the coded
//     purposes, and leaves a row of vault_access and a ledger event in the same
//     transaction. A confidential identity (保密) also needs
//     vault.reveal_sealed;
//   - whether somebody may see an order is known to higher rooms only: they
//     answer through the [Guard]. Without one, nobody whose scope is narrower
//     than everything opens anything;
//   - ledger events carry ids and codes. Erasing a person removes the data key
//     and the look-ups; every chain stays valid.
//
// One identity stands for one first number and one name. The same pair given
// again is the same identity; other details given with it are kept as further
// records of it and shown together. What was told in confidence is an identity
// of its own, so that a person's open orders do not lead to the confidential
// one.
package vault
