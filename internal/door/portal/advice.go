package portal

import (
	"net/http"
	"slices"
	"strings"

	"onedoor/internal/intake"
	"onedoor/internal/platform/ids"
)

// advice is what a citizen is told before a form is taken: an emergency number to call now, the right path for what this
// hotline does not take on, the event that it will be joined to. It stops nothing: the same form sent once more is taken.
type advice struct {
	intake.Advice
	Seen string // codes that the page shows, so that the next submission goes through
	Kept string // ids of the files that came with the form
	N    int    // how many files
}

// advise returns what is to be shown before this form is taken, nil when there is nothing new.
func (s *Service) advise(r *http.Request, form map[string][]string, in intake.TakeOnIn) (*advice, error) {
	q := in.Requests[0]
	a, err := s.Requests.Advise(s.Store.Read(r.Context()), intake.Citizen, intake.AdviceIn{Title: q.Title, Content: q.Content, Address: q.Address,
		Accused: q.Accused, Division: q.DivisionCode, Sealed: q.Sealed})
	if err != nil {
		return nil, err
	}
	var codes []string
	for _, h := range append(slices.Clone(a.Emergencies), a.Outside...) {
		codes = append(codes, h.Code)
	}
	if a.Storm != nil {
		codes = append(codes, "storm-"+a.Storm.Storm.String())
	}
	seen := strings.Split(strings.Join(form["seen"], ","), ",")
	if !slices.ContainsFunc(codes, func(c string) bool { return !slices.Contains(seen, c) }) {
		return nil, nil
	}
	return &advice{Advice: a, Seen: strings.Join(codes, ",")}, nil
}

// keptFiles reads the ids of files that came with an earlier sending of the same form. Whose they are is checked where
// they are linked.
func keptFiles(text string) []ids.ID {
	var list []ids.ID
	for part := range strings.SplitSeq(text, ",") {
		if id, err := ids.Parse(part); err == nil && id != 0 && len(list) < maxFiles {
			list = append(list, id)
		}
	}
	return list
}

func joinFiles(list []ids.ID) string {
	parts := make([]string, len(list))
	for i, id := range list {
		parts[i] = id.String()
	}
	return strings.Join(parts, ",")
}
