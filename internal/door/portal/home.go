package portal

import (
	"net/http"

	"onedoor/internal/knowledge"
)

func (s *Service) home(w http.ResponseWriter, r *http.Request) {
	hits, err := s.Answers.Public(s.Store.Read(r.Context()), "", 40)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	notices, questions := []knowledge.Hit{}, []knowledge.Hit{}
	for _, h := range hits {
		if h.Kind == knowledge.KindAnnouncement && len(notices) < 3 {
			notices = append(notices, h)
		} else if h.Kind != knowledge.KindAnnouncement && len(questions) < 6 {
			questions = append(questions, h)
		}
	}
	banners, err := s.Requests.Banners(s.Store.Read(r.Context()))
	if err != nil {
		s.fail(w, r, err)
		return
	}
	s.render(w, r, "home", page{Title: "首页", Data: map[string]any{"Banners": banners, "Notices": notices, "Questions": questions, "Calls": s.takesCalls()}})
}
