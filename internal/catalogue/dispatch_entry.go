package catalogue

import (
	"fmt"
	"slices"
	"strings"

	"onedoor/internal/language"
	"onedoor/internal/platform/ids"
)

// Entry is one rule of the dispatch catalogue: matters that meet its conditions go to a unit. A category holds for all
// below it, and so does a division; an empty condition holds for everything.
type Entry struct {
	ID            ids.ID   `json:"id"`
	CategoryID    ids.ID   `json:"category_id" doc:"null: any category"`
	DivisionCode  string   `json:"division_code" doc:"empty: anywhere in the city"`
	Kind          string   `json:"kind" doc:"empty: any"`
	Door          string   `json:"door" doc:"empty: any"`
	Business      string   `json:"business" enum:",yes,no" doc:"from a business; empty: either"`
	Topic         string   `json:"topic" doc:"empty: any"`
	AccusedUnitID ids.ID   `json:"accused_unit_id" doc:"the accused party is this unit; null: anybody"`
	AccusedWords  string   `json:"accused_words" doc:"the accused party's name holds one of these words, parted by spaces"`
	Hours         string   `json:"hours" doc:"of the day, in Shanghai: 22:00-06:00; empty: always"`
	Weekdays      string   `json:"weekdays" doc:"digits 1 (Monday) to 7; empty: all"`
	Season        string   `json:"season" doc:"first and last day of each year: 06-01~09-30; empty: all year"`
	UnitID        ids.ID   `json:"unit_id" doc:"the unit that leads (主办)"`
	CoUnits       []ids.ID `json:"co_unit_ids" nullable:"false" doc:"units that should help (协办), as a suggestion"`
	Basis         string   `json:"basis" doc:"the duty that this rests on (职责依据)"`
	Unclear       bool     `json:"unclear" doc:"duties are unclear: the first unit that gets the order answers for it (首接负责)"`
	Priority      int      `json:"priority" doc:"0 to 9; a higher one goes before any more special rule"`
}

// The bounds of an entry.
const (
	maxPriority = 9
	maxCoUnits  = 8
	maxBasis    = 500
	maxWords    = 100
)

// Doors are the ways that a matter may come in.
var Doors = []string{"phone", "web", "counter", "letter", "other"}

var doorLabels = map[string]string{"phone": "电话", "web": "网上", "counter": "窗口", "letter": "来信", "other": "其他渠道"}

var kindLabels = map[string]string{"consult": "咨询", "help": "求助", "complaint": "投诉", "report": "举报", "suggestion": "建议",
	"praise": "表扬", "invalid": "无效"}

// clean trims the entry and names what is wrong with it, by the field's name in JSON.
func (e *Entry) clean() (wrong []rowFault) {
	say := func(bad bool, field, message string) {
		if bad {
			wrong = append(wrong, rowFault{field, message})
		}
	}
	e.DivisionCode, e.Kind, e.Door, e.Business = strings.TrimSpace(e.DivisionCode), strings.TrimSpace(e.Kind), strings.TrimSpace(e.Door), strings.TrimSpace(e.Business)
	e.Topic, e.Basis = strings.TrimSpace(e.Topic), strings.TrimSpace(e.Basis)
	e.AccusedWords = strings.Join(strings.FieldsFunc(e.AccusedWords, partsWords), " ")
	say(e.Kind != "" && !knownKind(e.Kind), "kind", "没有这种诉求类型")
	say(e.Door != "" && !slices.Contains(Doors, e.Door), "door", "没有这种渠道")
	say(e.Business != "" && e.Business != "yes" && e.Business != "no", "business", "涉企只能填“是”“否”或留空")
	for _, text := range []struct {
		field, name, text string
		most              int
	}{{"topic", "专题", e.Topic, 40}, {"accused_words", "被反映对象关键词", e.AccusedWords, maxWords}, {"basis", "职责依据", e.Basis, maxBasis}} {
		if text.text != "" {
			message := wrongText(text.text, text.most)
			say(message != "", text.field, text.name+message)
		}
	}
	for _, w := range strings.Fields(e.AccusedWords) {
		say(len([]rune(language.Fold(w))) < 2, "accused_words", "每个关键词至少两个字")
	}
	var w window
	if message := w.read(e.Hours, e.Weekdays, e.Season); message.message != "" {
		wrong = append(wrong, message)
	}
	e.Hours, e.Weekdays, e.Season = w.texts()
	say(e.UnitID <= 0, "unit_id", "请选择主办单位")
	say(e.Priority < 0 || e.Priority > maxPriority, "priority", fmt.Sprintf("优先级为 0 至 %d", maxPriority))
	e.CoUnits = slices.DeleteFunc(e.CoUnits, func(id ids.ID) bool { return id == 0 || id == e.UnitID })
	slices.Sort(e.CoUnits)
	e.CoUnits = slices.Compact(e.CoUnits)
	if e.CoUnits == nil {
		e.CoUnits = []ids.ID{}
	}
	say(len(e.CoUnits) > maxCoUnits, "co_unit_ids", fmt.Sprintf("协办单位最多 %d 个", maxCoUnits))
	return wrong
}

func partsWords(r rune) bool { return strings.ContainsRune(" \t\n\u3000、，,;；", r) }

// rowFault is what is wrong with one field.
type rowFault struct{ field, message string }

// conditions is what an entry asks for. No two entries of a version ask for the same.
type conditions struct {
	category                                                          ids.ID
	division, kind, door, business, topic, words, hours, days, season string
	accused                                                           ids.ID
}

func (e Entry) conditions() conditions {
	return conditions{e.CategoryID, e.DivisionCode, e.Kind, e.Door, e.Business, e.Topic, e.AccusedWords, e.Hours, e.Weekdays, e.Season, e.AccusedUnitID}
}

// same tells whether two entries say the same, whatever their ids.
func (e Entry) same(o Entry) bool {
	return e.conditions() == o.conditions() && e.UnitID == o.UnitID && slices.Equal(e.CoUnits, o.CoUnits) && e.Basis == o.Basis &&
		e.Unclear == o.Unclear && e.Priority == o.Priority
}
