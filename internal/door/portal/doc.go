// Package portal is the citizens' door on the web: report, receipt, track, supplement, confirm and rate, public
// answers, and a telephone. Pages are made on the server and work without script, on a phone, in large type and in high
// contrast; each is small. Only the page of a call has a script, and without it says what number to dial. The door
// translates forms into calls of the rooms and holds no rule of its own.
//
// What a citizen has proved (a receipt number with its query code) is kept in a sealed cookie for a short while, so
// that codes never stand in an address. Each form carries a one-time token: a double click, a reload or a retry of
// the same form makes one request.
package portal
