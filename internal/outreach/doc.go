// Package outreach calls citizens of a list (外呼): by a robot that asks and takes keys or spoken answers, or by people, who see somebody's row
// before they dial (预览) or are joined as soon as they are ready (逐个).
//
// # What the room promises
//
//   - A campaign that one has written another approves; until then nobody is called, and afterwards its words do not change.
//
//   - Nobody is called outside the campaign's hours and days, nor twice at once, nor more often than its rules of calling
//     again say, nor ever who is on the list of those not to be called (免打扰), wherever that was said.
//
//   - A list is checked row by row; what is not taken is told with its reason. Numbers and words of a list lie sealed, and
//     nobody is shown a whole number. The ledger holds ids, codes and counts.
//
//   - Speech only ever adds to keys: a recognizer that fails is counted, and the call goes on without. What somebody said in
//     their own words lies sealed with the call and is shown masked.
//
//   - A script is tried by the code that makes the calls.
//
//   - Of each call there is a row. A call that was under way when the program stopped is tried again.
//
// # Who calls it
//
// Its own loop ([Service.Run]), the ledger (switchboard.call_ended), and the screens through http.go.
package outreach
