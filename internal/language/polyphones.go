package language

import (
	"strings"
	"sync"
)

// polyphoneText lists phrases of a hotline's everyday words in which a
// character is not read in its most usual way, or whose usual reading is
// another in the dictionary. "phrase syllables" each; the syllables are those
// of the whole phrase.
const polyphoneText = `
重办 chong ban|重复 chong fu|重新 chong xin|重建 chong jian|重修 chong xiu|重装 chong zhuang|重启 chong qi|重叠 chong die|重申 chong shen|重庆 chong qing|重阳 chong yang
长期 chang qi|长效 chang xiao|长途 chang tu|长短 chang duan|长度 chang du|长寿 chang shou|长假 chang jia|长廊 chang lang|长椅 chang yi|长队 chang dui|长久 chang jiu|长时间 chang shi jian
时间长 shi jian chang|最长 zui chang|太长 tai chang|较长 jiao chang|加长 jia chang|超长 chao chang|延长 yan chang|特长 te chang|全长 quan chang|专长 zhuan chang|周长 zhou chang
长沙 chang sha|长江 chang jiang|长安 chang an|长春 chang chun|长城 chang cheng|长洲 chang zhou|长隆 chang long
银行 yin hang|行业 hang ye|同行业 tong hang ye|行情 hang qing|分行 fen hang|支行 zhi hang|总行 zong hang|央行 yang hang|农行 nong hang|商行 shang hang|拍卖行 pai mai hang|琴行 qin hang
工商 gong shang|部分 bu fen|总行程 zong xing cheng|社会 she hui|会计 kuai ji|财会 cai kuai
音乐 yin yue|乐器 yue qi|乐队 yue dui|乐团 yue tuan|声乐 sheng yue|奏乐 zou yue
空调 kong tiao|调解 tiao jie|调整 tiao zheng|调节 tiao jie|调价 tiao jia|调休 tiao xiu|协调 xie tiao|调试 tiao shi|调控 tiao kong|调理 tiao li|调味 tiao wei|调剂 tiao ji|调薪 tiao xin
烹调 peng tiao|失调 shi tiao|上调 shang tiao|下调 xia tiao|马上 ma shang|网上 wang shang|线上 xian shang|以上 yi shang
厦门 xia men|首都 shou du|成都 cheng du|国都 guo du|归还 gui huan|还款 huan kuan|偿还 chang huan|还贷 huan dai|还钱 huan qian|退还 tui huan|返还 fan huan|交还 jiao huan|还债 huan zhai|还建 huan jian
给水 ji shui|供给 gong ji|补给 bu ji|给付 ji fu|西藏 xi zang|宝藏 bao zang|番禺 pan yu|便宜 pian yi
没收 mo shou|没收到 mei shou dao|没收入 mei shou ru|淹没 yan mo|沉没 chen mo|出没 chu mo|吞没 tun mo
率领 shuai ling|草率 cao shuai|投降 tou xiang|反省 fan xing|人参 ren shen|海参 hai shen|党参 dang shen|参差 cen ci|自传 zi zhuan|传记 zhuan ji
朝阳 zhao yang|朝霞 zhao xia|朝气 zhao qi|曾祖 zeng zu|称职 chen zhi|对称 dui chen|匀称 yun chen|子弹 zi dan|炮弹 pao dan|弹药 dan yao|校对 jiao dui|校正 jiao zheng
似的 shi de|粘土 nian tu|畜牧 xu mu|畜养 xu yang|畜产 xu chan|角色 jue se|露面 lou mian|薄荷 bo he|薄弱 bo ruo|单薄 dan bo|淡薄 dan bo|提防 di fang
着火 zhao huo|着急 zhao ji|着凉 zhao liang|着陆 zhuo lu|着手 zhuo shou|着重 zhuo zhong|着落 zhuo luo|沉着 chen zhuo|执着 zhi zhuo|什么 shen me
了解 liao jie|了结 liao jie|了断 liao duan|不了 bu liao|模样 mu yang|模具 mu ju|的士 di shi|目的 mu di|的确 di que
冠军 guan jun|迫击炮 pai ji pao|曝光 bao guang|堵塞 du se|闭塞 bi se|阻塞 zu se|要塞 yao sai|刹那 cha na|恐吓 kong he|恫吓 dong he|剥削 bo xue|削减 xue jian|轧钢 zha gang|哽咽 geng ye
开拓 kai tuo|大夫 dai fu|关卡 guan qia|出差 chu chai|差遣 chai qian|茄子 qie zi|猪圈 zhu juan|龟裂 jun lie|包扎 bao za|结扎 jie za|吐血 tu xue|尿血 niao xue
六安 lu an|六合区 lu he qu|台州 tai zhou|东莞 dong guan|湾仔 wan zai|氹仔 dang zai|河涌 he chong|大涌 da chong|涌口 chong kou|番茄 fan qie
`

// phraseBook finds the longest phrase at the start of a text. Phrases are kept
// under their first character.
type phraseBook map[rune][]phrase

type phrase struct {
	text      []rune
	syllables []string
}

func (b phraseBook) longest(runes []rune) (syllables []string, n int) {
	for _, p := range b[runes[0]] {
		if len(p.text) > n && hasPrefix(runes, p.text) {
			syllables, n = p.syllables, len(p.text)
		}
	}
	return syllables, n
}

func hasPrefix(runes, prefix []rune) bool {
	if len(runes) < len(prefix) {
		return false
	}
	for i, r := range prefix {
		if runes[i] != r {
			return false
		}
	}
	return true
}

// polyphones parses the table once. A malformed line is a mistake of the
// program, so it panics; a test reads the whole table.
var polyphones = sync.OnceValue(func() phraseBook {
	book := phraseBook{}
	for _, entry := range strings.FieldsFunc(polyphoneText, func(r rune) bool { return r == '\n' || r == '|' }) {
		fields := strings.Fields(entry)
		text := []rune(fields[0])
		if len(text) != len(fields)-1 {
			panic("language: phrase and syllables differ in length: " + entry)
		}
		book[text[0]] = append(book[text[0]], phrase{text: text, syllables: fields[1:]})
	}
	return book
})
