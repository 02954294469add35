package catalogue

import (
	"strings"
	"testing"
	"time"

	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
)

func TestDefaultUnit(t *testing.T) {
	each(t, func(t *testing.T, k kit) {
		one := k.add("01", "市容", 0)
		two := k.add("0101", "环卫", one.ID)
		three := k.add("010101", "垃圾", two.ID)
		bare := k.add("02", "空白", 0)
		closed := k.add("03", "旧事", 0)
		v := k.draft()
		for _, e := range []Entry{
			{CategoryID: three.ID, DivisionCode: "440402001", UnitID: 103}, {CategoryID: three.ID, DivisionCode: "440402", UnitID: 102},
			{CategoryID: two.ID, UnitID: 101}, {CategoryID: one.ID, DivisionCode: "440403", UnitID: 102},
		} {
			if _, err := k.addEntry(admin, v.ID, e); err != nil {
				t.Fatal(err)
			}
		}
		// A unit that was closed after the rule was made.
		if err := k.write(func(tx *store.Tx) error {
			return putEntry(tx, v.ID, Entry{ID: ids.New(), CategoryID: closed.ID, UnitID: 900})
		}); err != nil {
			t.Fatal(err)
		}
		if _, err := k.publish(chief, v.ID, time.Time{}); err != nil {
			t.Fatal(err)
		}
		for _, c := range []struct {
			name     string
			category ids.ID
			division string
			unit     ids.ID
			why      []string
		}{
			{"Exact", three.ID, "440402001", 103, []string{"“垃圾”在一街道的承办单位"}},
			{"Area", three.ID, "440402", 102, []string{"“垃圾”在东区的承办单位"}},
			{"ParentCategoryAnywhere", three.ID, "440403", 101, []string{"“环卫”在全市", "“垃圾”没有单独指定", "西区没有单独指定"}},
			{"NoDivision", three.ID, "", 101, []string{"“环卫”在全市", "“垃圾”没有单独指定"}},
			{"UnknownDivision", three.ID, "999999", 101, []string{"“环卫”在全市"}},
			{"Root", one.ID, "440403", 102, []string{"“市容”在西区"}},
			{"Territory", bare.ID, "440402001", 402, []string{"按属地由东区承办"}},
			{"NoCategory", 0, "440402", 402, []string{"按属地由东区承办"}},
			{"Nobody", bare.ID, "4404", 0, []string{"没有找到"}},
			{"NothingKnown", 0, "", 0, []string{"没有找到"}},
			{"ClosedUnit", closed.ID, "440402", 402, []string{"按属地由东区承办", "已跳过停用的旧局"}},
			{"AllClosed", closed.ID, "440403", 0, []string{"没有找到", "旧局、旧局"}},
		} {
			t.Run(c.name, func(t *testing.T) {
				unit, why, err := k.DefaultUnit(k.q(), c.category, c.division)
				if err != nil || unit != c.unit {
					t.Fatalf("unit %d, %v; want %d (%s)", unit, err, c.unit, why)
				}
				for _, part := range c.why {
					if !strings.Contains(why, part) {
						t.Errorf("%q is missing in %q", part, why)
					}
				}
			})
		}
		_, _, err := k.DefaultUnit(k.q(), ids.New(), "440402")
		wantErr(t, err, ErrCategoryNotFound)

		// In the transaction that makes the category.
		if err := k.write(func(tx *store.Tx) error {
			c, err := k.AddCategory(tx, admin, CategoryIn{Code: "04", Name: "新类", ParentID: two.ID})
			if err != nil {
				return err
			}
			unit, why, err := k.DefaultUnit(tx, c.ID, "440402")
			if unit != 101 {
				t.Errorf("in its own transaction: %d (%s), want 101", unit, why)
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
	})
}
