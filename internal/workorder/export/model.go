package export

// Doc is one printed order.
type Doc struct {
	Heading  string   // whose paper it is
	Title    string   // what it is, with its number
	Facts    [][]Fact // rows of one or two facts
	Sections []Section
	Foot     string // when it was printed
	Mark     string // whose copy it is: on every page
}

// Fact is a label and its value.
type Fact struct{ Label, Value string }

// Section is a part with a heading and its paragraphs.
type Section struct {
	Heading    string
	Paragraphs []Paragraph
}

// Paragraph is words with an optional line above that says when and by whom.
type Paragraph struct{ Meta, Text string }
