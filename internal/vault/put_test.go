package vault

import (
	"errors"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"

	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
)

func TestPut(t *testing.T) {
	each(t, func(t *testing.T, r room) {
		first := r.put(t, wang)
		again := r.put(t, wang)
		other := wang
		other.Name = "王小红"
		sister := r.put(t, other)
		if first == 0 || again != first || sister == first {
			t.Fatalf("identities %d, %d again, %d of another name", first, again, sister)
		}
		for _, phone := range []string{"13812345521", "+86 138-1234-5521", "０１３８１２３４５５２１", "0086 138 1234 5521"} {
			found, err := r.Find(r.read(t), phone)
			if err != nil || !reflect.DeepEqual(found, []ids.ID{sister, first}) {
				t.Errorf("Find(%s) = %v, %v, want %v", phone, found, err, []ids.ID{sister, first})
			}
		}
		found, err := r.FindByIDNumber(r.read(t), " 440402 19900101 1234 ")
		if err != nil || len(found) != 2 {
			t.Errorf("FindByIDNumber = %v, %v", found, err)
		}
		for _, phone := range []string{"", "不详", "13812345522", "440402199001011234", "' OR 1=1 --", strings.Repeat("1", 5000)} {
			if found, err := r.Find(r.read(t), phone); err != nil || len(found) != 0 {
				t.Errorf("Find(%.20q) = %v, %v, want none", phone, found, err)
			}
		}
		if n := r.count(t, `SELECT COUNT(*) FROM vault_record`); n != 0 {
			t.Errorf("%d further records of the same details", n)
		}
		masked, err := r.Masked(r.read(t), first, sister, 12345)
		want := Masked{ID: first, Name: "王**", Phone: "138****5521"}
		if err != nil || masked[first] != want || len(masked) != 2 {
			t.Errorf("Masked = %+v, %v", masked, err)
		}
	})
}

// TestPut_Strangers: somebody whom nobody knew when it was looked is one identity, though two put them at once.
func TestPut_Strangers(t *testing.T) {
	each(t, func(t *testing.T, r room) {
		one, two := r.Seal(wang), r.Seal(wang)
		for _, p := range []*Sealed{&one, &two} {
			if err := r.Meet(r.read(t), p); err != nil || !p.stranger {
				t.Fatalf("stranger %v, %v", p.stranger, err)
			}
		}
		var first, second ids.ID
		err := r.store.Write(t.Context(), func(tx *store.Tx) (err error) {
			if first, err = r.Put(tx, one); err != nil {
				return err
			}
			second, err = r.Put(tx, two)
			return err
		})
		if err != nil || first == 0 || second != first {
			t.Fatalf("identities %d and %d, %v", first, second, err)
		}
		if err := r.Meet(r.read(t), &two); err != nil || two.stranger || two.known != first || r.put(t, wang) != first {
			t.Errorf("known now: stranger %v, known %d, %v", two.stranger, two.known, err)
		}
		if n := r.count(t, `SELECT COUNT(*) FROM vault_identity`); n != 1 {
			t.Errorf("%d identities", n)
		}
	})
}

// TestPut_Known: somebody who was known when it was looked is the same identity, unless it was erased meanwhile.
func TestPut_Known(t *testing.T) {
	each(t, func(t *testing.T, r room) {
		more := wang
		more.Phones = append(slices.Clone(wang.Phones), "13800000001")
		first := r.put(t, wang)
		meet := func(p Person, want ids.ID) Sealed {
			t.Helper()
			sealed := r.Seal(p)
			if err := r.Meet(r.read(t), &sealed); err != nil || sealed.known != want || sealed.stranger {
				t.Fatalf("known %d, stranger %v, %v, want %d", sealed.known, sealed.stranger, err, want)
			}
			return sealed
		}
		put := func(p Sealed) (id ids.ID) {
			t.Helper()
			if err := r.store.Write(t.Context(), func(tx *store.Tx) (err error) { id, err = r.Put(tx, p); return err }); err != nil {
				t.Fatal(err)
			}
			return id
		}
		if id := put(meet(wang, first)); id != first {
			t.Errorf("%d, want %d", id, first)
		}
		if id := put(meet(more, 0)); id != first { // other details: the long way
			t.Errorf("%d with more details, want %d", id, first)
		}
		known := meet(more, first)
		if id := put(known); id != first || r.count(t, `SELECT COUNT(*) FROM vault_record`) != 1 {
			t.Errorf("%d with details that are known, want %d and no further record", id, first)
		}
		if err := r.store.Write(t.Context(), func(tx *store.Tx) error { return r.Erase(t.Context(), tx, first, "request") }); err != nil {
			t.Fatal(err)
		}
		if id := put(known); id == first || id == 0 {
			t.Errorf("%d after it was erased", id)
		}
		if found, err := r.Find(r.read(t), "13800000001"); err != nil || len(found) != 1 || found[0] == first {
			t.Errorf("found %v, %v", found, err)
		}
	})
}

func TestPut_MoreDetails(t *testing.T) {
	each(t, func(t *testing.T, r room) {
		id := r.put(t, Person{Name: "王小明", Phones: []string{"13812345521"}, Address: "旧址"})
		if again := r.put(t, Person{Name: "王 小明", Phones: []string{"13812345521", "0756-2123456"}, Email: "w@example.com", Address: "新址"}); again != id {
			t.Fatalf("a new identity %d beside %d", again, id)
		}
		found, err := r.Find(r.read(t), "2123456")
		if err != nil || !reflect.DeepEqual(found, []ids.ID{id}) {
			t.Errorf("Find(second number) = %v, %v", found, err)
		}
		got, err := r.Contact(r.read(t), id)
		want := Person{Name: "王 小明", Phones: []string{"13812345521", "0756-2123456"}, Email: "w@example.com", Address: "新址"}
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("Contact = %#v, %v", got.Phones, err)
		}
	})
}

