package directory

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// agreedRights are the names on which the rooms agreed; cmd checks the rooms' own lists at start.
var agreedRights = strings.Fields(`
	workorder.dispatch workorder.review workorder.sign workorder.reply workorder.return workorder.redo
	workorder.archive workorder.read workorder.export workorder.urge workorder.supplement workorder.note
	workorder.answer workorder.create workorder.reassign workorder.review_return workorder.attach workorder.sealed
	workorder.designate workorder.apply workorder.decide workorder.pause workorder.resume workorder.progress workorder.contact
	workorder.merge workorder.withdraw workorder.reopen workorder.seal workorder.unseal workorder.classify workorder.invite workorder.contribute workorder.transfer
	workorder.accuse retention.read retention.manage retention.ask retention.approve retention.hold retention.lift
	intake.refuse intake.refusals intake.appeal_review intake.remit intake.storm intake.storm_join intake.storm_read
	supervise.read supervise.manage supervise.answer supervise.propose supervise.meet supervise.setup supervise.export
	intake.take_on intake.read intake.draft intake.history followup.read followup.attempt followup.rates
	knowledge.read knowledge.write knowledge.review knowledge.quote vault.reveal vault.reveal_sealed vault.access_log
	catalogue.write catalogue.read catalogue.draft catalogue.publish triage.suggest triage.precedents triage.retire triage.replay directory.read directory.write directory.staff insight.wallboard audit.read
	jobs.admin notice.read followup.sample followup.recheck assessment.doubts assessment.judge assessment.grades
	assessment.manage assessment.object assessment.decide partner.manage partner.read partner.give_back cti.manage intake.figures
	switchboard.seat switchboard.dial switchboard.hear switchboard.lead switchboard.menu switchboard.guard switchboard.emergencies
	outreach.read outreach.manage outreach.approve outreach.call`)

func TestCheckRights(t *testing.T) {
	if err := CheckRights(agreedRights); err != nil {
		t.Error(err)
	}
	if missing := MissingRights(append([]string{"b.new", "a.new", "b.new"}, agreedRights...)); !slices.Equal(missing, []string{"a.new", "b.new"}) {
		t.Errorf("missing %v", missing)
	}
	fewer := slices.DeleteFunc(slices.Clone(agreedRights), func(r string) bool { return r == "audit.read" })
	if unknown := UnknownRights(fewer); !slices.Equal(unknown, []string{"audit.read"}) {
		t.Errorf("unknown %v", unknown)
	}
	err := CheckRights(append([]string{"a.new"}, fewer...))
	if err == nil || !strings.Contains(err.Error(), "no role holds a.new") || !strings.Contains(err.Error(), "no room declares audit.read") {
		t.Errorf("got %v", err)
	}
	for _, r := range Rights {
		if !slices.Contains(agreedRights, r) {
			t.Errorf("%s is not agreed", r)
		}
	}
}

