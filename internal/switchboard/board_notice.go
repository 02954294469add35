package switchboard

import (
	"slices"
	"strings"

	"onedoor/internal/platform/ids"
)

// How a caller was told that the call is recorded.
const (
	ToldMenu         = "menu"         // by a step of the voice menu; Number is its version
	ToldAnnouncement = "announcement" // by the announcement "recorded"
	ToldPage         = "page"         // by the portal's page, before the call
)

// sayRunning is the kind of an announcement of the moment.
const sayRunning = "running"

// recordingWord is in the words of a step that tells of the recording.
const recordingWord = "录音"

// announces tells whether a step says that calls are recorded. A recording of the folder counts by the words beside it.
func (s *MenuStep) announces() bool { return strings.Contains(s.Say, recordingWord) }

// SetRecorded says that calls are recorded, before the board is used: whoever has not heard of it on the way through the
// menu is told before the queue.
func (b *Board) SetRecorded() { b.recorded = true }

// noticed writes down how somebody learnt that the call is recorded. The first time counts.
func (b *Board) noticed(call *live, how string, number int64) {
	if b.recorded && !call.told {
		call.told = true
		b.note(EventTold, Payload{Call: call.id, Code: how, Number: number}, nil)
	}
}

// OutTold is called when the announcement of the recording begins in a call that went out.
func (b *Board) OutTold(id ids.ID) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if call := b.calls[id]; call != nil {
		b.noticed(call, ToldAnnouncement, 0)
	}
}

// lead brings a call into a queue, after what is to be heard before.
func (b *Board) lead(call *live, q *Queue) {
	call.phase, call.next = inMenu, q
	for _, text := range b.routing.Running { // as it is now, and not when the call arrived
		call.before = append(call.before, Say{Kind: sayRunning, Sound: b.routing.sounds[prompt{text: text}]})
	}
	if b.recorded && !call.told {
		call.before = append(call.before, Say{Kind: "recorded"})
	}
	b.sayNext(call)
}

// sayNext says the next of what is heard before the queue; when all was said the call joins it.
func (b *Board) sayNext(call *live) {
	if len(call.before) == 0 {
		q := call.next
		call.next = nil
		b.enqueue(call, q)
		return
	}
	say := call.before[0]
	call.before = call.before[1:]
	if say.Kind == "recorded" {
		b.noticed(call, ToldAnnouncement, 0)
	}
	call.turn++
	say.Turn, call.saying = call.turn, say.Kind
	b.phone.Say(call.id, say)
}

// skip is a key that is pressed before the queue: announcements of the moment are left out, which callers may have heard
// before; that the call is recorded is heard out.
func (b *Board) skip(call *live) {
	if call.saying == sayRunning {
		call.before = slices.DeleteFunc(call.before, func(x Say) bool { return x.Kind == sayRunning })
		b.sayNext(call)
	}
}
