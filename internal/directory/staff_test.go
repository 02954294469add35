package directory

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/testkit"
)

func TestAddStaff(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		u := b.unit("a")
		st := must[Staff](t)(b.addStaff(StaffIn{Login: " ZhangSan ", Name: " 张三 ", UnitID: u.ID,
			Roles: []string{RoleEditor, RoleOfficer, RoleEditor}, Password: "correct horse"}))
		if st.Login != "zhangsan" || st.Name != "张三" || !slices.Equal(st.Roles, []string{RoleOfficer, RoleEditor}) ||
			!st.CreatedAt.Equal(testkit.Monday) {
			t.Errorf("made %+v", st)
		}
		if want := []string{"create zhangsan hash of correct horse"}; !slices.Equal(b.accounts.calls, want) {
			t.Errorf("accounts were asked %q, want %q", b.accounts.calls, want)
		}
		got := must[Staff](t)(b.Staff(b.read(), st.ID))
		if got.Login != st.Login || !slices.Equal(got.Roles, st.Roles) || b.StaffName(b.read(), st.ID) != "张三" {
			t.Errorf("read %+v", got)
		}
	})
}

func TestAddStaff_refused(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		u := b.unit("a")
		closed := b.unit("c")
		must[Unit](t)(b.changeUnit(closed.ID, UnitPatch{Version: 1, Active: to(false)}))
		b.person("taken", 0, RoleSeat)
		for name, c := range map[string]struct {
			in       StaffIn
			want     error
			location string
		}{
			"LoginTaken":       {StaffIn{Login: "Taken", Name: "甲"}, ErrLoginTaken, "body.login"},
			"ShortLogin":       {StaffIn{Login: "ab", Name: "甲"}, fault.Invalid, "body.login"},
			"ChineseLogin":     {StaffIn{Login: "张三先生", Name: "甲"}, fault.Invalid, "body.login"},
			"NoName":           {StaffIn{Login: "new1", Name: ""}, fault.Invalid, "body.name"},
			"UnknownRole":      {StaffIn{Login: "new1", Name: "甲", Roles: []string{"king"}}, ErrRoleUnknown, "body.roles"},
			"UnknownUnit":      {StaffIn{Login: "new1", Name: "甲", UnitID: 7}, fault.Invalid, "body.unit_id"},
			"ClosedUnit":       {StaffIn{Login: "new1", Name: "甲", UnitID: closed.ID, Roles: []string{RoleOfficer}}, ErrUnitInactive, "body.unit_id"},
			"OfficerNoUnit":    {StaffIn{Login: "new1", Name: "甲", Roles: []string{RoleOfficer}}, ErrRoleNeedsUnit, "body.unit_id"},
			"LeadOfDepartment": {StaffIn{Login: "new1", Name: "甲", UnitID: u.ID, Roles: []string{RoleSubCentre}}, ErrRoleNeedsUnit, "body.unit_id"},
			"OfficerAnalyst":   {StaffIn{Login: "new1", Name: "甲", UnitID: u.ID, Roles: []string{RoleOfficer, RoleAnalyst}}, ErrRolesConflict, "body.roles"},
			"OfficerAdmin":     {StaffIn{Login: "new1", Name: "甲", UnitID: u.ID, Roles: []string{RoleAdmin, RoleOfficer}}, ErrRolesConflict, "body.roles"},
		} {
			t.Run(name, func(t *testing.T) {
				_, err := b.addStaff(c.in)
				refusedField(t, err, c.want, c.location)
			})
		}
		t.Run("WeakPassword", func(t *testing.T) {
			_, err := b.addStaff(StaffIn{Login: "new1", Name: "甲", Password: "short"})
			refused(t, err, ErrPasswordShort)
		})
		t.Run("NoRight", func(t *testing.T) {
			n := must[Newcomer](t)(b.Prepare(StaffIn{Login: "new1", Name: "甲", Password: "long enough 1"}))
			_, err := do(b, func(tx *store.Tx) (Staff, error) {
				return b.AddStaff(tx, auth.Principal{ID: 1}.WithRights(RightRead, RightWrite), n)
			})
			refused(t, err, fault.Forbidden)
		})
		if len(b.accounts.calls) != 1 {
			t.Errorf("accounts were made for the refused: %q", b.accounts.calls)
		}
	})
}

