package democity

import (
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"
)

// files copies the shipped city, to be spoilt.
func files(t *testing.T) fstest.MapFS {
	t.Helper()
	m := fstest.MapFS{}
	err := fs.WalkDir(Shipped(), ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := fs.ReadFile(Shipped(), path)
		m[path] = &fstest.MapFile{Data: text}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// spoil replaces the first old by its spoilt form and returns the line on which it stands.
func spoil(t *testing.T, m fstest.MapFS, file, old, spoilt string) int {
	t.Helper()
	text := string(m[file].Data)
	at := strings.Index(text, old)
	if at < 0 {
		t.Fatalf("%s does not contain %q", file, old)
	}
	m[file] = &fstest.MapFile{Data: []byte(strings.Replace(text, old, spoilt, 1))}
	return 1 + strings.Count(text[:at], "\n") + strings.Count(old, "\n") - strings.Count(strings.TrimLeft(old, "\n"), "\n")
}

func TestLoad_broken(t *testing.T) {
	const (
		police = "knowledge/police-traffic.yaml"
		notes  = "knowledge/announcements.yaml"
		street = "orders/01-city.yaml"
	)
	for _, c := range []struct {
		name, file, old, spoilt string
		want                    string // in the message
		line                    int    // added to the line of old
	}{
		{"Divisions/MissingColumn", "divisions.csv", "level,code,name,kind,parent", "level,code,name,kind,up", "缺少列“parent”", 0},
		{"Divisions/ExtraColumn", "divisions.csv", "level,code,name,kind,parent", "level,code,name,kind,parent,x", "多出列“x”", 0},
		{"Divisions/ColumnTwice", "divisions.csv", "level,code,name,kind,parent", "level,code,name,kind,parent,code", "列“code”重复", 0},
		{"Divisions/TooFewCells", "divisions.csv", "area,440403,斗门区,district,4404", "area,440403,斗门区", "应有 5 列，实有 3 列", 0},
		{"Divisions/BadLevel", "divisions.csv", "area,440403,", "region,440403,", "级别“region”不正确", 0},
		{"Divisions/BadKind", "divisions.csv", "香洲区,district", "香洲区,province", "类型“province”不正确", 0},
		{"Divisions/BadCode", "divisions.csv", "street,440402002,", "street,4404o2002,", "区划编码“4404o2002”不正确", 0},
		{"Divisions/UnknownParent", "divisions.csv", "梅华街道,street,440402", "梅华街道,street,440499", "上级区划“440499”不存在", 0},
		{"Divisions/SameCode", "divisions.csv", "street,440402002,", "street,440402001,", "区划编码“440402001”重复，首次出现在 divisions.csv:6", 0},
		{"Divisions/SameName", "divisions.csv", "440402002,梅华街道", "440402002,翠香街道", "同一上级下的名称", 0},
		{"Divisions/LevelOfParent", "divisions.csv", "翠香社区居民委员会,community,440402001", "翠香社区居民委员会,community,440402001001", "级别不高于", 0},
		{"Divisions/TwoCities", "divisions.csv", "area,440403,", "city,440403,", "只有一个市级区划，现有 2 个", -1000},
		{"Divisions/OpenQuote", "divisions.csv", "440402,香洲区", "440402,\"香洲区", "格式有误", 1000},
		{"Zones/UnknownUnit", "zones.csv", ",gaoxin,", ",gaoxing,", "单位“gaoxing”不存在", 0},
		{"Zones/NotItsUnit", "zones.csv", ",gaoxin,", ",xiangzhou,", "不是该功能区的管理机构", 0},
		{"Zones/UnknownTown", "zones.csv", "440402100", "440402199", "“440402199”不存在", 0},
		{"Zones/CoveredTwice", "zones.csv", "440404101;440404104", "440404101;440402100", "覆盖范围“440402100”重复", 0},
		{"Zones/TakenCode", "zones.csv", "440491,", "440402,", "区划编码“440402”重复", 0},
		{"Units/UnknownParent", "units.csv", "香洲区,district,centre", "香洲区,district,center", "上级单位“center”不存在", 0},
		{"Units/UnknownDivision", "units.csv", "centre,440402,none", "centre,440499,none", "区划“440499”不存在", 0},
		{"Units/WrongLevel", "units.csv", "centre,440402,none", "centre,4404,none", "区划级别应为 area", 0},
		{"Units/BadMode", "units.csv", "4404,full_merge,", "4404,merged,", "整合方式“merged”不正确", 0},
		{"Units/BadKind", "units.csv", "市教育局,市教育局,department", "市教育局,市教育局,bureau", "单位类型“bureau”不正确", 0},
		{"Units/SameCode", "units.csv", "\njiaoyu,", "\nfagai,", "单位编码“fagai”重复", 0},
		{"Units/SameName", "units.csv", "jiaoyu,市教育局", "jiaoyu,市发展和改革局", "单位名称“市发展和改革局”重复", 0},
		{"Units/NoSubCentre", "units.csv", "sub_centre,fzx-renshe,", "sub_centre,,", "没有写明分中心", 0},
		{"Units/NotASubCentre", "units.csv", "sub_centre,fzx-renshe,", "sub_centre,fagai,", "“fagai”不是分中心", 0},
		{"Units/UnknownSubCentre", "units.csv", "sub_centre,fzx-renshe,", "sub_centre,fzx-none,", "分中心“fzx-none”不存在", 0},
		{"Units/SubCentreUnused", "units.csv", "sub_centre,fzx-renshe,", "full_merge,fzx-renshe,", "但整合方式为 full_merge", 0},
		{"Units/SecondCentre", "units.csv", "市教育局,department,", "市教育局,centre,", "热线中心只能有一个", 0},
		{"Units/RealPhone", "units.csv", "0756-5551000", "0756-2551000", "演示号段", 0},
		{"Units/NoOfficer", "staff.csv", ",youxian,officer", ",youxian,auditor", "", 0},
		{"Hotlines/UnknownUnit", "hotlines.csv", ",canlian,", ",canlain,", "单位“canlain”不存在", 0},
		{"Hotlines/NoSubCentre", "hotlines.csv", ",canlian,full_merge", ",canlian,sub_centre", "没有分中心", 0},
		{"Hotlines/Same", "hotlines.csv", "12365,", "12315,", "热线号码“12315”重复", 0},
		{"Hotlines/BadNumber", "hotlines.csv", "12365,", "12-36x,", "热线号码“12-36x”不正确", 0},
		{"Categories/UnknownParent", "categories.csv", "占道与摊贩,01,", "占道与摊贩,91,", "上级分类“91”不存在", 0},
		{"Categories/BadKind", "categories.csv", "占道经营,0101,complaint", "占道经营,0101,complain", "默认类型“complain”不正确", 0},
		{"Categories/NoKind", "categories.csv", "占道经营,0101,complaint", "占道经营,0101,", "默认类型“”不正确", 0},
		{"Categories/SameLeafName", "categories.csv", "流动摊贩,0101,", "店外堆放,0101,", "", 0},
		{"Categories/SameCode", "categories.csv", "010102,流动摊贩", "010101,流动摊贩", "分类编码“010101”重复", 0},
		{"Defaults/UnknownCategory", "default_units.csv", "\n0101,,", "\n0199,,", "分类“0199”不存在", 0},
		{"Defaults/UnknownDivision", "default_units.csv", "0101,440402,", "0101,440409,", "区划“440409”不存在", 0},
		{"Defaults/UnknownUnit", "default_units.csv", "0101,440402,xiangzhou", "0101,440402,xiangzou", "单位“xiangzou”不存在", 0},
		{"Defaults/Centre", "default_units.csv", "0101,440402,xiangzhou", "0101,440402,centre", "不承办工单", 0},
		{"Rules/UnknownUnit", "catalogue_draft.csv", ",gongan,chengguan,", ",gongan,chenguan,", "单位“chenguan”不存在", 0},
		{"Rules/Unclear", "catalogue_draft.csv", "受理,yes", "受理,perhaps", "首接负责", 0},
		{"Defaults/Same", "default_units.csv", "0101,440403,", "0101,440402,", "组合“0101/440402”重复", 0},
		{"Staff/UnknownUnit", "staff.csv", "centre,dispatcher", "center,dispatcher", "单位“center”不存在", 0},
		{"Staff/UnknownRole", "staff.csv", "centre,dispatcher", "centre,dispatch", "角色“dispatch”不正确", 0},
		{"Staff/NoRole", "staff.csv", "centre,dispatcher", "centre,", "没有角色", 0},
		{"Staff/SameLogin", "staff.csv", "seat2,", "seat1,", "登录名“seat1”重复，首次出现在 staff.csv:2", 0},
		{"Staff/BadLogin", "staff.csv", "seat2,", "Seat 2,", "登录名“Seat 2”不正确", 0},
		{"Staff/OfficerOfCentre", "staff.csv", "centre,dispatcher", "centre,officer", "承办员应属于承办单位", 0},
		{"Staff/RoleEmpty", "staff.csv", "centre,auditor", "centre,admin", "没有人担任角色 auditor", -1000},
		{"People/RealPhone", "contact_people.csv", "15400000037", "13800000037", "演示号段", 0},
		{"People/SamePhone", "contact_people.csv", "15400000074", "15400000037", "电话“15400000037”重复", 0},
		{"People/UnknownDivision", "contact_people.csv", "15400000037,440402", "15400000037,990402", "不存在", 0},
		{"People/Language", "contact_people.csv", ",zh", ",cn", "语言“cn”不正确", 0},
		{"Knowledge/UnknownUnit", police, "unit: gongan", "unit: gonan", "单位“gonan”不存在", 0},
		{"Knowledge/UnknownCategory", police, "categories: [居民身份证]", "categories: [居民身份]", "三级分类“居民身份”不存在", 0},
		{"Knowledge/NoCategory", police, "categories: [居民身份证]", "categories: []", "至少写一个分类", 0},
		{"Knowledge/NoKeywords", police, "keywords: [身份证, 首次申领, 派出所, 办证]", "keywords: 身份证", "“keywords”应为列表", 0},
		{"Knowledge/SameCode", police, "code: hz-02", "code: hz-01", "编号“hz-01”重复，首次出现在 knowledge/police-traffic.yaml:5", 0},
		{"Knowledge/SameTitle", police, "title: 身份证丢了怎么补办，急用怎么办", "title: 首次申领居民身份证需要带什么", "标题", 0},
		{"Knowledge/ShortBody", police, "body: 申请人本人到就近的派出所户籍窗口办理，", "body: 到窗口办理。\n    xbody: ", "正文应为 60 至 250 个字，现有 6 个", 0},
		{"Knowledge/UnknownKey", police, "summary: 本人到任一", "summery: 本人到任一", "不认识“summery”", 0},
		{"Knowledge/BadDate", police, "expires: +400d", "expires: 2027-02-30", "时间“2027-02-30”不正确", 0},
		{"Knowledge/NoExpiry", police, "    expires: +400d\n", "", "缺少“expires”", -7},
		{"Knowledge/DatedArticle", police, "expires: +400d", "expires: +400d\n    starts: +1d", "只有公告可以写起止时间", -7},
		{"Knowledge/BadKind", police, "kind: article", "kind: artcle", "kind“artcle”不正确", 0},
		{"Knowledge/Syntax", police, "keywords: [身份证, 首次申领, 派出所, 办证]", "keywords: [身份证", "YAML 格式有误", 1000},
		{"Knowledge/EndsFirst", notes, "ends: +1d 06:00", "ends: -3d 06:00", "ends 应晚于 starts", 0},
		{"Knowledge/NoEnd", notes, "    ends: +1d 06:00\n", "", "公告应写明 starts 和 ends", -8},
		{"Knowledge/ExpiresFirst", notes, "expires: +5d", "expires: -1d", "expires 不应早于 ends", 0},
		{"Orders/UnknownCategory", street, "category: 占道经营", "category: 占道", "三级分类“占道”不存在", 0},
		{"Orders/BadKind", street, "kind: report", "kind: reported", "类型“reported”不正确", 0},
		{"Orders/UnknownPlace", street, "翠香街道/紫荆社区 |", "翠香街道/紫金社区 |", "地点“翠香街道/紫金社区”：没有这个地方", 0},
		{"Orders/AmbiguousPlace", street, "红旗镇/藤山社区 |", "小林 |", "有多个", 0},
		{"Orders/NoAddress", street, "翠香街道/紫荆社区 | 紫荆菜市场南门", "翠香街道/紫荆社区", "“镇街/社区 | 地址”", 0},
		{"Orders/UnknownUnit", street, "wrong_unit: zhujian", "wrong_unit: zhujan", "单位“zhujan”不存在", 0},
		{"Orders/NoReason", street, "    wrong_unit: zhujian\n", "", "wrong_unit 与 return_reason 应同时写", -1000},
		{"Orders/RightUnit", street, "wrong_unit: huanbao", "wrong_unit: shuiwu", "正是", 0},
		{"Orders/BadOutcome", street, "outcome: resolved", "outcome: solved", "办理结果“solved”不正确", 0},
		{"Orders/BadResolved", street, "resolved: yes,", "resolved: maybe,", "是否解决“maybe”不正确", 0},
		{"Orders/BadSatisfaction", street, "satisfaction: 5,", "satisfaction: 6,", "应为 1 至 5 的整数", 0},
		{"Orders/BadFlag", street, "sealed: true", "sealed: yes", "应为 true 或 false", 0},
		{"Orders/UnknownQuote", street, "quote: kj-04", "quote: kj-99", "知识条目“kj-99”不存在", 0},
		{"Orders/SameCode", street, "code: c002", "code: c001", "编号“c001”重复", 0},
		{"Orders/NoTitle", street, "    title: \"{地点}店铺把货堆到盲道上\"\n", "", "缺少“title”", -1},
		{"Orders/TextForMapping", street, "after: {resolved: yes, satisfaction: 4}", "after: fine", "此处应为", 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := files(t)
			line := spoil(t, m, c.file, c.old, c.spoilt)
			_, bad := Load(m)
			if len(bad) == 0 {
				t.Fatal("the spoilt city loads")
			}
			for _, p := range bad {
				// A line of ±1000: the mistake has no line of its own, or one that cannot be foretold.
				if p.File == c.file && strings.Contains(p.Text, c.want) && (c.line <= -1000 || c.line >= 1000 || p.Line == line+c.line) {
					return
				}
			}
			if c.want == "" && bad[0].Line > 0 {
				return // any mistake, in another file
			}
			t.Errorf("want %s:%d: …%s…, got", c.file, line+c.line, c.want)
			for _, p := range bad[:min(len(bad), 6)] {
				t.Error(p)
			}
		})
	}
}

func TestLoad_hostile(t *testing.T) {
	for _, c := range []struct {
		name string
		do   func(m fstest.MapFS)
		want string
	}{
		{"NoFiles", func(m fstest.MapFS) { clear(m) }, "divisions.csv: 无法读取"},
		{"EmptyTable", func(m fstest.MapFS) { m["units.csv"] = &fstest.MapFile{} }, "units.csv:1: 没有表头"},
		{"NoRows", func(m fstest.MapFS) { m["staff.csv"] = &fstest.MapFile{Data: []byte("login,name,unit,roles\n")} }, "没有人担任角色 seat"},
		{"Binary", func(m fstest.MapFS) { m["categories.csv"] = &fstest.MapFile{Data: []byte("\x00\xff\xfe\"\n\x00")} }, "categories.csv:1: "},
		{"EmptyYAML", func(m fstest.MapFS) { m["orders/01-city.yaml"] = &fstest.MapFile{} }, "orders/01-city.yaml: 文件是空的"},
		{"ListAtTop", func(m fstest.MapFS) { m["orders/01-city.yaml"] = &fstest.MapFile{Data: []byte("- a\n")} }, "orders/01-city.yaml:1: 此处应为"},
		{"BinaryYAML", func(m fstest.MapFS) { m["knowledge/civil.yaml"] = &fstest.MapFile{Data: []byte("a: \x01\xff")} }, "knowledge/civil.yaml"},
		{"AliasOfItself", func(m fstest.MapFS) {
			m["orders/01-city.yaml"] = &fstest.MapFile{Data: []byte("field: x\nscenarios: &a [*a, *a]\n")}
		}, "orders/01-city.yaml"},
		{"NoKnowledge", func(m fstest.MapFS) {
			for path := range m {
				if strings.HasPrefix(path, "knowledge/") {
					delete(m, path)
				}
			}
		}, "knowledge: 无法读取"},
		{"ByteOrderMark", func(m fstest.MapFS) {
			m["hotlines.csv"] = &fstest.MapFile{Data: append([]byte("\ufeff"), m["hotlines.csv"].Data...)}
		}, ""},
		{"WindowsLines", func(m fstest.MapFS) {
			m["hotlines.csv"] = &fstest.MapFile{Data: []byte(strings.ReplaceAll(string(m["hotlines.csv"].Data), "\n", "\r\n"))}
		}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := files(t)
			c.do(m)
			_, bad := Load(m)
			if c.want == "" {
				if len(bad) > 0 {
					t.Errorf("refused: %v", bad[0])
				}
				return
			}
			for _, p := range bad {
				if strings.HasPrefix(p.String(), c.want) || strings.Contains(p.Text, c.want) {
					return
				}
			}
			t.Errorf("want %q, got %v", c.want, bad[:min(len(bad), 5)])
		})
	}
}

// TestLoad_all holds that one run shows the mistakes of several files.
func TestLoad_all(t *testing.T) {
	m := files(t)
	spoil(t, m, "units.csv", "4404,full_merge,", "4404,merged,")
	spoil(t, m, "hotlines.csv", ",canlian,", ",canlain,")
	spoil(t, m, "orders/01-city.yaml", "category: 占道经营", "category: 占道")
	spoil(t, m, "orders/01-city.yaml", "satisfaction: 5,", "satisfaction: 9,")
	_, bad := Load(m)
	if len(bad) != 4 {
		t.Errorf("%d mistakes, want 4: %v", len(bad), bad)
	}
}
