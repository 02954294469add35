package sip

import (
	"context"
	"net"
	"slices"
	"strconv"
	"strings"

	sgo "github.com/emiago/sipgo/sip"
)

// contact is where the peer reaches us within the dialog.
func (c *Call) contact() *sgo.ContactHeader { return c.stack.contact(c.hop.transport, c.local.User) }

func (s *Stack) contact(transport, user string) *sgo.ContactHeader {
	uri := sgo.Uri{Scheme: "sip", User: user, Host: s.cfg.Advertise.String(), Port: int(s.Local(transport).Port())}
	if uri.User == "" {
		uri.User = "exchange"
	}
	if transport != "UDP" {
		uri.UriParams.Add("transport", strings.ToLower(transport))
	}
	return &sgo.ContactHeader{Address: uri}
}

// response returns a response of the dialog, with our tag.
func (c *Call) response(req *sgo.Request, code int, reason string, sdp []byte) *sgo.Response {
	res := sgo.NewResponseFromRequest(req, code, reason, nil)
	if code > 100 {
		res.To().Params.Add("tag", c.localTag)
	}
	if code < 300 {
		res.AppendHeader(c.contact())
	}
	if sdp != nil {
		res.AppendHeader(sgo.NewHeader("Content-Type", "application/sdp"))
		res.SetBody(sdp)
	}
	return res
}

func (c *Call) reply(tx *sgo.ServerTx, req *sgo.Request, code int, reason string) {
	c.stack.send(tx, c.response(req, code, reason, nil))
}

// request returns a request of the dialog with the next number; ACK and CANCEL take the number of what they are for.
func (c *Call) request(method sgo.RequestMethod, seq uint32) *sgo.Request {
	if seq == 0 {
		c.cseq++
		seq = c.cseq
	}
	req := c.stack.request(method, c.target, c.hop)
	from := &sgo.FromHeader{DisplayName: c.display, Address: c.local}
	from.Params.Add("tag", c.localTag)
	to := &sgo.ToHeader{Address: c.remote}
	if c.remoteTag != "" {
		to.Params.Add("tag", c.remoteTag)
	}
	id := sgo.CallIDHeader(c.callID)
	for _, h := range c.routes {
		req.AppendHeader(sgo.HeaderClone(h))
	}
	req.AppendHeader(from)
	req.AppendHeader(to)
	req.AppendHeader(&id)
	req.AppendHeader(&sgo.CSeqHeader{SeqNo: seq, MethodName: method})
	if method == sgo.INVITE || method == sgo.UPDATE || method == sgo.REFER || method == sgo.NOTIFY {
		req.AppendHeader(c.contact())
	}
	return req
}

// request returns a request with Via and what every request has.
func (s *Stack) request(method sgo.RequestMethod, to sgo.Uri, by hop) *sgo.Request {
	req := sgo.NewRequest(method, to)
	via := &sgo.ViaHeader{
		ProtocolName: "SIP", ProtocolVersion: "2.0", Transport: by.transport,
		Host: s.cfg.Advertise.String(), Port: int(s.Local(by.transport).Port()),
	}
	via.Params.Add("branch", sgo.GenerateBranchN(24))
	via.Params.Add("rport", "")
	req.AppendHeader(via)
	forwards := sgo.MaxForwardsHeader(70)
	req.AppendHeader(&forwards)
	req.AppendHeader(sgo.NewHeader("User-Agent", s.cfg.Agent))
	req.SetTransport(by.transport)
	req.SetDestination(by.addr)
	if by.transport == "UDP" { // from the port that we listen on, so that answers pass a NAT
		local := s.Local("UDP")
		req.Laddr = sgo.Addr{IP: net.IP(local.Addr().AsSlice()), Port: int(local.Port())}
	}
	req.SetBody(nil)
	return req
}

func withSDP(req *sgo.Request, sdp []byte) {
	if sdp == nil {
		return
	}
	req.RemoveHeader("Content-Length")
	req.AppendHeader(sgo.NewHeader("Content-Type", "application/sdp"))
	req.SetBody(sdp)
}

// do sends a request and posts its final response, or nil if there was none.
func (c *Call) do(req *sgo.Request, then func(*sgo.Response)) {
	c.stack.do(req, c.hop, func(res *sgo.Response) { c.post(func() { then(res) }) })
}

func (s *Stack) do(req *sgo.Request, by hop, then func(*sgo.Response)) {
	tx, err := s.begin(req, by)
	if err != nil {
		then(nil)
		return
	}
	go func() {
		defer tx.Terminate()
		for {
			select {
			case res := <-tx.Responses():
				if !res.IsProvisional() {
					then(res)
					return
				}
			case <-tx.Done():
				then(nil)
				return
			}
		}
	}()
}

// begin starts a client transaction. A connection that has closed is not opened again: the peer must.
func (s *Stack) begin(req *sgo.Request, by hop) (*sgo.ClientTx, error) {
	if by.connection != 0 && s.connection(by.transport, by.addr) != by.connection {
		return nil, net.ErrClosed
	}
	ctx, cancel := context.WithTimeout(context.Background(), writeTimeout)
	defer cancel()
	return s.txs.Request(ctx, req)
}

// write sends an ACK, which has no transaction.
func (c *Call) write(req *sgo.Request) {
	if by := c.hop; by.connection != 0 && c.stack.connection(by.transport, by.addr) != by.connection {
		return
	}
	if err := c.stack.transport.WriteMsg(req); err != nil {
		c.stack.log("sip: an ACK was not sent", "err", err)
	}
}

// hopOf is how the sender of a request is reached: always the way it came.
func (s *Stack) hopOf(req *sgo.Request) hop {
	kind := strings.ToUpper(req.Transport())
	return hop{transport: kind, addr: req.Source(), connection: s.connection(kind, req.Source())}
}

// routesOf returns the route set: Record-Route of a request in order, of a response in reverse (RFC 3261 section 12.1).
func routesOf(headers []sgo.Header, reverse bool) []sgo.Header {
	var list []sgo.Header
	for _, h := range headers {
		if rr, ok := h.(*sgo.RecordRouteHeader); ok {
			list = append(list, &sgo.RouteHeader{Address: *rr.Address.Clone()})
		}
	}
	if reverse {
		slices.Reverse(list)
	}
	return list
}

// viaRoute moves the next hop to the first route, over UDP or a connection that we dial.
func (c *Call) viaRoute() {
	if len(c.routes) == 0 || c.hop.connection != 0 {
		return
	}
	if r, ok := c.routes[0].(*sgo.RouteHeader); ok {
		port := r.Address.Port
		if port == 0 {
			port = sgo.DefaultPort(c.hop.transport)
		}
		c.hop.addr = net.JoinHostPort(r.Address.Host, strconv.Itoa(port))
	}
}

// bye says goodbye. Nobody waits for the answer.
func (c *Call) bye() {
	req := c.request(sgo.BYE, 0)
	c.stack.do(req, c.hop, func(*sgo.Response) {})
}

func randomTag() string    { return sgo.GenerateTagN(20) }
func randomCallID() string { return sgo.GenerateTagN(32) }
