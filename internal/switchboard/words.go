package switchboard

// words are what the codes of this room's events stand for, for the audit and for workbooks.
var words = map[string]string{
	"verify": "核实反映内容", "quality": "服务质量检查", "dispute": "争议处理", "legal": "依法调取",
	"no_answer": "无人接听", "busy": "占线", "wrong_number": "号码有误", "refused": "对方拒接", "unreachable": "多次未接通", "unreached": "未接通",
	"failed": "线路未接通", "seat": "坐席话机未接听", "given_up": "坐席提前挂断",
	"inform": "告知", "coordinate": "协调", "other": "其他",
	"open": "待回拨", "paid": "已回拨", "written_off": "已核销",
	"ready": "示闲", "offline": "签出", "rest": "小休", "meal": "用餐", "training": "培训", "duty": "其他工作", "missed": "未接来电", "watch": "班长介入",
	"listen": "监听", "whisper": "密语", "barge": "强插", "take_over": "接管", "given": "班长介入", "withdrawn": "坐席撤回", "lapsed": "通话结束",
	"life": "生命危险", "fire": "火灾", "crime": "正在发生的违法犯罪", "traffic": "有人受伤的交通事故",
	"answered": "已接通", "dropped": "坐席撤回", "caller_up": "来电人先挂机", "emergency": "应急服务",
	"insult": "辱骂", "threat": "威胁", "sexual": "性骚扰", "prank": "反复静默或恶作剧", "blocking": "占用线路", "cooled": "冷却中",
	"asked": "待第二人决定", "running": "执行中", "lifted": "已提前解除", "undone": "已撤销", "over": "已到期", "granted": "申诉成立", "rejected": "申诉不成立",
	"by_hand": "人工关闭", "in_time": "到时关闭",
	"photo": "照片", "place": "位置",
	"abandoned": "等候中挂断", "callback": "要求回拨", "let_go": "等候超时", "interrupted": "系统中断",
}

// Word is what a code of an event of this room stands for; empty: it is none.
func Word(code string) string { return words[code] }
