package directory

import (
	"bufio"
	_ "embed"
	"fmt"
	"slices"
	"strings"
)

// The roles 角色 that rules elsewhere speak of by name.
const (
	RoleSeat              = "seat"
	RoleNumberSeat        = "number_seat"
	RoleLeader            = "leader"
	RoleDispatcher        = "dispatcher"
	RoleReviewer          = "reviewer"
	RoleOfficer           = "officer"
	RoleSubCentre         = "subcentre"
	RoleSupervisor        = "supervisor"
	RoleEditor            = "editor"
	RoleKnowledgeReviewer = "knowledge_reviewer"
	RoleInspector         = "inspector"
	RoleAnalyst           = "analyst"
	RoleAdmin             = "admin"
	RoleAuditor           = "auditor"
)

// reach says whose orders a role sees.
type reach string

const (
	reachCity      reach = "city"
	reachUnit      reach = "unit"
	reachSubCentre reach = "sub_centre"
	reachNumber    reach = "number"
	reachEither    reach = "either"
)

// bound tells whether the reach is limited to units, or to numbers of a unit.
func (r reach) bound() bool { return r == reachUnit || r == reachSubCentre || r == reachNumber }

// Role is a bundle of rights.
type Role struct {
	ID     string   `json:"id"`
	Name   string   `json:"name"`
	Rights []string `json:"rights" nullable:"false"`
	reach  reach
}

//go:embed roles.txt
var rolesText string

// roleTable is what roles.txt says.
type roleTable struct {
	roles  []Role // in the order of the file
	rights []string
}

var roles = mustParseRoles(rolesText)

// mustParseRoles panics on a malformed table: the file is part of the program and a test reads it.
func mustParseRoles(text string) roleTable {
	t, err := parseRoles(text)
	if err != nil {
		panic("directory: " + err.Error())
	}
	return t
}

// parseRoles reads the table: a line is "id name reach" under [roles] and "right role …" under [rights].
func parseRoles(text string) (roleTable, error) {
	var t roleTable
	section := ""
	lines := bufio.NewScanner(strings.NewReader(text))
	for n := 1; lines.Scan(); n++ {
		line, _, _ := strings.Cut(lines.Text(), "#")
		words := strings.Fields(line)
		var err error
		switch {
		case len(words) == 0:
			continue
		case len(words) == 1 && strings.HasPrefix(words[0], "["):
			section = words[0]
			continue
		case section == "[roles]":
			err = t.addRole(words)
		case section == "[rights]":
			err = t.addRight(words)
		default:
			err = fmt.Errorf("%q stands in no known section", words[0])
		}
		if err != nil {
			return t, fmt.Errorf("roles.txt:%d: %w", n, err)
		}
	}
	return t, lines.Err()
}

func (t *roleTable) addRole(words []string) error {
	if len(words) != 3 {
		return fmt.Errorf("a role has an id, a name and a reach")
	}
	if t.role(words[0]) != nil {
		return fmt.Errorf("role %q stands here twice", words[0])
	}
	r := reach(words[2])
	if !slices.Contains([]reach{reachCity, reachUnit, reachSubCentre, reachNumber, reachEither}, r) {
		return fmt.Errorf("unknown reach %q", r)
	}
	t.roles = append(t.roles, Role{ID: words[0], Name: words[1], reach: r, Rights: []string{}})
	return nil
}

func (t *roleTable) addRight(words []string) error {
	right, holders := words[0], words[1:]
	if slices.Contains(t.rights, right) {
		return fmt.Errorf("right %q stands here twice", right)
	}
	if len(holders) == 0 {
		return fmt.Errorf("right %q has no role", right)
	}
	t.rights = append(t.rights, right)
	if len(holders) == 1 && holders[0] == "*" {
		for i := range t.roles {
			t.roles[i].Rights = append(t.roles[i].Rights, right)
		}
		return nil
	}
	for i, id := range holders {
		r := t.role(id)
		if r == nil {
			return fmt.Errorf("right %q names an unknown role %q", right, id)
		}
		if slices.Contains(holders[:i], id) {
			return fmt.Errorf("right %q names role %q twice", right, id)
		}
		r.Rights = append(r.Rights, right)
	}
	return nil
}

func (t *roleTable) role(id string) *Role {
	for i := range t.roles {
		if t.roles[i].ID == id {
			return &t.roles[i]
		}
	}
	return nil
}

// Roles returns every role with its rights, in the order of the table.
func Roles() []Role {
	list := slices.Clone(roles.roles)
	for i := range list {
		list[i].Rights = slices.Clone(list[i].Rights)
	}
	return list
}

// RoleName is the Chinese name of a role, or the id where there is no such role.
func RoleName(id string) string {
	if r := roles.role(id); r != nil {
		return r.Name
	}
	return id
}