// TestRoles_Separation states, apart from the table, what no edit of the table may break.
func TestRoles_Separation(t *testing.T) {
	holds := func(role, right string) bool {
		r := roles.role(role)
		return r != nil && slices.Contains(r.Rights, right)
	}
	for _, c := range []struct{ right, never string }{
		// Neither administrator nor auditor sees a citizen or touches an order.
		{"vault.reveal", "admin auditor analyst inspector editor knowledge_reviewer"},
		{"vault.reveal_sealed", "admin auditor officer subcentre seat analyst inspector"},
		{"workorder.read", "admin auditor editor knowledge_reviewer"},
		{"intake.read", "admin auditor analyst editor knowledge_reviewer"},
		{"intake.history", "admin auditor officer subcentre"},
		// A number's own seats work on their number: nobody else's history, no dispatch, no list of the city.
		{"intake.history", "number_seat"}, {"workorder.dispatch", "number_seat"}, {"workorder.export", "number_seat"},
		{"workorder.sealed", "number_seat"}, {"vault.reveal_sealed", "number_seat"}, {"followup.rates", "number_seat"},
		{"switchboard.dial", "number_seat"}, {"intake.refusals", "number_seat"}, {"supervise.read", "number_seat"},
		// Who answers for a unit does not judge the answer, nor lift the unit's cards.
		{"supervise.manage", "officer subcentre seat dispatcher analyst admin auditor"},
		{"supervise.read", "admin auditor seat editor knowledge_reviewer"},
		{"supervise.answer", "supervisor leader"},
		// Units never learn whose calls were abusive, and a seat does not decide on what it marked.
		{"switchboard.guard", "seat number_seat officer subcentre dispatcher reviewer editor analyst inspector admin auditor"},
		{"switchboard.emergencies", "seat number_seat officer subcentre dispatcher editor admin"},
		// The watched and the watcher are two.
		{"audit.read", "admin officer subcentre seat"},
		{"vault.access_log", "admin officer subcentre seat"},
		{"directory.staff", "auditor officer subcentre seat leader dispatcher reviewer supervisor editor analyst inspector"},
		// Units neither judge themselves nor see the others' figures.
		{"workorder.review", "officer subcentre"},
		{"workorder.review_return", "officer subcentre"},
		{"workorder.archive", "officer subcentre"},
		{"workorder.dispatch", "officer"},
		{"workorder.reassign", "officer"},
		{"followup.attempt", "officer subcentre"},
		{"followup.rates", "officer subcentre"},
		{"insight.wallboard", "officer subcentre"},
		{"workorder.sealed", "officer subcentre seat analyst inspector admin auditor"},
		// The centre does not answer in a unit's name.
		{"workorder.reply", "seat leader dispatcher reviewer supervisor admin auditor"},
		{"knowledge.review", "editor officer"},
	} {
		if !slices.Contains(agreedRights, c.right) {
			t.Errorf("%s is no right", c.right)
		}
		for _, role := range strings.Fields(c.never) {
			if roles.role(role) == nil {
				t.Errorf("%s is no role", role)
			}
			if holds(role, c.right) {
				t.Errorf("%s must never hold %s", role, c.right)
			}
		}
	}
	for role, right := range map[string]string{RoleSeat: "intake.take_on", RoleOfficer: "workorder.reply", RoleAdmin: "directory.staff",
		RoleAuditor: "audit.read", RoleReviewer: "workorder.review", RoleKnowledgeReviewer: "knowledge.review", RoleSubCentre: "workorder.sign"} {
		if !holds(role, right) {
			t.Errorf("%s cannot %s", role, right)
		}
	}
}

// TestRoles_Constants holds the constants against the table, both ways.
func TestRoles_Constants(t *testing.T) {
	source, err := os.ReadFile("role.go")
	if err != nil {
		t.Fatal(err)
	}
	var constants []string
	for _, m := range regexp.MustCompile(`\tRole\w+ += "(\w+)"`).FindAllStringSubmatch(string(source), -1) {
		constants = append(constants, m[1])
	}
	var ids []string
	for _, r := range Roles() {
		ids = append(ids, r.ID)
		if RoleName(r.ID) != r.Name || r.Name == "" || len(r.Rights) == 0 {
			t.Errorf("role %+v", r)
		}
	}
	if !slices.Equal(constants, ids) {
		t.Errorf("constants %v, table %v", constants, ids)
	}
	if RoleName("king") != "king" {
		t.Error("an unknown role got a name")
	}
	Roles()[0].Rights[0] = "changed"
	if Roles()[0].Rights[0] == "changed" {
		t.Error("a caller can change the table")
	}
}

func TestParseRoles_refused(t *testing.T) {
	const head = "[roles]\nseat 坐席 city\nadmin 管理员 city\n[rights]\n"
	for name, c := range map[string]struct{ text, want string }{
		"NoSection":      {"seat 坐席 city", "roles.txt:1"},
		"TwoWords":       {"[roles]\n\nseat 坐席", "roles.txt:3"},
		"RoleTwice":      {"[roles]\nseat 坐席 city\nseat 坐席 city", "roles.txt:3"},
		"UnknownReach":   {"[roles]\nseat 坐席 world", `unknown reach "world"`},
		"UnknownSection": {"[people]\nseat", "no known section"},
		"UnknownRole":    {head + "a.b king", `unknown role "king"`},
		"NoRole":         {head + "a.b # seat", "has no role"},
		"RightTwice":     {head + "a.b seat\na.b admin", "roles.txt:6"},
		"RoleTwiceInRow": {head + "a.b seat seat", "twice"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := parseRoles(c.text)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %q", err, c.want)
			}
		})
	}
	table, err := parseRoles(head + "a.b * # everyone\na.c admin\n")
	if err != nil || !slices.Equal(table.role("admin").Rights, []string{"a.b", "a.c"}) || !slices.Equal(table.role("seat").Rights, []string{"a.b"}) {
		t.Errorf("%+v, %v", table, err)
	}
}
