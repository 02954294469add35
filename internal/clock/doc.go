// Package clock computes when something is due and explains it, day by day, in Chinese.
//
// It is pure: no tables, no present time, no configuration. Callers pass the rule (from a preset), the calendar and
// the pauses in; the same arguments always give the same answer, so a due time can be explained years later.
//
// Rules it keeps (the working-time practice of government hotlines, all of it configurable by preset):
//   - Day 0 is the day of dispatch, and a day limit ends at the close of the last period of day N, or at 24:00.
//   - Working days follow the national arrangement with its make-up working days. A day of a year that has no
//     arrangement in the calendar is taken as Monday to Friday and the result carries a warning, never silently.
//   - Hour limits run only inside the periods of working days (working hours) or without interruption (natural hours).
//   - A pause stops the clock. Under an hour limit every paused second is given back. Under a day limit the paused
//     working time is summed and given back in whole days, rounded to the nearest: no pause can be placed so as to
//     gain more than it lasted, and none shorter than half a day moves the due day.
//
// Times are shown in Asia/Shanghai. A limit that ends at 24:00 is due in the last microsecond of its day, so that
// its date stays that day wherever it is printed.
package clock
