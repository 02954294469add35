package democity

import "io/fs"

// Load reads a city's files and checks them. It reads on after a mistake and returns all of them, by file and line;
// the city is usable only when there is none.
func Load(fsys fs.FS) (*City, []Problem) {
	c := &City{divisions: map[string]Division{}, units: map[string]Unit{}, categories: map[string]Category{},
		leaves: map[string]string{}, defaults: map[[2]string]string{}, entries: map[string]Entry{}}
	p := &problems{}
	// Each step uses what those before it have read.
	c.loadDivisions(fsys, p)
	c.loadUnits(fsys, p)
	c.loadZones(fsys, p)
	c.checkUnits(p)
	c.loadHotlines(fsys, p)
	c.loadCategories(fsys, p)
	c.loadDefaults(fsys, p)
	c.loadRules(fsys, p)
	c.loadStaff(fsys, p)
	c.loadPeople(fsys, p)
	c.loadKnowledge(fsys, p)
	c.loadScenarios(fsys, p)
	return c, p.sorted()
}
