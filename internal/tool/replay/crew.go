package replay

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"sync"

	"onedoor/internal/intake"
	"onedoor/internal/workorder"
)

// crew are the staff by what they may do, and the units and categories of the server.
type crew struct {
	seats, dispatchers, reviewers []*member
	reader                        *member // sees every order, sealed ones too if any of the crew does
	officers                      map[string][]*member
	units                         []unit // that can be given orders and have an officer in the crew
	byName                        map[string]int
	categories                    []category
}

type unit struct {
	ID        string `json:"id"`
	Code      string `json:"code"`
	Name      string `json:"name"`
	ShortName string `json:"short_name"`
	Kind      string `json:"kind"`
	Active    bool   `json:"active"`
}

type category struct {
	ID       string `json:"id"`
	ParentID string `json:"parent_id"`
	Name     string `json:"name"`
	Active   bool   `json:"active"`
}

// maxSignIns is how many sign in side by side: the server's password check is slow by design.
const maxSignIns = 4

// gather signs everybody in and finds out who may do what. Faults: replay.accounts, replay.crew.
func gather(ctx context.Context, w *wire, accounts []Account) (*crew, error) {
	members, failed := make([]*member, len(accounts)), make([]error, len(accounts))
	slots := make(chan struct{}, maxSignIns)
	var wg sync.WaitGroup
	for i, a := range accounts {
		members[i] = &member{Account: a, browser: w.browser(nil)}
		wg.Go(func() {
			slots <- struct{}{}
			defer func() { <-slots }()
			failed[i] = members[i].signIn(ctx, 0)
		})
	}
	wg.Wait()
	if err := errors.Join(failed...); err != nil {
		return nil, err
	}
	c := &crew{officers: map[string][]*member{}, byName: map[string]int{}}
	c.seats = pick(members, "seat", intake.RightTakeOn)
	c.dispatchers = pick(members, "dispatcher", workorder.RightDispatch, workorder.RightRead, intake.RightRead)
	c.reviewers = pick(members, "reviewer", workorder.RightReview, workorder.RightReviewReturn, workorder.RightRead)
	for _, m := range members {
		if m.may(workorder.RightSign) && m.may(workorder.RightReply) {
			for _, u := range m.units() {
				c.officers[u] = append(c.officers[u], m)
			}
		}
	}
	readers := append(slices.Clone(c.reviewers), c.dispatchers...)
	for _, m := range readers {
		if m.may(intake.RightRead) && m.me.Scope == "all" && (c.reader == nil || m.may(workorder.RightSealed) && !c.reader.may(workorder.RightSealed)) {
			c.reader = m
		}
	}
	if err := c.complete(); err != nil {
		return nil, err
	}
	return c, c.know(ctx)
}

func (c *crew) complete() error {
	f, short := ErrCrew, false
	for role, there := range map[string]bool{"seat": len(c.seats) > 0, "dispatcher": len(c.dispatchers) > 0, "reviewer": len(c.reviewers) > 0 && c.reader != nil, "officer": len(c.officers) > 0} {
		if !there {
			f, short = f.WithField(role, "缺少能做这项工作的账号。"), true
		}
	}
	if short {
		return f
	}
	return nil
}

// pick finds who holds all the rights: those of the role if there are any, else all.
func pick(members []*member, role string, rights ...string) []*member {
	var holders, ofRole []*member
	for _, m := range members {
		if slices.ContainsFunc(rights, func(r string) bool { return !m.may(r) }) {
			continue
		}
		holders = append(holders, m)
		if len(m.me.Roles) > 0 && m.me.Roles[0].ID == role {
			ofRole = append(ofRole, m)
		}
	}
	if len(ofRole) > 0 {
		return ofRole
	}
	return holders
}

func (m *member) may(right string) bool { return slices.Contains(m.me.Rights, right) }

// units are those whose orders the member signs for.
func (m *member) units() []string {
	list := slices.Clone(m.me.ScopeUnits)
	if m.me.Unit != nil && !slices.Contains(list, m.me.Unit.ID) {
		list = append(list, m.me.Unit.ID)
	}
	return list
}

// know reads the server's units and categories.
func (c *crew) know(ctx context.Context) error {
	units, err := pages[unit](ctx, c.reader, "/units", url.Values{"limit": {"200"}})
	if err != nil {
		return fmt.Errorf("replay: units: %w", err)
	}
	for _, u := range units {
		if !u.Active || len(c.officers[u.ID]) == 0 || u.Kind == "centre" {
			continue
		}
		for _, name := range []string{u.Code, u.ShortName, u.Name} {
			if name != "" {
				c.byName[name] = len(c.units)
			}
		}
		c.units = append(c.units, u)
	}
	if len(c.units) == 0 {
		return ErrCrew.WithField("officer", "承办员账号所在的单位都不能接收工单。")
	}
	all, err := pages[category](ctx, c.reader, "/categories", nil)
	if err != nil {
		return fmt.Errorf("replay: categories: %w", err)
	}
	parents := map[string]bool{}
	for _, x := range all {
		parents[x.ParentID] = true
	}
	for _, x := range all {
		if x.Active && !parents[x.ID] {
			c.categories = append(c.categories, x)
		}
	}
	if len(c.categories) == 0 {
		return ErrCrew.WithField("category", "服务器上还没有诉求分类，坐席无法登记。")
	}
	return nil
}

// pages reads a list to its end.
func pages[T any](ctx context.Context, m *member, path string, query url.Values) ([]T, error) {
	var all []T
	q := url.Values{}
	for name, values := range query {
		q[name] = values
	}
	for {
		var page struct {
			Items      []T    `json:"items"`
			NextCursor string `json:"next_cursor"`
		}
		if err := m.call(ctx, "list", "GET", path+"?"+q.Encode(), "", nil, &page); err != nil {
			return nil, err
		}
		if all = append(all, page.Items...); page.NextCursor == "" {
			return all, nil
		}
		q.Set("cursor", page.NextCursor)
	}
}

// named finds a unit by its code, a name, or the end of its full name, as files leave the city's name out.
func (c *crew) named(name string) (int, bool) {
	if i, ok := c.byName[name]; ok || name == "" {
		return i, ok
	}
	i := slices.IndexFunc(c.units, func(u unit) bool { return strings.HasSuffix(u.Name, name) })
	return max(i, 0), i >= 0
}

// unitFor is the unit that a row goes to: the one of that name, else always the same one for the same name. alternative
// is another one, to which the matter might belong instead.
func (c *crew) unitFor(p plan, name string) (is, alternative unit, known bool) {
	i, known := c.named(strings.TrimSpace(name))
	if !known {
		i = spread(name, len(c.units))
		if name == "" {
			i = p.below("unit", len(c.units))
		}
	}
	return c.units[i], c.units[(i+1+p.below("alternative", max(len(c.units)-1, 1)))%len(c.units)], known
}