func TestChangeStaff(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		u, other := b.unit("a"), b.unit("b")
		st := b.person("zhang", u.ID, RoleOfficer)
		b.accounts.calls = nil
		moved := must[Staff](t)(b.changeStaff(st.ID, StaffPatch{Version: 1, UnitID: ChangeTo(other.ID)}))
		if moved.Version != 2 || moved.UnitID != other.ID || !slices.Equal(moved.Roles, st.Roles) {
			t.Errorf("moved: %+v", moved)
		}
		_, err := b.changeStaff(st.ID, StaffPatch{Version: 1, Name: to("旧")})
		refused(t, err, ErrStale)
		_, err = b.changeStaff(st.ID, StaffPatch{Version: 2, UnitID: ChangeTo(0)})
		refused(t, err, ErrRoleNeedsUnit)
		same := must[Staff](t)(b.changeStaff(st.ID, StaffPatch{Version: 2, Roles: to([]string{RoleOfficer})}))
		if same.Version != 2 {
			t.Errorf("nothing changed, but version %d", same.Version)
		}
		must[Staff](t)(b.changeStaff(st.ID, StaffPatch{Version: 2, Active: to(false)}))
		_, err = b.Principal(t.Context(), st.ID)
		refused(t, err, ErrStaffInactive)
		must[Unit](t)(b.changeUnit(other.ID, UnitPatch{Version: 1, Active: to(false)}))
		_, err = b.changeStaff(st.ID, StaffPatch{Version: 3, Active: to(true)})
		refused(t, err, ErrUnitInactive)
		must[Staff](t)(b.changeStaff(st.ID, StaffPatch{Version: 3, Active: to(true), UnitID: ChangeTo(u.ID)}))
		if want := []string{"disable", "enable"}; !slices.Equal(b.accounts.calls, want) {
			t.Errorf("accounts were asked %q, want %q", b.accounts.calls, want)
		}
		_, err = b.changeStaff(4, StaffPatch{Version: 1})
		refused(t, err, ErrStaffNotFound)
	})
}

func TestResetPassword(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		st := b.person("zhangsanfeng", 0, RoleSeat)
		b.accounts.calls = nil
		_, err := b.PreparePassword(b.read(), auth.System, st.ID, "ZhangSanFeng", false)
		refused(t, err, ErrPasswordIsLogin)
		_, err = b.PreparePassword(b.read(), auth.System, 3, "long enough 1", false)
		refused(t, err, ErrStaffNotFound)
		n := must[NewPassword](t)(b.PreparePassword(b.read(), auth.System, st.ID, "long enough 1", true))
		if err := b.store.Write(t.Context(), func(tx *store.Tx) error { return b.ResetPassword(tx, auth.System, n) }); err != nil {
			t.Fatal(err)
		}
		if want := []string{"set hash of long enough 1", "reset code"}; !slices.Equal(b.accounts.calls, want) {
			t.Errorf("accounts were asked %q, want %q", b.accounts.calls, want)
		}
		if kinds := b.kinds(st.ID); kinds[len(kinds)-1] != EventPasswordReset {
			t.Errorf("events %v", kinds)
		}
		err = b.store.Write(t.Context(), func(tx *store.Tx) error { return b.ResetPassword(tx, auth.Principal{ID: st.ID}, n) })
		refused(t, err, fault.Forbidden)
	})
}

// TestLastAdmin tries every way to be left without an administrator who can sign in.
func TestLastAdmin(t *testing.T) {
	ways := map[string]func(b *bench, u Unit, admin Staff) error{
		"Stop": func(b *bench, _ Unit, admin Staff) error {
			_, err := b.changeStaff(admin.ID, StaffPatch{Version: 1, Active: to(false)})
			return err
		},
		"TakeTheRole": func(b *bench, _ Unit, admin Staff) error {
			_, err := b.changeStaff(admin.ID, StaffPatch{Version: 1, Roles: to([]string{RoleSeat})})
			return err
		},
		"CloseTheUnit": func(b *bench, u Unit, _ Staff) error {
			_, err := b.changeUnit(u.ID, UnitPatch{Version: 1, Active: to(false)})
			return err
		},
	}
	for name, way := range ways {
		t.Run(name, func(t *testing.T) {
			each(t, func(t *testing.T, b *bench) {
				u := b.unit("a")
				admin := b.person("admin", u.ID, RoleAdmin)
				stopped := b.person("stopped", 0, RoleAdmin)
				must[Staff](t)(b.changeStaff(stopped.ID, StaffPatch{Version: 1, Active: to(false)}))
				refused(t, way(b, u, admin), ErrLastAdmin)
				if p, err := b.Principal(t.Context(), admin.ID); err != nil || !p.Can(RightStaff) {
					t.Errorf("the refused change took effect: %v", err)
				}
				b.person("second", 0, RoleAdmin)
				if err := way(b, u, admin); err != nil {
					t.Errorf("with a second administrator: %v", err)
				}
			})
		})
	}
}

