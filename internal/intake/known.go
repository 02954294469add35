package intake

import (
	"errors"

	"onedoor/internal/catalogue"
	"onedoor/internal/directory"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
)

// known answers the checker from directory and catalogue, which keep what they know in memory.
type known struct {
	s  *Service
	q  store.Queryer
	by ids.ID
}

func (k known) hasCategory(id ids.ID) (bool, error) {
	category, err := k.s.Categories.Category(k.q, id)
	if err != nil {
		return found(err, catalogue.ErrCategoryNotFound)
	}
	return category.Active, nil
}

func (k known) hasTopic(name string) (bool, error) { return k.s.Categories.HasTopic(k.q, name) }

func (k known) hasDivision(code string) (bool, error) {
	division, err := k.s.Places.Division(k.q, code)
	if err != nil {
		return found(err, directory.ErrDivisionNotFound)
	}
	return division.Active, nil
}

func (k known) hasHotline(number string) (bool, error) {
	_, err := k.s.Places.HotlineByNumber(k.q, number)
	return found(err, directory.ErrHotlineNotFound)
}

func (k known) tookCall(call ids.ID) (bool, error) {
	if k.s.Calls == nil || k.by == 0 {
		return false, nil
	}
	return k.s.Calls.Took(k.q, call, k.by)
}

func (k known) takesOrders(id ids.ID) (bool, error) {
	if id == 0 {
		return false, nil
	}
	unit, err := k.s.Places.Unit(k.q, id)
	if err != nil {
		return found(err, directory.ErrUnitNotFound)
	}
	return unit.Active, nil
}

func found(err, missing error) (bool, error) {
	if errors.Is(err, missing) {
		return false, nil
	}
	return err == nil, err
}

func (k known) remit(code string) (RemitCode, bool, error) {
	c, err := remitCode(k.q, code)
	if err != nil {
		ok, err := found(err, ErrNoRemitCode)
		return RemitCode{}, ok, err
	}
	return c, c.Active, nil
}
