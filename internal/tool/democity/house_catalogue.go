package democity

import (
	"context"
	"fmt"

	"onedoor/internal/catalogue"
	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
)

// SetDefaults enters the dispatch catalogue as a version that is in force from then on.
func (h *House) SetDefaults(ctx context.Context, list []DefaultUnit) error {
	entries := make([]catalogue.Entry, len(list))
	for i, d := range list {
		entries[i] = catalogue.Entry{CategoryID: h.category[d.Category], DivisionCode: d.Division, UnitID: h.units[d.Unit],
			Basis: "机构职能编制规定，由主管部门牵头"}
		if d.Division != "" {
			entries[i].Basis = "属地管理，由所在区域承办"
		}
	}
	return h.Store.Write(ctx, func(tx *store.Tx) error {
		v, err := h.Catalogue.BeginDraft(tx, auth.System, "首次编制")
		if err != nil {
			return err
		}
		if _, err := h.Catalogue.ReplaceDraft(tx, auth.System, v.ID, entries); err != nil {
			return err
		}
		v, err = h.Catalogue.Version(tx, v.ID)
		if err != nil {
			return err
		}
		if _, err = h.Catalogue.Publish(tx, auth.System, v.ID, catalogue.PublishIn{Revision: v.Revision, Note: "派单目录首次编制并发布。"}); err != nil {
			return err
		}
		return h.gradeRules(tx)
	})
}

// Propose leaves a draft of the dispatch catalogue that differs from the version in force.
func (h *House) Propose(ctx context.Context, list []Rule) error {
	by, err := find(h.people, "dispatcher1")
	if err != nil {
		return err
	}
	return h.Store.Write(ctx, func(tx *store.Tx) error {
		v, err := h.Catalogue.BeginDraft(tx, by, "按近月退单调整")
		if err != nil {
			return err
		}
		for _, r := range list {
			e := catalogue.Entry{CategoryID: h.category[r.Category], DivisionCode: r.Division, Kind: r.Kind, AccusedWords: r.Accused,
				Hours: r.Hours, UnitID: h.units[r.Unit], Basis: r.Basis, Unclear: r.Unclear}
			for _, u := range r.Helpers {
				e.CoUnits = append(e.CoUnits, h.units[u])
			}
			if err := h.putRule(tx, by, v.ID, e); err != nil {
				return fmt.Errorf("rule of %s in %q: %w", r.Category, r.Division, err)
			}
		}
		return nil
	})
}

// putRule adds a rule to the draft, or changes the one that asks for the same.
func (h *House) putRule(tx *store.Tx, by auth.Principal, version ids.ID, e catalogue.Entry) error {
	known, err := h.Catalogue.EntryLike(tx, version, e)
	if err != nil {
		return err
	}
	if known != 0 {
		_, err = h.Catalogue.ChangeEntry(tx, by, version, known, e)
		return err
	}
	_, err = h.Catalogue.AddEntry(tx, by, version, e)
	return err
}
