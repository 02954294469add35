package democity

// City is everything the files say. Codes are the files' own; lists keep the files' order, in which parents stand
// before what is below them.
type City struct {
	Divisions  []Division
	Units      []Unit
	Hotlines   []Hotline
	Categories []Category
	Defaults   []DefaultUnit
	Rules      []Rule // that a draft of the dispatch catalogue has beside the defaults
	Staff      []Staff
	People     []Person
	Entries    []Entry
	Scenarios  []Scenario

	divisions  map[string]Division
	units      map[string]Unit
	categories map[string]Category // by code
	leaves     map[string]string   // name of a third-level category → code
	defaults   map[[2]string]string
	entries    map[string]Entry
}

// Division is a place: the city, a district or functional zone, a town or street, a community or village.
type Division struct {
	Code, Name string
	Level      string // city, area, street, village
	Kind       string // zone, or what divisions.csv says: city, district, street, town, park, community, village
	Parent     string // a town covered by a functional zone stands below the zone
	spot       spot
}

// Unit is a body that receives orders, the centre, or a sub-centre.
type Unit struct {
	Code, Name, ShortName, Kind, Parent, Division, Mode, SubCentre string
	DutyPhone, DutyPerson, WindowAddress, OfficeHours              string
	spot                                                           spot
}

// Handles tells whether the unit works on orders: all but the centre and its sub-centres.
func (u Unit) Handles() bool { return u.Kind != "centre" && u.Kind != "subcentre" }

// Hotline is a number that citizens know.
type Hotline struct {
	Number, Name, Unit, Mode, Note string
	spot                           spot
}

// Category is a node of the category tree; Level is 1 to 3.
type Category struct {
	Code, Name, Parent, DefaultKind string
	Level                           int
	spot                            spot
}

// DefaultUnit is a rule of the dispatch catalogue; an empty division is the whole city.
type DefaultUnit struct {
	Category, Division, Unit string
	spot                     spot
}

// Rule is a rule of the dispatch catalogue with more conditions than category and division.
type Rule struct {
	Category, Division, Kind, Accused, Hours, Unit string
	Helpers                                        []string // units that help
	Basis                                          string
	Unclear                                        bool
	spot                                           spot
}

// Staff is a member of staff.
type Staff struct {
	Login, Name, Unit string
	Roles             []string
	spot              spot
}

// Person is an invented citizen.
type Person struct {
	Code, Name, Salutation, Phone, Division, Language string
	spot                                              spot
}

// Division returns the division with a code.
func (c *City) Division(code string) (Division, bool) { d, ok := c.divisions[code]; return d, ok }

// Unit returns the unit with a code.
func (c *City) Unit(code string) (Unit, bool) { u, ok := c.units[code]; return u, ok }

// Category returns the category with a code.
func (c *City) Category(code string) (Category, bool) { k, ok := c.categories[code]; return k, ok }

// Entry returns the knowledge entry with a code.
func (c *City) Entry(code string) (Entry, bool) { e, ok := c.entries[code]; return e, ok }

// Path returns the division and those above it, nearest first.
func (c *City) Path(division string) []Division {
	var path []Division
	for d, ok := c.divisions[division]; ok && len(path) < 8; d, ok = c.divisions[d.Parent] {
		path = append(path, d)
	}
	return path
}

// Default returns the unit that the dispatch catalogue proposes: from the category up to those above it, and for each
// from the division up to the whole city. Empty if there is none.
func (c *City) Default(category, division string) string {
	path := c.Path(division)
	for k, ok := c.categories[category]; ok; k, ok = c.categories[k.Parent] {
		for _, d := range path {
			if u := c.defaults[[2]string{k.Code, d.Code}]; u != "" {
				return u
			}
		}
		if u := c.defaults[[2]string{k.Code, ""}]; u != "" {
			return u
		}
	}
	return ""
}
