package language

import (
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

// The numbers are invented: area and format are right, their owners are not.
func TestMaskPersonal(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"None":             {"路灯坏了三天", "路灯坏了三天"},
		"Empty":            {"", ""},
		"Mobile":           {"请回13800135521谢谢", "请回138****5521谢谢"},
		"MobileSpaced":     {"138 0013 5521", "138 **** 5521"},
		"MobileHyphen":     {"138-0013-5521", "138-****-5521"},
		"MobileFullWidth":  {"１３８００１３５５２１", "１３８****５５２１"},
		"MobilePlus86":     {"+86 13800135521，+8613800135521", "+86 138****5521，+86138****5521"},
		"MobileZero":       {"013800135521", "0138****5521"},
		"MobileTwo":        {"13800135521/13900135522", "138****5521/139****5522"},
		"MobileJoined":     {"1380013552113900135522", "138***************5522"},
		"MobileChinese":    {"电话一三八〇〇一三五五二一", "电话一三八****五五二一"},
		"MobileYao":        {"幺三八零零幺三五五二幺", "幺三八****五五二幺"},
		"MobileInWord":     {"tel13800135521x2", "tel138****5521x2"},
		"NotMobile":        {"编号12800135521", "编号12800135521"},
		"TooLong":          {"单号138001355210000", "单号138001355210000"},
		"Amounts":          {"15000 200000元", "15000 200000元"},
		"Macau":            {"+853 6612 3456", "+853 **** *456"},
		"HongKong":         {"00852-91234567", "00852-*****567"},
		"Landline":         {"0756-2120001", "0756-****001"},
		"LandlineBracket":  {"(0756)2120001", "(0756)****001"},
		"LandlineJoined":   {"07562120001转8", "0756****001转8"},
		"LandlineBeijing":  {"010-62120001", "010-*****001"},
		"LocalAfterCue":    {"联系电话：2120001", "联系电话：****001"},
		"LocalNoCue":       {"共2120001元", "共2120001元"},
		"DayAfterCue":      {"来电20160107", "来电20160107"},
		"Service":          {"拨打12345或4001234567、95588", "拨打12345或4001234567、95588"},
		"ID":               {"身份证44040219900101123X", "身份证**************123X"},
		"IDValid":          {"编号 " + idNumber("44040219900101123") + " 的", "编号 **************" + idNumber("44040219900101123")[14:] + " 的"},
		"IDMistyped":       {"440402199001011231", "**************1231"},
		"IDSmallX":         {strings.ToLower(xID), "**************019x"},
		"IDOld":            {"身份证号：440402900101123", "身份证号：***********1123"},
		"IDSpaced":         {spaced(xID), "****** ******** 019X"},
		"IDNoSuchDay":      {"单号440402199013011231", "单号440402199013011231"},
		"Card":             {"卡号6222020200112233445", "卡号***************3445"},
		"CardLuhn":         {"转到 4111111111111111 了", "转到 ************1111 了"},
		"CardGroups":       {"4111 1111 1111 1111", "**** **** **** 1111"},
		"CardNotLuhn":      {"单号4111111111111112", "单号4111111111111112"},
		"Account":          {"银行账号：440501640036", "银行账号：********0036"},
		"Permit":           {"回乡证H01234567", "回乡证H*****567"},
		"Passport":         {"护照号码：EA1234567", "护照号码：EA****567"},
		"PermitNoCue":      {"型号H01234567", "型号H01234567"},
		"Email":            {"请发 zhang.san@example.com。", "请发 z***@example.com。"},
		"EmailMobile":      {"13800135521@example.com", "1***@example.com"},
		"EmailShort":       {"ab@example.com", "***@example.com"},
		"NotEmail":         {"@客服 a@b", "@客服 a@b"},
		"Plate":            {"粤C12345出租车拒载", "粤C12345出租车拒载"},
		"Time":             {"2016-01-07 18:53:54", "2016-01-07 18:53:54"},
		"IP":               {"192.168.100.100", "192.168.100.100"},
		"Two":              {"我13800135521，他0756-2120001", "我138****5521，他0756-****001"},
		"BrokenUTF8":       {"\xff13800135521\xfe", "\xff138****5521\xfe"},
		"StarInFront":      {"*13800135521", "*138****5521"},
		"TailThenLocal":    {"13800130756 2120001", "138****0756 2120001"},
		"Bullet":           {"* 138 0013 5521", "* 138 **** 5521"},
		"OrderNumber":      {"20250101000017", "20250101000017"},
		"DayThenMobile":    {"20160107 13800135521", "20160107 138****5521"},
		"MobileThenOthers": {"13800135521 2 13800135522", "138****5521 2 138****5522"},
	} {
		t.Run(name, func(t *testing.T) {
			got, found := MaskPersonal(c.text)
			if got != c.want {
				t.Errorf("MaskPersonal(%q) = %q, want %q", c.text, got, c.want)
			}
			if (len(found) > 0) != (c.text != c.want) {
				t.Errorf("found %v", found)
			}
		})
	}
}

