package main

import (
	"slices"

	"onedoor/internal/catalogue"
	"onedoor/internal/directory"
	"onedoor/internal/followup"
	"onedoor/internal/insight"
	"onedoor/internal/intake"
	"onedoor/internal/knowledge"
	"onedoor/internal/notice"
	"onedoor/internal/platform/audit"
	"onedoor/internal/platform/auth"
	"onedoor/internal/vault"
	"onedoor/internal/workorder"
)

// heardWith are the rights of which one lets somebody hear that something of a topic changed; a topic that is not
// among them is the auditor's alone. The wallboard's readers are told to count anew.
var heardWith = map[string][]string{
	"workorder": {workorder.RightRead, insight.RightWallboard},
	"intake":    {intake.RightRead, insight.RightWallboard},
	"followup":  {followup.RightRead, insight.RightWallboard},
	"knowledge": {knowledge.RightRead},
	"notice":    {notice.RightRead},
	"directory": {directory.RightRead},
	"catalogue": {catalogue.RightRead},
	"vault":     {vault.RightAccessLog},
	"jobs":      {audit.RightJobs},
}

// hears tells whether p may hear of a topic on the live stream.
func hears(p auth.Principal, topic string) bool {
	return p.Can(audit.RightRead) || slices.ContainsFunc(heardWith[topic], p.Can)
}