func TestPut_InConfidence(t *testing.T) {
	each(t, func(t *testing.T, r room) {
		open := r.put(t, wang)
		secret := wang
		secret.Secret = true
		hidden := r.put(t, secret)
		if hidden == open || r.put(t, secret) != hidden {
			t.Fatalf("confidential %d, open %d", hidden, open)
		}
		masked, err := r.Masked(r.read(t), open, hidden)
		if err != nil || masked[open].Secret || !masked[hidden].Secret {
			t.Errorf("masked %+v, %v", masked, err)
		}
	})
}

func TestPut_Unknown(t *testing.T) {
	each(t, func(t *testing.T, r room) {
		if id := r.put(t, Person{Name: " ", Phones: []string{"", "  "}}); id != 0 {
			t.Errorf("nobody has identity %d", id)
		}
		// A bare name tells nobody from anybody.
		if a, b := r.put(t, Person{Name: "李女士"}), r.put(t, Person{Name: "李女士"}); a == b || a == 0 {
			t.Errorf("two bare names are %d and %d", a, b)
		}
		// Neither does "no number".
		if a, b := r.put(t, Person{Name: "李女士", Phones: []string{"不详"}}), r.put(t, Person{Name: "李女士", Phones: []string{"不详"}}); a == b {
			t.Errorf("two persons without a number are both %d", a)
		}
		// A document or a mail address does.
		if a, b := r.put(t, Person{IDNumber: "h12345678"}), r.put(t, Person{IDNumber: "H 1234 5678"}); a != b {
			t.Errorf("one document is %d and %d", a, b)
		}
		if a, b := r.put(t, Person{Email: "A@example.com"}), r.put(t, Person{Email: "a@example.com"}); a != b {
			t.Errorf("one mail address is %d and %d", a, b)
		}
	})
}

func TestPut_Refused(t *testing.T) {
	each(t, func(t *testing.T, r room) {
		for name, p := range map[string]Person{
			"name":      {Name: strings.Repeat("王", maxName+1)},
			"phones":    {Phones: []string{"1", "2", "3", "4", "5", "6"}},
			"address":   {Address: strings.Repeat("x", 1<<20)},
			"email":     {Email: "a\x00b"},
			"id_number": {IDNumber: "\xff\xfe"},
		} {
			err := r.Store.Write(t.Context(), func(tx *store.Tx) error {
				_, err := r.Put(tx, r.Seal(p))
				return err
			})
			f := fault.Of(err)
			if !errors.Is(err, fault.Invalid) || len(f.Fields) != 1 || f.Fields[0].Location != "person."+name {
				t.Errorf("%s: %v %+v", name, err, f)
			}
			if p.Check() == nil {
				t.Errorf("%s: Check let it pass", name)
			}
		}
		if n := r.count(t, `SELECT COUNT(*) FROM vault_identity`); n != 0 {
			t.Errorf("%d rows", n)
		}
	})
}

// Many calls at once with the same person make one identity.
func TestPut_AtOnce(t *testing.T) {
	each(t, func(t *testing.T, r room) {
		var wg sync.WaitGroup
		got := make([]ids.ID, 40)
		for i := range got {
			wg.Go(func() {
				p := wang
				p.Address = []string{"甲", "乙"}[i%2]
				sealed := r.Seal(p)
				err := r.Store.Write(t.Context(), func(tx *store.Tx) (err error) {
					got[i], err = r.Put(tx, sealed)
					return err
				})
				if err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		for _, id := range got {
			if id != got[0] || id == 0 {
				t.Fatalf("identities %v", got)
			}
		}
		if n := r.count(t, `SELECT COUNT(*) FROM vault_record`); n != 1 {
			t.Errorf("%d further records, want 1", n)
		}
	})
}

// Nothing of a person can be read in any column.
func TestPut_NothingReadable(t *testing.T) {
	each(t, func(t *testing.T, r room) {
		p := wang
		p.Email = "wang@example.com"
		id := r.put(t, p)
		p.Address = "后来的地址"
		r.put(t, p)
		r.write(t, func(tx *store.Tx) error {
			return r.PutText(tx, id, r.SealText(Text{Field: "content", Words: "请拨打 13812345521 找王小明"}))
		})
		if _, err := r.RevealNow(as(t, 7, RightReveal), id, PurposeCallback, 5); err != nil {
			t.Fatal(err)
		}
		for _, table := range []string{"vault_identity", "vault_record", "vault_lookup", "vault_text", "vault_access", "ledger_event"} {
			rows, err := r.read(t).Query(`SELECT * FROM ` + table)
			if err != nil {
				t.Fatal(err)
			}
			columns, _ := rows.Columns()
			seen := 0
			for rows.Next() {
				seen++
				values := make([]any, len(columns))
				for i := range values {
					values[i] = new([]byte)
				}
				if err := rows.Scan(values...); err != nil {
					t.Fatal(err)
				}
				for i, v := range values {
					for _, word := range []string{"王小明", "13812345521", "1234 5521", "440402", "翠前街", "wang@", "后来"} {
						if strings.Contains(string(*v.(*[]byte)), word) {
							t.Errorf("%s.%s holds %q", table, columns[i], word)
						}
					}
				}
			}
			if err := rows.Err(); err != nil || seen == 0 {
				t.Errorf("%s: %d rows, %v", table, seen, err)
			}
			if err := rows.Close(); err != nil {
				t.Error(err)
			}
		}
	})
}
