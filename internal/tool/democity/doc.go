// Package democity is the demo city: units, staff, knowledge and a month of requests that `onedoor demo` starts with.
//
// The city is data in readable files (folder city, described in city/README.md), shaped like Zhuhai: three districts,
// functional zones that receive orders as districts do, 79 units, 46 hotline numbers. All people and texts are
// invented; see city/NOTICE.
//
// [Load] reads and checks the files and returns every mistake at once, each with file and line. [MakePlan] unfolds the
// request scenarios into a month of steps that people took; it is pure and seeded, so that the same city and the
// same time give the same month. [Install] enters the city into an empty installation and then plays the steps through
// the rooms' own verbs, with the clock set to each step's time: no row is written past the rooms, so the demo obeys
// the same rules as real work.
package democity
