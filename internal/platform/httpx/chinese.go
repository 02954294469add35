package httpx

import (
	"sync"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/validation"
)

// speakChinese replaces the frame's English messages once.
var speakChinese = sync.OnceFunc(func() {
	huma.NewError = fromHuma
	validation.MsgUnexpectedProperty = "不认识的字段"
	validation.MsgExpectedRFC3339DateTime = "应为 RFC 3339 格式的日期时间"
	validation.MsgExpectedRFC3339Date = "应为 yyyy-mm-dd 格式的日期"
	validation.MsgExpectedOneOf = "应为下列值之一：%s"
	validation.MsgExpectedBoolean = "应为 true 或 false"
	validation.MsgExpectedNumber = "应为数字"
	validation.MsgExpectedInteger = "应为整数"
	validation.MsgExpectedString = "应为文字"
	validation.MsgExpectedArray = "应为列表"
	validation.MsgExpectedObject = "应为对象"
	validation.MsgExpectedMinimumNumber = "不得小于 %v"
	validation.MsgExpectedMaximumNumber = "不得大于 %v"
	validation.MsgExpectedMinLength = "至少 %d 个字"
	validation.MsgExpectedMaxLength = "至多 %d 个字"
	validation.MsgExpectedMatchPattern = "格式不符：%s"
	validation.MsgExpectedMinItems = "至少 %d 项"
	validation.MsgExpectedMaxItems = "至多 %d 项"
	validation.MsgExpectedRequiredProperty = "缺少必填项 %s"
	validation.MsgExpectedArrayItemsUnique = "不得有重复项"
})
