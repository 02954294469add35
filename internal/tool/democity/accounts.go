package democity

import "slices"

// Account is a demo account worth showing to somebody who wants to try a role.
type Account struct{ Role, Login, Name, Unit string }

// Accounts returns one account of every role, in the order of the roles, and more officers: of a department, a town, a
// functional zone, a company.
func (c *City) Accounts() []Account {
	var list []Account
	for _, role := range roles {
		kinds := map[string]bool{}
		for _, s := range c.Staff {
			u := c.units[s.Unit]
			if !slices.Contains(s.Roles, role) || kinds[u.Kind] || s.Roles[0] != role {
				continue
			}
			kinds[u.Kind] = true
			list = append(list, Account{Role: role, Login: s.Login, Name: s.Name, Unit: u.ShortName})
		}
	}
	return list
}
