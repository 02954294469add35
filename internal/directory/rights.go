package directory

import (
	"fmt"
	"slices"
	"strings"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/fault"
)

// The rights that the directory itself asks for.
const (
	RightRead  = "directory.read"  // units, numbers, divisions, roles
	RightWrite = "directory.write" // change units, numbers, divisions
	RightStaff = "directory.staff" // see and change staff
)

// Rights lists the rights that the directory declares.
var Rights = []string{RightRead, RightWrite, RightStaff}

// MissingRights returns those of the declared rights that no role holds: nobody could ever do what they guard.
func MissingRights(declared []string) []string { return without(declared, roles.rights) }

// UnknownRights returns those rights in the table of roles that no room declares: a slip in one of the two places.
func UnknownRights(declared []string) []string { return without(roles.rights, declared) }

// CheckRights compares the rights that all rooms declare with the table of roles, both ways. The program calls it
// at start.
func CheckRights(declared []string) error {
	var problems []string
	if list := MissingRights(declared); len(list) > 0 {
		problems = append(problems, "no role holds "+strings.Join(list, ", "))
	}
	if list := UnknownRights(declared); len(list) > 0 {
		problems = append(problems, "no room declares "+strings.Join(list, ", "))
	}
	if len(problems) > 0 {
		return fmt.Errorf("directory: roles.txt and the rooms disagree: %s", strings.Join(problems, "; "))
	}
	return nil
}

func without(list, known []string) []string {
	var rest []string
	for _, right := range list {
		if !slices.Contains(known, right) && !slices.Contains(rest, right) {
			rest = append(rest, right)
		}
	}
	slices.Sort(rest)
	return rest
}

// need refuses who does not hold the right; the verbs ask it themselves, since not every caller is a route.
func need(p auth.Principal, right string) error {
	if !p.Can(right) {
		return fault.Forbidden
	}
	return nil
}