// TestLastAdmin_AtOnce stops two administrators side by side: one of them must stay.
func TestLastAdmin_AtOnce(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		for round := range 10 {
			var pair [2]Staff
			for i := range pair {
				pair[i] = b.person("adm"+string(rune('a'+i))+string(rune('0'+round)), 0, RoleAdmin)
			}
			if round > 0 { // stop the one left over, so that only the pair remains
				for _, st := range must[[]Staff](t)(b.StaffList(b.read(), StaffFilter{Role: RoleAdmin, Active: to(true)})) {
					if st.ID != pair[0].ID && st.ID != pair[1].ID {
						must[Staff](t)(b.changeStaff(st.ID, StaffPatch{Version: st.Version, Active: to(false)}))
					}
				}
			}
			results := make(chan error, len(pair))
			for _, st := range pair {
				go func() {
					_, err := b.changeStaff(st.ID, StaffPatch{Version: 1, Active: to(false)})
					results <- err
				}()
			}
			first, second := <-results, <-results
			if (first == nil) == (second == nil) {
				t.Fatalf("round %d: %v and %v, want exactly one refusal", round, first, second)
			}
			refused(t, errors.Join(first, second), ErrLastAdmin)
		}
	})
}

// TestRealAccounts runs the directory on the ground's accounts.
func TestRealAccounts(t *testing.T) {
	testkit.Each(t, func(t *testing.T, st *store.Store) {
		b := newBench(t, st)
		accounts := auth.NewAccounts(st, b.w.Clock, nil)
		b.Service = New(st, b.w.Ledger, b.w.Clock, accounts)
		person := must[Staff](t)(b.addStaff(StaffIn{Login: "zhang", Name: "张", Roles: []string{RoleSeat}, Password: "a first password"}))
		signIn := func(password string) (ids.ID, error) {
			id, _, err := accounts.SignIn(t.Context(), "zhang", password, "")
			return id, err
		}
		if id := must[ids.ID](t)(signIn("a first password")); id != person.ID {
			t.Errorf("signed in as %v, want %v", id, person.ID)
		}
		n := must[NewPassword](t)(b.PreparePassword(b.read(), auth.System, person.ID, "a second password", true))
		if err := st.Write(t.Context(), func(tx *store.Tx) error { return b.ResetPassword(tx, auth.System, n) }); err != nil {
			t.Fatal(err)
		}
		_, err := signIn("a first password")
		refused(t, err, auth.ErrWrong)
		must[ids.ID](t)(signIn("a second password"))
		must[Staff](t)(b.changeStaff(person.ID, StaffPatch{Version: 1, Active: to(false)}))
		_, err = signIn("a second password")
		refused(t, err, auth.ErrDisabled)
		must[Staff](t)(b.changeStaff(person.ID, StaffPatch{Version: 2, Active: to(true)}))
		must[ids.ID](t)(signIn("a second password"))
	}, Migrations, auth.Migrations)
}

func TestCheckPassword(t *testing.T) {
	for name, c := range map[string]struct {
		login, password string
		want            error
	}{
		"Good":          {"zhangsan", "a sentence is good", nil},
		"GoodChinese":   {"zhangsan", "春眠不觉晓处处闻啼鸟", nil},
		"TenCharacters": {"zhangsan", "abcdefghij", nil},
		"LoginInside":   {"zhang", "zhang likes tea", nil},
		"Empty":         {"zhangsan", "", ErrPasswordShort},
		"Nine":          {"zhangsan", "abcdefghi", ErrPasswordShort},
		"ShortChinese":  {"zhangsan", "春眠不觉晓", ErrPasswordShort}, // 15 bytes, 5 characters
		"Huge":          {"zhangsan", strings.Repeat("abcd", 1000), ErrPasswordLong},
		"Login":         {"zhangsanfeng", "ZhangSanFeng", ErrPasswordIsLogin},
		"LoginTwice":    {"zhangsan", "zhangsanZHANGSAN", ErrPasswordIsLogin},
		"OneCharacter":  {"zhangsan", "aaaaaaaaaaaa", ErrPasswordSimple},
		"ThreeInTurn":   {"zhangsan", "abcabcabcabc", ErrPasswordSimple},
		"Newline":       {"zhangsan", "abcdefgh\nijk", ErrPasswordText},
		"NotUTF8":       {"zhangsan", "abcdefgh\xffijk", ErrPasswordText},
	} {
		t.Run(name, func(t *testing.T) {
			if err := CheckPassword(c.login, c.password); !errors.Is(err, c.want) {
				t.Errorf("got %v, want %v", err, c.want)
			}
		})
	}
}
