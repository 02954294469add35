// Package knowledge is the knowledge base 知识库 that the seats answer from: articles 知识, dated announcements 公告
// and approved wording 答复口径, built and shared by all units; beside them it finds unit windows and duty phones.
//
// # What the room promises
//
//   - What a reader is shown was approved by somebody who did not write it: whoever wrote any version since the last
//     one in force may not approve it.
//   - Versions are never changed. Saving makes a new one; the version in force stays until the new one is approved.
//   - An entry is found from its valid-from time until it expires, or is retired. Announcements always expire.
//   - A quotation keeps the version that was quoted, tied to the order, so that years later it is plain what the
//     citizen was told and why.
//   - Units edit their own entries, the centre edits all (Scope). Everybody on the staff reads what is in force;
//     citizens read what is also marked public.
//
// # Search
//
// The library holds an inverted index of character bigrams in memory and ranks by BM25 over weighted fields, so both
// engines give the same order, a page costs the database one keyed read, and title, keywords and pinyin initials
// ("gjj" finds 公积金) count in one score. Entries of a city are few: 19,000 entries of 600 characters took 90 MB and
// 5 s to load (Warm), a search by words 0.3 to 3 ms, one by a whole letter 9 ms (p99 50) on one core; of 1,031 questions
// with known replies among 2,062, 61 % found theirs first and 77 % among ten. Beyond about 50,000 entries the index
// should move into the store (package platform/search). Each change raises a serial in its transaction; a node reads
// the changed entries at the next search, its own at once and those of other nodes within a second.
//
// # Source of the rules
//
// 国办发〔2020〕53号 (quoted): one authoritative knowledge base, one standard, updated at once, built and shared by all
// units. That the editor does not review their own text, and that wording has an expiry, is the practice of centres.
package knowledge
