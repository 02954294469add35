package main

import (
	"slices"
	"strings"

	"onedoor/internal/assessment"
	"onedoor/internal/catalogue"
	"onedoor/internal/directory"
	"onedoor/internal/door/cti"
	"onedoor/internal/door/partner"
	"onedoor/internal/followup"
	"onedoor/internal/insight"
	"onedoor/internal/intake"
	"onedoor/internal/knowledge"
	"onedoor/internal/notice"
	"onedoor/internal/outreach"
	"onedoor/internal/platform/audit"
	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ledger"
	"onedoor/internal/retention"
	"onedoor/internal/supervise"
	"onedoor/internal/switchboard"
	"onedoor/internal/triage"
	"onedoor/internal/vault"
	"onedoor/internal/workorder"
)

// heardWith are the rights of which one lets somebody hear that something of a topic changed; a topic that is not
// among them is the auditor's alone. The wallboard's readers are told to count anew.
var heardWith = map[string][]string{
	"workorder":  {workorder.RightRead, insight.RightWallboard},
	"intake":     {intake.RightRead, insight.RightWallboard},
	"followup":   {followup.RightRead, insight.RightWallboard},
	"supervise":  {supervise.RightRead},
	"knowledge":  {knowledge.RightRead},
	"notice":     {notice.RightRead},
	"directory":  {directory.RightRead},
	"catalogue":  {catalogue.RightRead},
	"triage":     {triage.RightReplay},
	"vault":      {vault.RightAccessLog},
	"partner":    {partner.RightManage, partner.RightRead},
	"cti":        {cti.RightManage},
	"jobs":       {audit.RightJobs},
	"assessment": {assessment.RightDoubts},
	"retention":  {retention.RightRead},
	"outreach":   {outreach.RightRead},

	"switchboard": {switchboard.RightSeat, switchboard.RightLead}, // of the own seat alone, unless one leads: see ownSeat
}

// hears tells whether p may hear of a topic on the live stream.
func hears(p auth.Principal, topic string) bool {
	return p.Can(audit.RightRead) || slices.ContainsFunc(heardWith[topic], p.Can)
}

// ownSeat lets a seat hear of itself and of calls that it takes part in, and of nobody else's; team leaders and the auditor
// hear all.
func ownSeat(r ledger.Record) func(auth.Principal) bool {
	if !strings.HasPrefix(r.Kind, "switchboard.") {
		return nil
	}
	concerns := switchboard.Concerns(r)
	return func(p auth.Principal) bool {
		return p.Can(audit.RightRead) || p.Can(switchboard.RightLead) || slices.Contains(concerns, p.ID)
	}
}
