package rtp

import (
	"encoding/binary"
	"errors"
	"strings"
)

// eventKeys are the keys by their event code, RFC 4733 table 3.
const eventKeys = "0123456789*#ABCD"

// event is the payload of a telephone-event packet, RFC 4733 section 2.3.
type event struct {
	Key      byte
	End      bool
	Volume   uint8  // dBm0 without its sign, 0 to 63
	Duration uint16 // timestamp units since the key was pressed
}

var errEvent = errors.New("rtp: not a key event")

func parseEvent(payload []byte) (event, error) {
	if len(payload) < 4 || int(payload[0]) >= len(eventKeys) {
		return event{}, errEvent
	}
	return event{
		Key:      eventKeys[payload[0]],
		End:      payload[1]&0x80 != 0,
		Volume:   payload[1] & 0x3f,
		Duration: binary.BigEndian.Uint16(payload[2:]),
	}, nil
}

func (e event) marshal() []byte {
	b := []byte{byte(max(0, strings.IndexByte(eventKeys, e.Key))), e.Volume & 0x3f, 0, 0}
	if e.End {
		b[1] |= 0x80
	}
	binary.BigEndian.PutUint16(b[2:], e.Duration)
	return b
}
