package vault

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestNormalisePhone(t *testing.T) {
	for _, c := range []struct{ raw, want string }{
		{"13812345521", "13812345521"},
		{" 138 1234 5521 ", "13812345521"},
		{"138-1234-5521", "13812345521"},
		{"+86 138 1234 5521", "13812345521"},
		{"+8613812345521", "13812345521"},
		{"8613812345521", "13812345521"},
		{"008613812345521", "13812345521"},
		{"０１３８１２３４５５２１", "13812345521"},
		{"013812345521", "13812345521"},
		{"19912345678", "19912345678"},
		{"0756-2123456", "07562123456"},
		{"（0756）2123456", "07562123456"},
		{"(0756) 212 3456", "07562123456"},
		{"2123456", "07562123456"},
		{"+86 756 2123456", "07562123456"},
		{"+86 0756 2123456", "07562123456"},
		{"0086-756-2123456", "07562123456"},
		{"8607562123456", "07562123456"},
		{"0756—2123456转801", "07562123456"},
		{"0756-2123456 ext. 801", "07562123456"},
		{"2123456-801", "07562123456"},
		{"0756-2123456-801", "07562123456"},
		{"86123456", "075686123456"},
		{"010-65001234", "01065001234"},
		{"020 8123 4567", "02081234567"},
		{"021-61234567", "02161234567"},
		{"400-800-1234", "4008001234"},
		{"12345", "12345"},
		{"95588", "95588"},
		{"+853 6612 3456", "+85366123456"},
		{"00853-66123456", "+85366123456"},
		{"+852 5123 4567", "+85251234567"},
		{"+1 (415) 555-0100", "+14155550100"},
		{"", ""},
		{"   ", ""},
		{"不详", ""},
		{"12", ""},
		{"+1", ""},
		{"13812345521a", ""},
		{"138\x001234", ""},
		{"'; DROP TABLE", ""},
		{strings.Repeat("9", 16), ""},
		{"+" + strings.Repeat("9", 16), ""},
	} {
		if got := NormalisePhone(c.raw, "0756"); got != c.want {
			t.Errorf("NormalisePhone(%q) = %q, want %q", c.raw, got, c.want)
		}
	}
}

func TestMaskName(t *testing.T) {
	for name, want := range map[string]string{
		"王明": "王*", "王小明": "王**", "欧阳明": "欧阳*", "欧阳小明": "欧阳**", "欧阳": "欧*",
		"李女士": "李女士", "欧阳先生": "欧阳先生", "王小明先生": "王**先生", "女士": "女*",
		"阿不都热西提·买买提": "阿***", "Anna Ng": "A***", "王": "*", "": "", "  ": "", " 王明 ": "王*",
	} {
		if got := MaskName(name); got != want {
			t.Errorf("MaskName(%q) = %q, want %q", name, got, want)
		}
	}
}

func TestMaskPhone(t *testing.T) {
	for phone, want := range map[string]string{
		"13812345521": "138****5521", "+86 138 1234 5521": "138****5521", "0756-2123456": "0756****456",
		"010-65001234": "010****234", "2123456": "21****56", "+853 66123456": "+853****456", "12345": "1****5",
		"": "", "不详": "",
	} {
		if got := MaskPhone(phone); got != want {
			t.Errorf("MaskPhone(%q) = %q, want %q", phone, got, want)
		}
	}
}

// FuzzMasks: whatever is typed, the masks neither fail nor show a whole number.
func FuzzMasks(f *testing.F) {
	for _, s := range []string{"13812345521", "+86 756 2123456-801", "王小明", "身份证44040219900101123X", "１３８１２３４５５２１", "\xff\x00", "(0756)2123456"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		number := NormalisePhone(s, "0756")
		if number != "" && NormalisePhone(number, "0756") != number {
			t.Errorf("%q becomes %q, which becomes %q", s, number, NormalisePhone(number, "0756"))
		}
		if m := MaskPhone(s); len(number) >= 7 && strings.Contains(m, number) {
			t.Errorf("MaskPhone(%q) = %q", s, m)
		}
		if m := MaskName(s); utf8.RuneCountInString(strings.TrimSpace(s)) > 1 && m == strings.TrimSpace(s) &&
			!strings.HasSuffix(m, "*") && !titled(m) {
			t.Errorf("MaskName(%q) = %q", s, m)
		}
	})
}

func titled(name string) bool {
	for _, title := range titles {
		if strings.HasSuffix(name, title) {
			return true
		}
	}
	return false
}
