package vault

// Purposes for which an identity may be opened. The codes go into the access
// log and the ledger and never change their meaning.
const (
	PurposeCallback = "callback"  // 回拨联系
	PurposeVerify   = "verify"    // 核实身份
	PurposeHandle   = "handle"    // 办理联系
	PurposeFollowUp = "follow_up" // 回访
	PurposeLegal    = "legal"     // 依法调取
)

// Purpose is a purpose with its words for a screen.
type Purpose struct {
	Code string `json:"code"`
	Name string `json:"name"`
}

// Purposes lists the purposes in the order of a menu.
var Purposes = []Purpose{
	{PurposeCallback, "回拨联系"},
	{PurposeVerify, "核实身份"},
	{PurposeHandle, "办理联系"},
	{PurposeFollowUp, "回访"},
	{PurposeLegal, "依法调取"},
}

func knownPurpose(code string) bool {
	for _, p := range Purposes {
		if p.Code == code {
			return true
		}
	}
	return false
}
