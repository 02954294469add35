package auth

import (
	"context"
	"slices"

	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/wall"
	"strings"
	"time"
)

// Principal is whoever asks for something. The zero Principal is an anonymous citizen, who has no right.
type Principal struct {
	ID         ids.ID   // the person of staff; 0 for citizens and the system
	Name       string   // shown on screens
	Login      string   // the account's name
	Roles      []string // codes
	RoleTitles []string // as shown, in the order of Roles
	Unit       ids.ID   // the unit the person works in
	UnitName   string
	Over       []ids.ID // the units above that unit, the nearest first; whoever is accused up there accuses this person's unit
	Scope      Scope

	rights map[string]struct{}
	all    bool
}

// System acts for timers, followers and tools: it may do everything.
var System = Principal{Name: "系统", Scope: Scope{All: true}, all: true}

// WithRights returns a copy of p that has exactly the given rights.
func (p Principal) WithRights(rights ...string) Principal {
	p.rights = make(map[string]struct{}, len(rights))
	for _, r := range rights {
		p.rights[r] = struct{}{}
	}
	return p
}

// Can tells whether p has a right.
func (p Principal) Can(right string) bool {
	_, ok := p.rights[right]
	return ok || p.all
}

// Of tells whether p works in the unit, or in one below it.
func (p Principal) Of(unit ids.ID) bool {
	return unit != 0 && (p.Unit == unit || slices.Contains(p.Over, unit))
}

// Mark is what stands on screens, paper and files to tell whose view it is: name, sign-in name, time. 张三 zhang3 2026-11-28 15:04
func (p Principal) Mark(at time.Time) string {
	return strings.Join([]string{p.Name, p.Login, at.In(wall.Shanghai).Format("2006-01-02 15:04")}, " ")
}

// IsSystem tells whether p is the system itself.
func (p Principal) IsSystem() bool { return p.all }

// Anonymous tells whether nobody has signed in.
func (p Principal) Anonymous() bool { return p.ID == 0 && !p.all }

// Rights returns the rights in order, for screens that show only what can be done.
func (p Principal) Rights() []string {
	list := make([]string, 0, len(p.rights))
	for r := range p.rights {
		list = append(list, r)
	}
	slices.Sort(list)
	return list
}

// Scope is the set of units whose rows a principal may see, or of hotline numbers where somebody answers numbers and not
// for units. The zero Scope allows nothing.
type Scope struct {
	All     bool
	Units   []ids.ID
	Numbers []string
}

// ByNumber tells whether the scope is one of hotline numbers.
func (s Scope) ByNumber() bool { return !s.All && len(s.Numbers) > 0 }

// AllowsNumber tells whether what came in on a hotline number may be seen because of the number. Who sees all units needs
// no number.
func (s Scope) AllowsNumber(number string) bool {
	return number != "" && slices.Contains(s.Numbers, number)
}

// Allows tells whether rows of the unit may be seen.
func (s Scope) Allows(unit ids.ID) bool {
	return s.All || (unit != 0 && slices.Contains(s.Units, unit))
}

// AllowsAny tells whether rows of any of the units may be seen.
func (s Scope) AllowsAny(units []ids.ID) bool {
	return s.All || slices.ContainsFunc(units, s.Allows)
}

type contextKey struct{}

// With returns a context that carries p.
func With(ctx context.Context, p Principal) context.Context {
	return context.WithValue(ctx, contextKey{}, p)
}

// From returns the principal of ctx; anonymous if there is none.
func From(ctx context.Context) Principal {
	p, _ := ctx.Value(contextKey{}).(Principal)
	return p
}

// Need returns the principal of ctx if it has the right: auth.sign_in_first for nobody, auth.forbidden otherwise.
// An empty right asks only for somebody who has signed in.
func Need(ctx context.Context, right string) (Principal, error) {
	p := From(ctx)
	switch {
	case p.Anonymous():
		return p, fault.SignIn
	case right != "" && !p.Can(right):
		return p, fault.Forbidden
	}
	return p, nil
}
