package catalogue

import "slices"

// Kinds are the kinds of request 类型 that a category may propose and a limit may be bound to: 咨询 求助 投诉 举报 建议
// 表扬 无效.
var Kinds = []string{"consult", "help", "complaint", "report", "suggestion", "praise", "invalid"}

// BusinessKind stands for business callers 涉企 where presets are chosen; it is no kind of request.
const BusinessKind = "business"

func knownKind(kind string) bool { return slices.Contains(Kinds, kind) }
