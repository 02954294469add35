package httpx

import (
	"fmt"
	"path"
	"reflect"
	"strings"

	"github.com/danielgtaylor/huma/v2"
)

// schemaNamer gives types their names in the API document. Rooms may name types alike (a Unit in two of them): the
// second gets its room's name before its own, and a body without a type of its own gets a number.
func schemaNamer() func(reflect.Type, string) string {
	taken := map[string]reflect.Type{}
	return func(t reflect.Type, hint string) string {
		for t.Kind() == reflect.Pointer {
			t = t.Elem()
		}
		name := huma.DefaultSchemaNamer(t, hint)
		if room := path.Base(t.PkgPath()); taken[name] != nil && taken[name] != t && room != "." {
			name = strings.ToUpper(room[:1]) + room[1:] + name
		}
		free := name
		for n := 2; taken[free] != nil && taken[free] != t; n++ {
			free = fmt.Sprintf("%s%d", name, n)
		}
		taken[free] = t
		return free
	}
}
