// Package assessment judges work by what really happened (考核): it looks for figures that were made to look better than
// they are, lets inspectors decide, and grades units by bands (分档), never by rank.
//
// # Doubts 疑点
//
// Two things are looked for as the ledger tells of completions, answers and independent rechecks:
//
//   - relabel 投诉改咨询: a matter taken on as an enquiry although its words, category or history are a complaint's;
//   - contact 未联系办结: a reply that says the citizen was reached, against the citizen's own word, or without a time, a
//     number, or at an impossible time.
//
// Each reason has a weight that an operator may change; a doubt is raised when their sum reaches a threshold. A doubt shows
// its reasons and blames nobody: an inspector confirms it or calls it a false alarm, with a note. How often they are right
// (the precision) is shown beside the counts.
//
// # Grades 分档
//
// For a month or a quarter each unit gets, for each indicator, a share with its 95 % interval and a band A to D. The rule
// gives the benefit of the doubt: a unit is put below a threshold only when its whole interval lies below it. Too few cases
// are 样本不足 and give no band. Units are compared within their peer group and listed by name. Thresholds and weights
// are data. A published figure may be objected to by its unit; a supervisor decides, and corrects the figure; what it was
// before stays on record.
//
// # Invariants
//
// Counters are folded from the ledger, each event once: the follower's position is stored with them. Computing a period
// again gives the same figures while it is a draft; a published one changes only by a decided objection. A unit sees its
// own grades and only published ones. The room's payloads hold codes and ids.
//
// Sources: State Council guidance 国办函〔2025〕66号 (quoted): evaluation is graded, not a ranking race; Guangdong 2021
// (quoted): law-enforcement matters are not judged by satisfaction alone, an improper return is accountable; press reports
// on false closing and relabelling. The rules are in rules.go and indicator.go.
package assessment
