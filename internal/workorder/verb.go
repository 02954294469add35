package workorder

// Verb is something that is done to an order. Its code is also the last part of its
// path in the HTTP API (/orders/{id}/<verb>).
type Verb string

// The verbs.
const (
	VerbCreate       Verb = "create"
	VerbDispatch     Verb = "dispatch"
	VerbSign         Verb = "sign"
	VerbReturn       Verb = "return"
	VerbReviewReturn Verb = "review-return"
	VerbReply        Verb = "reply"
	VerbReview       Verb = "review"
	VerbAnswer       Verb = "answer"
	VerbArchive      Verb = "archive"
	VerbRedo         Verb = "redo"
	VerbUrge         Verb = "urge"
	VerbSupplement   Verb = "supplement"
	VerbNote         Verb = "note"
	VerbAttach       Verb = "attach"
	VerbReassign     Verb = "reassign"
	VerbDesignate    Verb = "designate"
	VerbApply        Verb = "apply"
	VerbDecide       Verb = "decide"
	VerbPause        Verb = "pause"
	VerbResume       Verb = "resume"
	VerbProgress     Verb = "progress"
	VerbContact      Verb = "contact"
	VerbWithdraw     Verb = "withdraw"
	VerbReopen       Verb = "reopen"
	VerbSeal         Verb = "seal"
	VerbUnseal       Verb = "unseal"
	VerbClassify     Verb = "classify"
	VerbMerge        Verb = "merge"
	VerbSplit        Verb = "split"
	VerbInvite       Verb = "invite"
	VerbContribute   Verb = "contribute"
	VerbReturnInvite Verb = "return-invite"
	VerbRelease      Verb = "release"
	VerbInsist       Verb = "insist"
	VerbTransfer     Verb = "transfer"
	VerbRecall       Verb = "recall"
	VerbAccuse       Verb = "accuse"
	VerbJudge        Verb = "judge-accused"
	VerbAskContact   Verb = "ask-contact"
	VerbBind         Verb = "bind"          // made by a decision of a joint meeting
	VerbTakeBack     Verb = "take-back"     // made when the unit turns out to be accused
	VerbMarkSoon     Verb = "mark-soon"     // made by a timer
	VerbMarkOverdue  Verb = "mark-overdue"  // made by a timer
	VerbMarkProgress Verb = "mark-progress" // made by a timer
	VerbFollowMain   Verb = "follow-main"   // made when the main order is completed
	VerbMarkCoSoon   Verb = "mark-co-soon"  // made by a timer
	VerbMarkCoOver   Verb = "mark-co-overdue"
	VerbMarkStage    Verb = "mark-stage-overdue"
	VerbCloseInvite  Verb = "close-invite" // made when the order moves on
)

// Verbs lists all verbs as buttons and documents show them.
var Verbs = []Verb{
	VerbCreate, VerbDispatch, VerbAnswer, VerbSign, VerbReturn, VerbReviewReturn, VerbReply,
	VerbReview, VerbArchive, VerbRedo, VerbReopen, VerbReassign, VerbDesignate, VerbApply, VerbDecide,
	VerbPause, VerbResume, VerbContact, VerbAskContact, VerbProgress, VerbMerge, VerbSplit, VerbWithdraw, VerbSeal, VerbUnseal,
	VerbInvite, VerbContribute, VerbReturnInvite, VerbRelease, VerbInsist, VerbTransfer, VerbRecall,
	VerbAccuse, VerbJudge, VerbBind, VerbTakeBack,
	VerbClassify, VerbUrge, VerbSupplement, VerbNote, VerbAttach,
	VerbMarkSoon, VerbMarkOverdue, VerbMarkProgress, VerbFollowMain, VerbMarkCoSoon, VerbMarkCoOver, VerbMarkStage, VerbCloseInvite,
}