var xID = idNumber("44040219910307019")

func idNumber(first17 string) string { return first17 + string(IDCheckDigit(first17)) }

func spaced(id string) string { return id[:6] + " " + id[6:14] + " " + id[14:] }

func TestMaskPersonal_Kinds(t *testing.T) {
	text := "手机13800135521，座机0756-2120001，身份证" + xID + "，卡4111111111111111，邮箱me.you@example.com，护照E12345678"
	_, found := MaskPersonal(text)
	want := []Kind{Mobile, Landline, IDNumber, BankCard, Email, TravelDocument}
	if len(found) != len(want) {
		t.Fatalf("found %v", found)
	}
	for i, s := range found {
		if s.Kind != want[i] {
			t.Errorf("%q is %s, want %s", text[s.Start:s.End], s.Kind, want[i])
		}
	}
	if s := found[0]; text[s.Start:s.End] != "13800135521" {
		t.Errorf("span holds %q", text[s.Start:s.End])
	}
}

func TestValidIDNumber(t *testing.T) {
	// ISO 7064 gives 0, 1 and X among others; the first is the sample of GB 11643.
	for id, want := range map[string]bool{
		"11010519491231002X": true,
		"11010519491231002x": true,
		"110105194912310021": false,
		"440524188001010014": true,
		"44052418800101001A": false,
		"11010519491331002X": false, // month 13
		"99010519491231002X": false, // no such province
		"":                   false,
		"１１010519491231002X": false,
	} {
		if ValidIDNumber(id) != want {
			t.Errorf("ValidIDNumber(%q) = %v", id, !want)
		}
	}
	if IDCheckDigit("1101051949123100") != 0 || IDCheckDigit("1101051949123100a") != 0 {
		t.Error("a check digit of something that is no number")
	}
	if xID[17] != 'X' {
		t.Errorf("the test's number should end in X: %s", xID)
	}
}

func FuzzMaskPersonal(f *testing.F) {
	f.Add("我是13800135521，电话 0756-2120001 转 8，卡6222 0202 0011 2233 445，zhang@example.com")
	f.Add("身份证44040219910307019X护照EA1234567一三八〇〇一三五五二一")
	f.Add("电话：138 0013 5521 2120001-2120002 853 6612 3456")
	f.Fuzz(func(t *testing.T, text string) {
		masked, found := MaskPersonal(text)
		end, shape := 0, "(?s)^"
		const hidden = `[\pL\pN._%+-]{0,3}[* ()（）—–‐－\x{a0}\x{3000}-]*\*\*[\pL\pN* ()（）@._%+—–‐－\x{a0}\x{3000}-]*`
		for _, s := range found {
			if s.Start < end || s.End <= s.Start || s.End > len(text) {
				t.Fatalf("spans out of order: %v", found)
			}
			if !utf8.ValidString(text[s.Start:s.End]) {
				t.Fatalf("span cuts a character: %q", text[s.Start:s.End])
			}
			shape += regexp.QuoteMeta(text[end:s.Start]) + hidden
			end = s.End
		}
		shape += regexp.QuoteMeta(text[end:]) + "$"
		if utf8.ValidString(text) && !regexp.MustCompile(shape).MatchString(masked) {
			t.Fatalf("%q became %q: more changed than %v", text, masked, found)
		}
		if len(found) == 0 && masked != text {
			t.Fatal("nothing found, yet changed")
		}
		if again, more := MaskPersonal(masked); again != masked {
			t.Fatalf("masking twice differs: %q then %q (%v)", masked, again, more)
		}
	})
}

func TestMaskPersonal_HostileIsLinear(t *testing.T) {
	for name, unit := range map[string]string{
		"Digits": "1", "Groups": "1 ", "Cues": "电话：", "Mails": "a@", "Dots": "a.", "IDs": "440402 ", "Chinese": "一",
	} {
		text := strings.Repeat(unit, (1<<20)/len(unit))
		start := time.Now()
		if masked, _ := MaskPersonal(text); len(masked) > len(text) {
			t.Errorf("%s: grew", name)
		}
		t.Logf("%s: %v", name, time.Since(start))
	}
}

func BenchmarkMaskPersonal(b *testing.B) {
	text := strings.Repeat("香洲区翠香街道某小区昨晚十点起停水，物业称是二次供水设备故障，至今没有恢复。", 5) + "请回电13800135521。"
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		MaskPersonal(text)
	}
}
