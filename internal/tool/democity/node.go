package democity

import (
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// object is a YAML mapping that remembers its lines and which of its keys were asked for.
type object struct {
	spot
	p    *problems
	keys map[string]*yaml.Node
	asks map[string]bool
}

var yamlLine = regexp.MustCompile(`line ([0-9]+)`)

// readYAML reads a file whose top is a mapping; nil if it cannot be read.
func readYAML(fsys fs.FS, p *problems, file string) *object {
	text, err := fs.ReadFile(fsys, file)
	if err != nil {
		p.at(spot{file: file}, "无法读取：%v", err)
		return nil
	}
	var doc yaml.Node
	if err := yaml.Unmarshal(text, &doc); err != nil {
		line := 0
		if m := yamlLine.FindStringSubmatch(err.Error()); m != nil {
			line, _ = strconv.Atoi(m[1])
		}
		p.at(spot{file, line}, "YAML 格式有误：%s", strings.TrimPrefix(err.Error(), "yaml: "))
		return nil
	}
	if len(doc.Content) == 0 {
		p.at(spot{file: file}, "文件是空的")
		return nil
	}
	return newObject(p, file, doc.Content[0])
}

// newObject returns nil, and reports, when n is no mapping.
func newObject(p *problems, file string, n *yaml.Node) *object {
	at := spot{file, n.Line}
	if n.Kind != yaml.MappingNode {
		p.at(at, "此处应为“名称: 值”的集合")
		return nil
	}
	o := &object{spot: at, p: p, keys: map[string]*yaml.Node{}, asks: map[string]bool{}}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key := n.Content[i].Value
		if _, twice := o.keys[key]; twice {
			p.at(spot{file, n.Content[i].Line}, "“%s”写了两次", key)
			continue
		}
		o.keys[key] = n.Content[i+1]
	}
	return o
}

// at is the place of a key, or of the object when the key is absent.
func (o *object) at(key string) spot {
	if n, ok := o.keys[key]; ok {
		return spot{o.file, n.Line}
	}
	return o.spot
}

// text returns a scalar; empty when absent.
func (o *object) text(key string) string {
	o.asks[key] = true
	n, ok := o.keys[key]
	switch {
	case !ok || n.Tag == "!!null":
		return ""
	case n.Kind != yaml.ScalarNode:
		o.p.at(o.at(key), "“%s”应为一段文字", key)
		return ""
	}
	return strings.TrimSpace(n.Value)
}

// must is text that may not be absent.
func (o *object) must(key string) string {
	s := o.text(key)
	if n := o.keys[key]; s == "" && (n == nil || n.Kind == yaml.ScalarNode) {
		o.p.at(o.at(key), "缺少“%s”", key)
	}
	return s
}

// flag returns true or false; false when absent.
func (o *object) flag(key string) bool {
	switch s := o.text(key); s {
	case "true":
		return true
	case "", "false":
	default:
		o.p.at(o.at(key), "“%s”应为 true 或 false，现为“%s”", key, s)
	}
	return false
}

// number returns a whole number within limits; 0 when absent.
func (o *object) number(key string, least, most int) int {
	s := o.text(key)
	if s == "" {
		return 0
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < least || n > most {
		o.p.at(o.at(key), "“%s”应为 %d 至 %d 的整数，现为“%s”", key, least, most, s)
		return 0
	}
	return n
}

// item is one entry of a list of texts.
type item struct {
	spot
	text string
}

// texts returns a list of texts.
func (o *object) texts(key string) []item {
	var out []item
	for _, n := range o.list(key) {
		at := spot{o.file, n.Line}
		if n.Kind != yaml.ScalarNode || strings.TrimSpace(n.Value) == "" {
			o.p.at(at, "“%s”的每一项应为一段文字", key)
			continue
		}
		out = append(out, item{at, strings.TrimSpace(n.Value)})
	}
	return out
}

func (o *object) list(key string) []*yaml.Node {
	o.asks[key] = true
	n, ok := o.keys[key]
	switch {
	case !ok || n.Tag == "!!null":
		return nil
	case n.Kind != yaml.SequenceNode:
		o.p.at(o.at(key), "“%s”应为列表", key)
		return nil
	}
	return n.Content
}

// object returns a nested mapping; nil when absent.
func (o *object) object(key string) *object {
	o.asks[key] = true
	n, ok := o.keys[key]
	if !ok || n.Tag == "!!null" {
		return nil
	}
	return newObject(o.p, o.file, n)
}

// done reports keys that nobody asked for: most are misspelt.
func (o *object) done() {
	var extra []string
	for key := range o.keys {
		if !o.asks[key] {
			extra = append(extra, key)
		}
	}
	slices.Sort(extra)
	for _, key := range extra {
		o.p.at(o.at(key), "不认识“%s”", key)
	}
}

// yamlFiles lists the YAML files of a folder by name.
func yamlFiles(fsys fs.FS, p *problems, folder string) []string {
	list, err := fs.ReadDir(fsys, folder)
	if err != nil {
		p.at(spot{file: folder}, "无法读取：%v", err)
		return nil
	}
	var files []string
	for _, e := range list {
		if !e.IsDir() && path.Ext(e.Name()) == ".yaml" {
			files = append(files, path.Join(folder, e.Name()))
		}
	}
	if len(files) == 0 {
		p.at(spot{file: folder}, "没有 .yaml 文件")
	}
	return files
}