var verbLabels = map[Verb]string{
	VerbCreate:       "登记",
	VerbDispatch:     "派单",
	VerbSign:         "签收",
	VerbReturn:       "退单",
	VerbReviewReturn: "退单审核",
	VerbReply:        "答复",
	VerbReview:       "答复审核",
	VerbAnswer:       "直接答复",
	VerbArchive:      "归档",
	VerbRedo:         "重办",
	VerbUrge:         "催办",
	VerbSupplement:   "补充",
	VerbNote:         "备注",
	VerbAttach:       "添加附件",
	VerbReassign:     "改派",
	VerbDesignate:    "指定承办",
	VerbApply:        "申请延期、暂停或挂账",
	VerbDecide:       "审批申请",
	VerbPause:        "暂停",
	VerbResume:       "恢复办理",
	VerbProgress:     "报告进展",
	VerbContact:      "登记联系",
	VerbWithdraw:     "撤回",
	VerbReopen:       "重启",
	VerbSeal:         "保密",
	VerbUnseal:       "解除保密",
	VerbClassify:     "归类",
	VerbMerge:        "并单",
	VerbSplit:        "拆单",
	VerbMarkSoon:     "临期标记",
	VerbMarkOverdue:  "超期标记",
	VerbMarkProgress: "进展超期标记",
	VerbFollowMain:   "随主单办结",
	VerbInvite:       "邀请协办",
	VerbContribute:   "协办反馈",
	VerbReturnInvite: "退回协办",
	VerbRelease:      "撤销协办",
	VerbInsist:       "坚持协办",
	VerbTransfer:     "转办",
	VerbRecall:       "收回",
	VerbAccuse:       "登记被反映对象",
	VerbJudge:        "核实被反映对象",
	VerbBind:         "决定承办",
	VerbTakeBack:     "收回中心",
	VerbAskContact:   "请中心代联系",
	VerbMarkCoSoon:   "协办临期标记",
	VerbMarkCoOver:   "协办超期标记",
	VerbMarkStage:    "环节超期标记",
	VerbCloseInvite:  "协办结束",
}

// Label is the verb's name on buttons and in messages.
func (v Verb) Label() string { return verbLabels[v] }

// Case tells the outcomes of one verb apart, where it has several.
type Case string

// The cases of reviews, applications and decisions. CaseOnly is the only case of all other verbs.
const (
	CaseOnly Case = ""
	// A return is upheld: the order is the centre's again.
	CaseUphold Case = "uphold"
	// A return is upheld and the order is given to another unit at once.
	CasePassOn Case = "pass-on"
	// A return is rejected: back to the unit, signed or unsigned as it was before.
	CaseRejectUnsigned Case = "reject-unsigned"
	CaseRejectSigned   Case = "reject-signed"
	// A reply passes review, or does not.
	CaseApprove Case = "approve"
	CaseReject  Case = "reject"
	// What a unit may apply for; with VerbDecide, what is granted.
	CaseExtension Case = "extension"
	CasePause     Case = "pause"
	CaseShelve    Case = "shelve"
	// An application is refused; with VerbJudge, a suspicion is rejected.
	CaseRefuse Case = "refuse"
	// A suspicion that the order is about somebody is confirmed.
	CaseConfirm Case = "confirm"
	// Along the line: to a unit one step below (下转), or back one step above (上转).
	CaseDown Case = "down"
	CaseUp   Case = "up"
)

// Who says on whose behalf a verb is used, besides the right it needs.
type Who string

// Centre is a person whose scope is the whole city. HandlingUnit is a person of the unit
// that has the order now, or of the sub-centre above it; Either is one of these two. CoUnit is of a unit that was
// asked for a part, ChainUnit of one that passed the order down the line. Above is the centre, the sub-centre over
// the handling unit, or a unit of the chain; Involved is anybody of these. System is a timer.
const (
	Centre       Who = "centre"
	HandlingUnit Who = "handling_unit"
	Either       Who = "either"
	CoUnit       Who = "co_unit"
	ChainUnit    Who = "chain_unit"
	Above        Who = "above"
	Involved     Who = "involved"
	System       Who = "system"
)
