package main

import (
	"net"
	"net/netip"

	"onedoor/internal/door/portal"
	"onedoor/internal/door/sms"
	"onedoor/internal/platform/config"
	"onedoor/internal/platform/httpx"
	"onedoor/internal/tool/replay"
)

// sourceHeaderOf is the header that is trusted with a client's address: the one of the operator's proxy, or, on a
// simulation that nobody but this machine reaches, the one of a replay, whose citizens come from one address.
func sourceHeaderOf(c config.Config, simulation bool) string {
	if c.HTTP.ProxyHeader != "" || !simulation {
		return c.HTTP.ProxyHeader
	}
	host, _, err := net.SplitHostPort(c.Listen)
	if addr, bad := netip.ParseAddr(host); err == nil && (host == "localhost" || bad == nil && addr.IsLoopback()) {
		return replay.SourceHeader
	}
	return ""
}

// portal puts the citizens' pages, and the door for their text messages, on the mux.
func (h *house) portal(mux *httpx.Mux) error {
	door, err := portal.New(portal.Deps{Store: h.store, Requests: h.intake, Ratings: h.followup, Answers: h.knowledge, Files: h.orders,
		Places: h.directory, Sealer: h.ring.Box("portal.cookie"), Calls: h.calls},
		portal.Options{City: h.config.City.Name, Hotline: h.config.City.Hotline, ProxyHeader: sourceHeaderOf(h.config, h.marker.Simulation),
			Secure: h.config.Session.Secure, MaxFileMB: h.config.Files.MaxMB})
	if err != nil {
		return err
	}
	door.Routes(mux)
	sms.New(sms.Deps{Store: h.store, Clock: h.wall, Requests: h.intake, Answers: h.followup}, h.config.SMS.Secret).Routes(mux)
	h.partner.Pages(mux)
	h.cti.Pages(mux)
	return nil
}
