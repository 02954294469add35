package portal

import (
	"net/http"
	"strings"

	"onedoor/internal/knowledge"
	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/ids"
)

// answersShown is how many answers one search shows.
const answersShown = 20

type answersPage struct {
	Words string
	Hits  []knowledge.Hit
}

func (s *Service) answers(w http.ResponseWriter, r *http.Request) {
	words := strings.TrimSpace(r.URL.Query().Get("q"))
	hits, err := s.Answers.Public(s.Store.Read(r.Context()), words, answersShown)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	s.render(w, r, "answers", page{Title: "常见问题", Data: answersPage{Words: words, Hits: hits}})
}

func (s *Service) answer(w http.ResponseWriter, r *http.Request) {
	id, err := ids.Parse(r.PathValue("id"))
	if err != nil {
		s.fail(w, r, fault.NotFound)
		return
	}
	_, v, err := s.Answers.PublicArticle(s.Store.Read(r.Context()), id)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	s.render(w, r, "answer", page{Title: v.Title, Data: v})
}
