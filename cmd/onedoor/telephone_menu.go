package main

import (
	"time"

	"onedoor/internal/platform/store"
	"onedoor/internal/switchboard"
)

// menus is what the words of the voice menu stand on.
func (h *house) menus() switchboard.MenuConfig {
	return switchboard.MenuConfig{Folder: h.config.Exchange.Sounds, Fill: map[string]string{"城市": h.config.City.Name, "热线": h.config.City.Hotline}}
}

// workingDays is the calendar as it is now, for the voice menu.
func (h *house) workingDays(q store.Queryer) (func(year int, month time.Month, day int) bool, error) {
	c, err := h.catalogue.Calendar(q)
	return func(year int, month time.Month, day int) bool {
		works, _, _ := c.IsWorking(year, month, day)
		return works
	}, err
}
