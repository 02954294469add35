package replay

import (
	"fmt"
	"math"
	"math/rand/v2"
	"regexp"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"
)

// Delay is a log-normal distribution of waiting, in the city's time.
type Delay struct {
	Median, Min, Max time.Duration
	Spread           float64 // about two thirds lie within median / spread and median × spread; 1: always the median
	line             int
}

// UnmarshalYAML reads {median, spread, min, max}; its errors name the line.
func (d *Delay) UnmarshalYAML(n *yaml.Node) error {
	read := Delay{Spread: 1, line: n.Line}
	if n.Kind != yaml.MappingNode {
		return at(n, "应写成 {median: 2h, spread: 2, max: 2d} 的形式")
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		name, value := n.Content[i], n.Content[i+1]
		var err error
		switch name.Value {
		case "median":
			read.Median, err = duration(value)
		case "min":
			read.Min, err = duration(value)
		case "max":
			read.Max, err = duration(value)
		case "spread":
			read.Spread, err = number(value, 1, 100)
		default:
			err = at(name, "没有 %q 这一项，可用 median、spread、min、max", name.Value)
		}
		if err != nil {
			return err
		}
	}
	if read.Max > 0 && read.Max < read.Min {
		return at(n, "max 小于 min")
	}
	*d = read
	return nil
}

// draw takes one waiting time.
func (d Delay) draw(dice *rand.Rand) time.Duration {
	wait := float64(d.Median) * math.Exp(math.Log(max(d.Spread, 1))*dice.NormFloat64())
	if d.Max > 0 {
		wait = min(wait, float64(d.Max))
	}
	return time.Duration(max(min(wait, float64(365*24*time.Hour)), float64(d.Min)))
}

// Share is a chance from 0 to 1.
type Share struct {
	of   float64
	line int
}

// UnmarshalYAML reads a number from 0 to 1.
func (s *Share) UnmarshalYAML(n *yaml.Node) error {
	v, err := number(n, 0, 1)
	*s = Share{of: v, line: n.Line}
	return err
}

// Weights are choices with their weights.
type Weights struct {
	choices []choice
	sum     float64
}

type choice struct {
	name   string
	weight float64
	line   int
}

// UnmarshalYAML reads {name: weight, …}, in the place of what was there.
func (w *Weights) UnmarshalYAML(n *yaml.Node) error {
	if n.Kind != yaml.MappingNode {
		return at(n, "应写成 {名称: 权重} 的形式")
	}
	var read Weights
	for i := 0; i+1 < len(n.Content); i += 2 {
		v, err := number(n.Content[i+1], 0, 1e6)
		if err != nil {
			return err
		}
		read.choices = append(read.choices, choice{n.Content[i].Value, v, n.Content[i].Line})
		read.sum += v
	}
	if read.sum <= 0 {
		return at(n, "至少要有一项的权重大于 0")
	}
	*w = read
	return nil
}

// draw takes one choice.
func (w Weights) draw(dice *rand.Rand) string {
	point := dice.Float64() * w.sum
	for _, c := range w.choices {
		if point -= c.weight; point < 0 {
			return c.name
		}
	}
	return w.choices[len(w.choices)-1].name
}

func at(n *yaml.Node, format string, args ...any) error {
	return fmt.Errorf("line %d: %s", n.Line, fmt.Sprintf(format, args...))
}

func number(n *yaml.Node, least, most float64) (float64, error) {
	v, err := strconv.ParseFloat(n.Value, 64)
	if n.Kind != yaml.ScalarNode || err != nil || math.IsNaN(v) || v < least || v > most {
		return 0, at(n, "%q 不是 %g 到 %g 之间的数", n.Value, least, most)
	}
	return v, nil
}

var days = regexp.MustCompile(`^(\d+(?:\.\d+)?)d`)

// duration reads such as 90s, 1d12h or 0.5d.
func duration(n *yaml.Node) (time.Duration, error) {
	text, wait := strings.TrimSpace(n.Value), time.Duration(0)
	if m := days.FindStringSubmatch(text); m != nil {
		d, _ := strconv.ParseFloat(m[1], 64) // digits, by the expression
		wait, text = time.Duration(min(d, 366)*24*float64(time.Hour)), text[len(m[0]):]
	}
	if text != "" || wait == 0 && n.Value == "" {
		rest, err := time.ParseDuration(text)
		if err != nil {
			return 0, at(n, "%q 不是时长，例如 90s、25m、1d12h", n.Value)
		}
		wait += rest
	}
	if n.Kind != yaml.ScalarNode || wait < 0 || wait > 365*24*time.Hour {
		return 0, at(n, "%q 不是 0 到 365d 之间的时长", n.Value)
	}
	return wait, nil
}
