package main

import (
	"onedoor/internal/door/portal"
	"onedoor/internal/door/sms"
	"onedoor/internal/platform/httpx"
)

// portal puts the citizens' pages, and the door for their text messages, on the mux.
func (h *house) portal(mux *httpx.Mux) error {
	door, err := portal.New(portal.Deps{Store: h.store, Requests: h.intake, Ratings: h.followup, Answers: h.knowledge, Files: h.orders,
		Places: h.directory, Sealer: h.ring.Box("portal.cookie"), Calls: h.calls},
		portal.Options{City: h.config.City.Name, Hotline: h.config.City.Hotline, ProxyHeader: h.config.HTTP.ProxyHeader,
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
