package democity

import (
	"embed"
	"io/fs"
)

//go:embed city
var shipped embed.FS

// Shipped returns the files of the demo city that comes with the program.
func Shipped() fs.FS {
	sub, err := fs.Sub(shipped, "city")
	if err != nil {
		panic("democity: " + err.Error()) // the folder is part of the program
	}
	return sub
}
