package switchboard

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// menuLevels is how many choices somebody makes at most before being told something or waiting for people: who calls a
// hotline is not to be sent through a maze.
const menuLevels = 2

// MenuProblem is what is wrong with a menu, and where.
type MenuProblem struct {
	Field   string `json:"field" doc:"such as steps[2].keys.5"`
	Step    string `json:"step" doc:"the id of the step; empty: of no step"`
	Message string `json:"message"`
	Minor   bool   `json:"minor,omitempty" doc:"the menu can be published all the same"`
}

var (
	stepPattern  = regexp.MustCompile(`^[a-z][a-z0-9_-]{0,39}$`)
	digitPattern = regexp.MustCompile(`^[0-9]{2,20}$`)
	variables    = regexp.MustCompile(`\{[^{}]*\}`)
)

// menuVariables are what a text may have filled in.
var menuVariables = []string{"{城市}", "{热线}", "{按键}"}

// Check lists what is wrong with a menu, with the queues that there are and the keys that open special lines use. Nothing
// of it can take 0 from a caller: that key is in no menu.
func (m *Menu) Check(queues []Queue, lines []Special) []MenuProblem {
	c := menuCheck{menu: m, queues: queues, list: []MenuProblem{}}
	c.frame()
	if len(m.Steps) == 0 {
		c.point("steps", "", "菜单至少要有一步。")
		return c.list
	}
	seen := map[string]bool{}
	for i := range m.Steps {
		s := &m.Steps[i]
		if !stepPattern.MatchString(s.ID) || seen[s.ID] {
			c.at(i, "id", "步骤代码须以小写字母开头，由小写字母、数字组成，不能重复。")
		}
		seen[s.ID] = true
		c.step(i, s)
	}
	if len(c.list) > 0 {
		return c.list // the way through it can be judged only when all leads somewhere
	}
	c.ways()
	for i := range m.Steps {
		s := &m.Steps[i]
		for _, l := range lines {
			if m.isEntry(s.ID) && l.Key != "" && s.Keys[l.Key] != "" {
				c.at(i, "keys."+l.Key, "%s 键正由专线“%s”使用，请换一个键，或者先关闭专线。", l.Key, l.Queue.Name)
			}
		}
	}
	return c.list
}

// Advise lists what could be better with a menu that is right: calls are recorded, and no step where they begin says so, so
// that an announcement must before the queue.
func (m *Menu) Advise() []MenuProblem {
	for i := range m.Steps {
		if m.isEntry(m.Steps[i].ID) && m.Steps[i].announces() {
			return nil
		}
	}
	return []MenuProblem{{Field: "entries", Message: "没有一个入口步骤告知通话会被录音；系统会在进入排队前另行播报。", Minor: true}}
}

type menuCheck struct {
	menu   *Menu
	queues []Queue
	list   []MenuProblem
}

func (c *menuCheck) point(field, step, message string, args ...any) {
	p := MenuProblem{Field: field, Step: step, Message: fmt.Sprintf(message, args...)}
	if !slices.Contains(c.list, p) {
		c.list = append(c.list, p)
	}
}

func (c *menuCheck) at(i int, field, message string, args ...any) {
	c.point(fmt.Sprintf("steps[%d].%s", i, field), c.menu.Steps[i].ID, message, args...)
}

// frame checks what is of no step.
func (c *menuCheck) frame() {
	m := c.menu
	if !c.hasQueue(m.Human) {
		c.point("human", "", "请选择按 0 转人工的队列。")
	}
	if from, to := minuteOf(m.Hours.From), minuteOf(m.Hours.To); from < 0 || to <= from {
		c.point("hours", "", "工作时间的结束须晚于开始，写作 08:30。")
	}
	if len(m.Entries) == 0 {
		c.point("entries", "", "请至少设一个入口。")
		return
	}
	if e := m.Entries[len(m.Entries)-1]; len(e.Hotlines) > 0 || e.When != "" {
		c.point("entries", "", "最后一个入口须适用于所有号码和时段，否则有的来电没有去处。")
	}
	for i, e := range m.Entries {
		field := fmt.Sprintf("entries[%d]", i)
		if m.step(e.Step) == nil {
			c.point(field+".step", "", "没有代码为“%s”的步骤。", e.Step)
		}
		if !slices.Contains([]string{"", WhenWorking, WhenNight, WhenHoliday}, e.When) {
			c.point(field+".when", "", "时段须为工作时间、夜间或节假日。")
		}
		for _, h := range e.Hotlines {
			if !digitPattern.MatchString(h) {
				c.point(field+".hotlines", "", "被叫号码“%s”须为数字。", h)
			}
		}
	}
}

