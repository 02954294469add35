// Package exchange joins signalling and sound: a Line is one party's call with its leg, a Room is a mix that lines are
// in. It knows no queue, no seat and no citizen; who owns a line decides what happens to it.
//
// A line is in exactly one room at any time, at first in one of its own, so that it is always ticked: prompts play
// there, a silent peer is noticed there. To put a call through is to move lines into one room.
package exchange
