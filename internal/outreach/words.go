package outreach

import "onedoor/internal/switchboard"

var words = map[string]string{
	"robot": "机器人", "preview": "预览", "progressive": "逐个",
	"draft": "草稿", "approved": "已审批", "running": "进行中", "paused": "已暂停", "ended": "已结束",
	PersonWaiting: "待呼叫", PersonCalling: "呼叫中", PersonDone: "已完成", PersonGivenUp: "未联系上", PersonBarred: "免打扰",
	ResultTold: "已告知", ResultAgreed: "同意", ResultDeclined: "拒绝", ResultNotThem: "非本人", ResultLater: "稍后再拨", ResultSilent: "接听未应答", ResultAnswered: "已接听，未登记结果", "erased": "已清除",
}

// Word is what a code of this room stands for; a result of a script stands for itself.
func Word(code string) string {
	if w := words[code]; w != "" {
		return w
	}
	if w := switchboard.Word(code); w != "" {
		return w
	}
	return code
}
