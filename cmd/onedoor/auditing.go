package main

import (
	"strings"

	"onedoor/internal/assessment"
	"onedoor/internal/directory"
	"onedoor/internal/knowledge"
	"onedoor/internal/outreach"
	"onedoor/internal/platform/audit"
	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/switchboard"
	"onedoor/internal/vault"
	"onedoor/internal/workorder"
)

// What the audit asks of the rooms: it lies in the ground and knows none of them.

func (h *house) newAudit() *audit.Service {
	return audit.New(audit.Deps{Store: h.store, Ledger: h.ledger, Jobs: h.jobs, Clock: h.wall, Name: h.named().StaffName,
		Find: h.orders.FindNumber, Number: h.numberOf, Actors: h.actors, Word: h.word})
}

func (h *house) numberOf(q store.Queryer, subject ids.ID) string {
	number, _ := h.orders.NumberOf(q, subject)
	return number
}

// actors finds people of the staff, those who left included, and partners: what they did stays.
func (h *house) actors(q store.Queryer, text string, limit int) ([]audit.Actor, error) {
	list, err := h.directory.StaffList(q, directory.StaffFilter{Query: text})
	if err != nil {
		return nil, err
	}
	partners, err := h.partner.Named(q, text)
	if err != nil {
		return nil, err
	}
	found := make([]audit.Actor, min(len(list), limit), limit+len(partners))
	for i := range found {
		st := list[i]
		found[i] = audit.Actor{ID: st.ID, Name: st.Name, Login: st.Login, UnitName: h.directory.UnitName(q, st.UnitID), Active: st.Active}
	}
	for _, p := range partners {
		found = append(found, audit.Actor{ID: p.ID, Name: p.Label(), UnitName: h.directory.UnitName(q, p.Unit), Active: p.Active})
	}
	return found[:min(len(found), limit)], nil
}

// word tells what a code or an id in the payload of an event stands for.
func (h *house) word(q store.Queryer, kind, key, code string) string {
	room, _, _ := strings.Cut(kind, ".")
	id, _ := ids.Parse(code) // 0: not an id, and nothing is called so
	if room == "assessment" {
		if word := assessment.Word(key, code); word != "" {
			return word
		}
	}
	switch key {
	case "unit", "prev_unit", "co_unit", "sub_centre":
		return h.directory.UnitName(q, id)
	case "parent":
		if room == "catalogue" {
			return h.catalogue.CategoryName(q, id)
		}
		return h.directory.UnitName(q, id)
	case "category", "was_about":
		return h.catalogue.CategoryName(q, id)
	case "division", "area":
		return h.names().DivisionName(q, code)
	case "staff", "authors", "leader", "watched", "seat", "colleague":
		return h.directory.StaffName(q, id)
	case "partner":
		return h.partnerName(q, id)
	case "centre":
		return h.centreName(q, id)
	case "source":
		if room == "switchboard" {
			return h.centreName(q, id)
		}
	case "order", "other", "own":
		return h.numberOf(q, id)
	case "from", "to":
		return map[string]string{"workorder": workorder.State(code).Label(), "knowledge": knowledge.State(code).Label()}[room]
	case "kind", "was_kind":
		if room == "workorder" || room == "intake" || room == "followup" {
			return workorder.Kind(code).Label()
		}
	case "purpose", "result", "mode":
		if room == "switchboard" {
			return switchboard.Word(code)
		}
		if room == "outreach" {
			return outreach.Word(code)
		}
	case "outcome":
		return workorder.Outcome(code).Label()
	case "roles":
		for _, r := range directory.Roles() {
			if r.ID == code {
				return r.Name
			}
		}
	}
	return ""
}

// keptOpenings is what of the log of opened identities is about somebody, an auditor too.
func (h *house) keptOpenings(q store.Queryer, p auth.Principal) (vault.Kept, error) {
	orders, err := h.orders.AboutThem(q, p)
	if err != nil {
		return vault.Kept{}, err
	}
	subjects, err := h.intake.Behind(q, orders)
	return vault.Kept{Orders: orders, Subjects: subjects}, err
}
