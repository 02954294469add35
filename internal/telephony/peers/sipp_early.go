package peers

import "strings"

// keepInvite keeps what answers to an INVITE repeat of it, beyond the next message.
const keepInvite = `<action><ereg regexp=".*" search_in="hdr" header="Via:" assign_to="via"/><ereg regexp=".*" search_in="hdr" header="From:" assign_to="from"/>
<ereg regexp=".*" search_in="hdr" header="To:" assign_to="to"/><ereg regexp=".*" search_in="hdr" header="CSeq:" assign_to="cseq"/></action>`

// IsHeardEarly is a network that is heard before anybody answers: 183 with a description, which it wants acknowledged by
// PRACK (RFC 3262), then a file of A-law sound for two seconds, and at last busy.
func IsHeardEarly(file string) Manner {
	return keepInvite + `<send retrans="500"><![CDATA[
SIP/2.0 183 Session Progress
` + reply + `Require: 100rel
RSeq: 71
Content-Type: application/sdp
Content-Length: [len]

v=0
o=user1 53655765 2353687637 IN IP4 [local_ip]
s=-
c=IN IP4 [local_ip]
t=0 0
m=audio [media_port] RTP/AVP 8
a=rtpmap:8 PCMA/8000
]]></send>
<recv request="PRACK"><action><ereg regexp="71 [0-9]+ INVITE" search_in="hdr" header="RAck:" check_it="true" assign_to="rack"/></action></recv>` + ok + `
<nop><action><exec rtp_stream="` + Manner(file) + `,-1,8"/></action></nop><pause milliseconds="2000"/>
<send retrans="500"><![CDATA[
SIP/2.0 486 Busy Here
Via:[$via]
From:[$from]
To:[$to];tag=[pid]s[call_number]
[last_Call-ID:]
CSeq:[$cseq]
Content-Length: 0

]]></send>
<recv request="ACK"/><Reference variables="rack"/>
`
}

// Timed is the INVITE with session timers (RFC 4028), as Session-Expires says.
func Timed(invite, expires string) string {
	return strings.Replace(invite, "Max-Forwards: 70", "Supported: timer\nSession-Expires: "+expires+"\nMax-Forwards: 70", 1)
}

// GetsReinvite takes a re-INVITE.
const GetsReinvite = `<recv request="INVITE"/>
<send retrans="500"><![CDATA[
SIP/2.0 200 OK
[last_Via:]
[last_From:]
[last_To:]
[last_Call-ID:]
[last_CSeq:]
Contact: <sip:13800000000@[local_ip]:[local_port];transport=[transport]>
Content-Type: application/sdp
Content-Length: [len]

v=0
o=user1 53655765 2353687638 IN IP4 [local_ip]
s=-
c=IN IP4 [local_ip]
t=0 0
m=audio [media_port] RTP/AVP 8
a=rtpmap:8 PCMA/8000
]]></send>
<recv request="ACK"/>
`
