package portal

import "net/http"

// callPage is what the page of a call shows.
type callPage struct {
	Taken bool // calls from the portal are taken here
	Token string
	Keys  []string
}

var phoneKeys = []string{"1", "2", "3", "4", "5", "6", "7", "8", "9", "*", "0", "#"}

// call shows the page from which a citizen speaks with a seat by the browser's microphone. Without script, and where no
// such calls are taken, it says what number to dial; the program that telephones is fetched when the button is pressed.
func (s *Service) call(w http.ResponseWriter, r *http.Request) {
	token, err := s.callToken()
	if err != nil {
		s.fail(w, r, err)
		return
	}
	s.render(w, r, "call", page{Title: "网上通话", Data: callPage{Taken: s.takesCalls(), Token: token, Keys: phoneKeys}})
}

func (s *Service) takesCalls() bool { return s.Calls != nil && s.Calls.TakesGuests() }
