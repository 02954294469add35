package switchboard

// Rights of this room.
const (
	RightSeat = "switchboard.seat" // sit at a telephone: take calls, hold them, hand them over
	RightDial = "switchboard.dial" // call numbers of the telephone network that no list names
	RightHear = "switchboard.hear" // hear what was recorded of the calls of an order that one may see
	RightLead = "switchboard.lead" // see all seats and queues, take part in their calls, set their states
	RightMenu = "switchboard.menu" // change the voice menu, open and close special lines

	RightGuard       = "switchboard.guard"       // review abusive callers and decide on cool-downs
	RightEmergencies = "switchboard.emergencies" // read what emergency services were called, and how it ended
)

// Rights lists them all.
var Rights = []string{RightSeat, RightDial, RightHear, RightLead, RightMenu, RightGuard, RightEmergencies}
