package language

import (
	"strings"
	"testing"
)

func TestPinyin(t *testing.T) {
	for _, c := range []struct{ text, full, initials string }{
		{"公积金", "gongjijin", "gjj"},
		{"住房公积金管理中心", "zhufanggongjijinguanlizhongxin", "zfgjjglzx"},
		{"市人力资源和社会保障局", "shirenliziyuanheshehuibaozhangju", "srlzyhshbzj"},
		{"绿化", "lvhua", "lh"},
		{"女职工", "nvzhigong", "nzg"},
		{"银行", "yinhang", "yh"},
		{"行政执法", "xingzhengzhifa", "xzzf"},
		{"工商行政管理局", "gongshangxingzhengguanliju", "gsxzglj"},
		{"部分行为", "bufenxingwei", "bfxw"},
		{"重办", "chongban", "cb"},
		{"重大事项", "zhongdashixiang", "zdsx"},
		{"校长", "xiaozhang", "xz"},
		{"长期停水", "changqitingshui", "cqts"},
		{"空调", "kongtiao", "kt"},
		{"调查", "diaocha", "dc"},
		{"网上调查", "wangshangdiaocha", "wsdc"},
		{"会计", "kuaiji", "kj"},
		{"社会计划", "shehuijihua", "shjh"},
		{"没收到", "meishoudao", "msd"},
		{"没收", "moshou", "ms"},
		{"厦门", "xiamen", "xm"},
		{"大厦", "dasha", "ds"},
		{"横琴", "hengqin", "hq"},
		{"斗门区", "doumenqu", "dmq"},
		{"12345热线", "12345rexian", "12345rx"},
		{"Ａpp下载", "appxiazai", "appxz"},
		{"，。！", "", ""},
		{"", "", ""},
		{"停\xff水", "tingshui", "ts"},
	} {
		if got := Pinyin(c.text); got != c.full {
			t.Errorf("Pinyin(%q) = %q, want %q", c.text, got, c.full)
		}
		if got := PinyinInitials(c.text); got != c.initials {
			t.Errorf("PinyinInitials(%q) = %q, want %q", c.text, got, c.initials)
		}
	}
}

func TestSyllables(t *testing.T) {
	got := strings.Join(Syllables("G105国道旁"), " ")
	if want := "g105 guo dao pang"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// The phrase table says something only where a reading differs; the rest of
// its readings must agree with the dictionary, or one of both is mistyped.
func TestPolyphones(t *testing.T) {
	table := readings()
	for _, phrases := range polyphones() {
		for _, p := range phrases {
			agree := 0
			for i, r := range p.text {
				syllable := p.syllables[i]
				if syllable == "" || strings.Trim(syllable, "abcdefghijklmnopqrstuvwxyz") != "" {
					t.Errorf("%s: %q is no syllable", string(p.text), syllable)
				}
				if table[r] == syllable {
					agree++
				}
			}
			if len(p.text)-agree > 1 && string(p.text) != "参差" {
				t.Errorf("%s %v: more than one reading differs from the dictionary", string(p.text), p.syllables)
			}
		}
	}
}

func FuzzPinyin(f *testing.F) {
	f.Add("重庆长江ＡＢＣ　１２３")
	f.Fuzz(func(t *testing.T, text string) {
		full, initials := Pinyin(text), PinyinInitials(text)
		if len(initials) > len(full) {
			t.Fatalf("initials %q longer than %q", initials, full)
		}
		if joined := strings.Join(Syllables(text), ""); joined != full {
			t.Fatalf("syllables %q, pinyin %q", joined, full)
		}
	})
}

func BenchmarkPinyin(b *testing.B) {
	Pinyin("公")
	b.ReportAllocs()
	for b.Loop() {
		Pinyin("住房公积金管理中心")
	}
}
