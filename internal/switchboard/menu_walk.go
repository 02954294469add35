package switchboard

import "strings"

// menuWalk is a caller in a menu. It knows no clock and no telephone: the board and the screen's trial walk alike.
type menuWalk struct {
	menu  *Menu
	path  []*MenuStep // from the entry to where the caller stands
	wrong bool        // a key that means nothing was pressed here
	steps int         // that were entered
}

// menuSteps is how many steps somebody may wander through before being taken for lost and put through to people.
const menuSteps = 50

// menuMove is what follows; the zero move is nothing.
type menuMove struct {
	say   *MenuStep
	queue string // code
	end   bool
}

// begin enters the menu at a step; nil leads to people.
func (w *menuWalk) begin(at *MenuStep) menuMove {
	if at == nil {
		return menuMove{queue: w.menu.Human}
	}
	return w.enter(at)
}

func (w *menuWalk) enter(s *MenuStep) menuMove {
	w.path, w.wrong = append(w.path, s), false
	if w.steps++; w.steps > menuSteps {
		return menuMove{queue: w.menu.Human}
	}
	if s.Say == "" && s.Sound == "" && !s.choice() {
		return w.silent()
	}
	return menuMove{say: s}
}

func (w *menuWalk) here() *MenuStep {
	if len(w.path) == 0 {
		return nil
	}
	return w.path[len(w.path)-1]
}

// key follows a key. 0 leads to people at once: of an announcement before a queue to that queue, else to the menu's. A
// key that means nothing is answered by the same words once, then by the queue of who presses nothing.
func (w *menuWalk) key(key byte) menuMove {
	s := w.here()
	switch {
	case s == nil:
		return menuMove{queue: w.menu.Human}
	case key == '0':
		if code, ok := strings.CutPrefix(s.Then, toQueue); ok && !s.choice() {
			return menuMove{queue: code}
		}
		return menuMove{queue: w.menu.Human}
	case !s.choice():
		return menuMove{}
	case s.Keys[string(key)] != "":
		return w.follow(s.Keys[string(key)])
	case !w.wrong:
		w.wrong = true
		return menuMove{say: s}
	}
	return w.silent()
}

// silent is what follows when all was said and nothing pressed.
func (w *menuWalk) silent() menuMove {
	s := w.here()
	if s == nil || s.Then == "" {
		return menuMove{queue: w.menu.Human}
	}
	return w.follow(s.Then)
}

func (w *menuWalk) follow(to string) menuMove {
	if code, ok := strings.CutPrefix(to, toQueue); ok {
		return menuMove{queue: code}
	}
	if id, ok := strings.CutPrefix(to, toStep); ok {
		if s := w.menu.step(id); s != nil {
			return w.enter(s)
		}
	}
	switch {
	case to == toEnd:
		return menuMove{end: true}
	case to == toBack && len(w.path) > 1:
		parent := w.path[len(w.path)-2]
		w.path = w.path[:len(w.path)-2]
		return w.enter(parent)
	}
	return menuMove{queue: w.menu.Human}
}