func (c *menuCheck) hasQueue(code string) bool {
	return slices.ContainsFunc(c.queues, func(q Queue) bool { return q.Code == code })
}

// step checks a step by itself.
func (c *menuCheck) step(i int, s *MenuStep) {
	switch {
	case strings.TrimSpace(s.Name) == "" || !utf8.ValidString(s.Name) || utf8.RuneCountInString(s.Name) > 40:
		c.at(i, "name", "请填写步骤名称，不超过 40 字。")
	case strings.TrimSpace(s.Say) == "" && s.Sound == "":
		c.at(i, "say", "请填写要播报的话，或者选择录音。")
	case !utf8.ValidString(s.Say) || utf8.RuneCountInString(s.Say) > 600:
		c.at(i, "say", "播报内容不超过 600 字。")
	}
	for _, v := range variables.FindAllString(s.Say, -1) {
		if !slices.Contains(menuVariables, v) {
			c.at(i, "say", "没有变量 %s，可以用 {城市}、{热线}、{按键}。", v)
		}
	}
	if strings.ContainsAny(variables.ReplaceAllString(s.Say, ""), "{}") {
		c.at(i, "say", "花括号不成对。")
	}
	if strings.ContainsAny(s.Sound, `/\.`) || utf8.RuneCountInString(s.Sound) > 60 {
		c.at(i, "sound", "录音名称不能含有路径，不超过 60 字。")
	}
	for _, key := range s.keys() {
		switch to := s.Keys[key]; {
		case key == "0":
			c.at(i, "keys.0", "0 键固定转人工，不能改作他用。")
		case len(key) != 1 || !strings.Contains(menuKeys, key):
			c.at(i, "keys."+key, "按键须为 1 至 9、* 或 #。")
		case to == toBack && c.menu.isEntry(s.ID):
			c.at(i, "keys."+key, "入口没有上一级，不能返回。")
		case to != toBack && !c.leads(to):
			c.at(i, "keys."+key, "%s 键没有去处，请选择队列或步骤。", key)
		}
	}
	c.then(i, s)
}

func (c *menuCheck) then(i int, s *MenuStep) {
	queue := strings.HasPrefix(s.Then, toQueue) && c.leads(s.Then)
	switch {
	case queue || s.choice() && s.Then == "":
	case s.choice():
		c.at(i, "then", "不按键的来电须进入队列。")
	case s.Then == toBack && c.menu.isEntry(s.ID):
		c.at(i, "then", "入口没有上一级，不能返回。")
	case s.Then != toBack && s.Then != toEnd:
		c.at(i, "then", "请选择播报之后返回、挂机还是进入队列。")
	}
}

// leads tells whether a target is there.
func (c *menuCheck) leads(to string) bool {
	if code, ok := strings.CutPrefix(to, toQueue); ok {
		return c.hasQueue(code)
	}
	id, ok := strings.CutPrefix(to, toStep)
	return ok && c.menu.step(id) != nil
}

// ways checks what leads where: nothing is deeper than two choices, nothing goes in circles but by going back, and
// every step can be reached.
func (c *menuCheck) ways() {
	m, reached := c.menu, map[string]bool{}
	var deep func(s *MenuStep, choices int, path []string)
	deep = func(s *MenuStep, choices int, path []string) {
		i := slices.IndexFunc(m.Steps, func(o MenuStep) bool { return o.ID == s.ID })
		reached[s.ID] = true
		if s.choice() {
			choices++
		}
		if choices > menuLevels {
			c.at(i, "keys", "菜单最多两级选择，这一步已是第 %d 级。", choices)
			return
		}
		for _, key := range s.keys() {
			id, ok := strings.CutPrefix(s.Keys[key], toStep)
			switch {
			case !ok:
			case id == s.ID || slices.Contains(path, id):
				c.at(i, "keys."+key, "%s 键绕回了来路，请改为返回上一级。", key)
			default:
				deep(m.step(id), choices, append(slices.Clone(path), s.ID))
			}
		}
	}
	for _, e := range m.Entries {
		if !reached[e.Step] {
			deep(m.step(e.Step), 0, nil)
		}
	}
	for i := range m.Steps {
		if !reached[m.Steps[i].ID] {
			c.at(i, "id", "没有按键或入口通到这里。")
		}
	}
}

// minuteOf is a time HH:MM as minutes of the day; -1: it is none.
func minuteOf(text string) int {
	var h, m int
	if n, err := fmt.Sscanf(text, "%02d:%02d", &h, &m); n != 2 || err != nil || len(text) != 5 || h > 24 || m > 59 || h < 0 || m < 0 || h == 24 && m > 0 {
		return -1
	}
	return h*60 + m
}
