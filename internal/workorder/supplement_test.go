package workorder

import (
	"strings"
	"testing"

	"onedoor/internal/platform/store"
)

// TestSupplement_Masked holds that a number which staff type into a supplement does not reach the unit.
func TestSupplement_Masked(t *testing.T) {
	b := newBench(t, storeOf(t))
	o := b.in(StateHandling)
	if _, err := b.try(func(tx *store.Tx) (Order, error) {
		return b.s.Supplement(tx, centre, o.ID, o.Version, SupplementIn{Content: "请改打 13611112222"})
	}); err != nil {
		t.Fatal(err)
	}
	said, err := loadSupplements(b.Store.Read(t.Context()), o.ID)
	if err != nil || len(said) != 1 || strings.Contains(said[0].Content, "13611112222") || !strings.Contains(said[0].Content, "请改打") {
		t.Errorf("the unit reads %+v, err = %v", said, err)
	}
}
