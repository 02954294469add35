// Package directory says who is who: the units that handle orders 承办单位 (departments, districts, towns, functional
// zones, public-service companies, the centre and its sub-centres), the hotline numbers that were brought in and how
// 整合方式, the administrative divisions, the staff, and what each role may do.
//
// Rule source: the three ways to bring a department's hotline in (整体并入, 双号并行, 设分中心) are those of the State
// Council guidance 国办发〔2020〕53号; that functional zones receive orders as districts do is the practice of the city
// whose records the project is measured on.
//
// Invariants:
//   - A unit's parents never form a loop. A unit that works through a sub-centre names an active sub-centre, and a
//     sub-centre is under no other one. At most one active unit is the centre.
//   - An inactive unit stays readable, since old orders name it, but receives no new order (Unit.CanReceive) and
//     its staff cannot sign in. Nothing here is ever deleted.
//   - At least one active administrator of an active unit (or of none) remains.
//   - A person in a unit-bound role (officer, sub-centre lead) never sees more than those units, whatever other
//     role the person holds.
//   - The rights of a role are data (roles.txt), checked at start against the rights that the rooms declare.
//   - Every change raises the directory's version in the same transaction. Readers work from an immutable view of
//     everything, kept in memory; a change made here shows at once, one made on another node within a second.
//   - Ledger events carry ids and codes, never a name, a telephone or a sign-in name.
package directory
