// Package switchboard is the telephone room 话务: queues 排队, seats 坐席, and the calls that go through them.
//
// # What the room promises
//
//   - 0 leads to people from everywhere in the voice menu, whatever menu was published; nothing pressed, or wrong keys,
//     lead to people too. A publication holds for the next call; a call keeps the menu that it arrived by.
//   - A special line 专线 takes calls within its time; who waits in it when it closes is served by any seat.
//   - A waiting call goes to a ready seat that has what the call needs; among those to the one that is idle longest.
//     Who waits is served by priority (elderly callers and what a queue sets), then by waiting time.
//   - What a call needs may be widened after a time (overflow 溢出). A caller is told the place in the queue, is offered
//     to be called back, and after the longest wait is let go with a call owed 应回拨.
//   - A seat that does not answer gets no further calls until its person says ready again, and the call goes back to
//     the head of its queue.
//   - Wrap-up 话后处理 ends by itself after its limit.
//   - Each step of a call is a ledger event; figures are folded from these events and from nothing else. A call counts
//     as abandoned only if its caller hung up unserved after the short-abandon limit; short ones are counted apart.
//   - A missed call is owed until somebody has spoken with the same number afterwards, whoever called.
//   - The media never waits for the database: steps are journalled in order by one goroutine, which tries again until
//     they are kept. After a crash calls that were under way are ended as interrupted, and owed if they waited.
//   - Who hands a call over leaves nobody alone: whoever does not answer is passed over, and the call goes to the head of
//     its queue. A seat whose telephone is lost is kept for a while with its call, then the same holds.
//   - A caller in danger is handed over to an emergency service without being held, and never loses it or the seat by it.
//   - Who calls abusively can be let cool down for a limited time, on evidence of conduct alone, and is never shut out
//     (docs/adr/0015).
//   - A person's browser is that person's account and no other; a visitor's account calls the hotline once.
//   - A caller's number is shown to the seat that has the call, while it has it; who is only asked sees a part of it.
//   - A team leader sees all seats, listens, whispers, barges in, takes a call over and sets what a seat does, each of which
//     is an event; the leader's own seat gets no calls meanwhile, and who is listened to is not told of it.
//   - Breaks have limits of time and of how many are away; a refusal says what is left, and a leader grants more.
//   - A call that another call centre (CTI) has, and tells of, is the same events and figures as an own one, marked with
//     its source; the seat sees the caller and can do nothing with the call here.
//   - A caller's number is sealed; events hold the id of a row that can be erased.
//
// # Where rules come from
//
// Service level as answered within the target over offered less short abandons: the usual definition of contact
// centres (also in GB/T 33358-2016 as 接通率 and 服务水平 with the operator's own threshold, here 15 s). Figures are
// settings of each queue.
//
// # Who calls it
//
// The exchange (what happens on lines), and the seats' screens.
package switchboard
