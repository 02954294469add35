package vault

import (
	"slices"
	"strings"
	"unicode/utf8"

	"onedoor/internal/platform/fault"
)

// Person is what is known of a citizen. Every field may be empty.
type Person struct {
	Name     string   `json:"name,omitempty"`
	Phones   []string `json:"phones,omitempty"` // the first is the one to call; kept as they were given
	IDNumber string   `json:"id_number,omitempty"`
	Email    string   `json:"email,omitempty"`
	Address  string   `json:"address,omitempty"`

	// Secret asks for confidentiality (保密). It makes an identity of its own.
	Secret bool `json:"-"`
}

// Limits of a person's fields, in characters.
const (
	maxName    = 50
	maxPhones  = 5
	maxPhone   = 32
	maxID      = 32
	maxEmail   = 254
	maxAddress = 200
)

// Check tells what of the person cannot be kept; doors call it to point at the
// field. Locations are under "person".
func (p Person) Check() error {
	bad := fault.Invalid
	wrong := false
	point := func(where, what string) {
		wrong = true
		bad = bad.WithField("person."+where, what)
	}
	field := func(where, value string, limit int) {
		switch {
		case !utf8.ValidString(value) || strings.ContainsRune(value, 0):
			point(where, "含有无法识别的字符，请重新输入。")
		case utf8.RuneCountInString(value) > limit:
			point(where, "内容过长，请精简。")
		}
	}
	field("name", p.Name, maxName)
	field("id_number", p.IDNumber, maxID)
	field("email", p.Email, maxEmail)
	field("address", p.Address, maxAddress)
	if len(p.Phones) > maxPhones {
		point("phones", "联系电话太多，请只留最常用的几个。")
	}
	for _, phone := range p.Phones {
		field("phones", phone, maxPhone)
	}
	if wrong {
		return bad
	}
	return nil
}

// tidy trims every field and drops empty and repeated numbers.
func (p Person) tidy() Person {
	p.Name = strings.Join(strings.Fields(p.Name), " ")
	p.IDNumber = strings.TrimSpace(p.IDNumber)
	p.Email = strings.TrimSpace(p.Email)
	p.Address = strings.TrimSpace(p.Address)
	var phones []string
	for _, phone := range p.Phones {
		if phone = strings.TrimSpace(phone); phone != "" && !slices.Contains(phones, phone) {
			phones = append(phones, phone)
		}
	}
	p.Phones = phones
	return p
}

func (p Person) empty() bool {
	return p.Name == "" && len(p.Phones) == 0 && p.IDNumber == "" && p.Email == "" && p.Address == ""
}

// with adds what an older record of the same identity knows and p does not.
func (p Person) with(older Person) Person {
	fill := func(field *string, value string) {
		if *field == "" {
			*field = value
		}
	}
	fill(&p.Name, older.Name)
	fill(&p.IDNumber, older.IDNumber)
	fill(&p.Email, older.Email)
	fill(&p.Address, older.Address)
	for _, phone := range older.Phones {
		if !slices.Contains(p.Phones, phone) {
			p.Phones = append(p.Phones, phone)
		}
	}
	return p
}

// String keeps a person out of logs.
func (p Person) String() string { return "vault.Person(sealed)" }

// GoString is String.
func (p Person) GoString() string { return p.String() }
