package main

import (
	"context"
	"strings"
	"time"

	"onedoor/internal/followup"
	"onedoor/internal/insight"
	"onedoor/internal/intake"
	"onedoor/internal/knowledge"
	"onedoor/internal/notice"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/vault"
)

// How single rooms are built from the configuration.

func (h *house) newNotice() (*notice.Service, error) {
	// Until a text-message door is set up, what would be sent is logged without words; the inbox of staff is real.
	return notice.New(notice.Deps{Store: h.store, Ledger: h.ledger, Jobs: h.jobs, Clock: h.wall, Ring: h.ring,
		Contacts: contacts{h.vault, h.store}, Senders: []notice.Sender{notice.LogSender{Log: h.log}}, Log: h.log},
		notice.Config{Routes: map[string][]string{intake.DoorPhone: {"log"}}})
}

// contacts resolves a citizen's number for a message about to be sent.
type contacts struct {
	vault *vault.Service
	store *store.Store
}

// Contact opens the identity; only senders see it.
func (c contacts) Contact(ctx context.Context, identity ids.ID) (notice.Contact, error) {
	p, err := c.vault.Contact(c.store.Read(ctx), identity)
	return notice.Contact{Name: p.Name, Phones: p.Phones, Email: p.Email}, err
}

func (h *house) newKnowledge() (*knowledge.Service, error) {
	return knowledge.New(knowledge.Deps{Store: h.store, Ledger: h.ledger, Jobs: h.jobs, Clock: h.wall,
		Units: h.directory, Categories: h.catalogue, Orders: h.orders}), nil
}

func (h *house) newIntake() (*intake.Service, error) {
	base := strings.TrimRight(h.config.HTTP.PublicURL, "/")
	return intake.New(intake.Deps{Store: h.store, Ledger: h.ledger, Jobs: h.jobs, Clock: h.wall, Ring: h.ring, Orders: h.orders,
		Vault: h.vault, Notices: h.notice, Places: h.directory, Categories: h.catalogue},
		intake.Options{NumberPrefix: h.config.City.NumberPrefix,
			Links: intake.Links{Track: base + "/track", Rate: base + "/track/{number}/confirm?code={code}"}})
}

func (h *house) newFollowup() *followup.Service {
	return followup.New(followup.Deps{Store: h.store, Ledger: h.ledger, Jobs: h.jobs, Clock: h.wall, Orders: h.orders,
		Names: names{h.directory, h.catalogue}},
		followup.Options{LinkWait: time.Duration(h.config.Follow.LinkDays) * 24 * time.Hour, MaxAttempts: h.config.Follow.MaxAttempts, RetryAfter: h.config.Follow.RetryAfter})
}

func (h *house) newInsight() *insight.Service {
	return insight.New(insight.Deps{Store: h.store, Ledger: h.ledger, Clock: h.wall, Names: names{h.directory, h.catalogue}, Orders: h.orders})
}
