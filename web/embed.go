// Package web carries the staff application as it was built by Vite.
//
// `npm run build` in this folder fills dist; a Go build without it still
// compiles, because dist/.gitkeep is committed, and Built then reports false
// so that the server can say how to get the screens.
package web

import (
	"embed"
	"io/fs"
)

//go:embed all:dist
var dist embed.FS

// FS returns the built files with dist as their root: index.html, assets/….
// They are made to be served under /staff/; every path below /staff/ that is
// not a file must be answered with index.html (the application routes itself).
func FS() fs.FS {
	sub, err := fs.Sub(dist, "dist")
	if err != nil { // cannot happen: the directive above embeds dist
		panic(err)
	}
	return sub
}

// Built reports whether the staff application was built before this binary.
func Built() bool {
	_, err := fs.Stat(FS(), "index.html")
	return err == nil
}

// MissingNotice is the plain page to answer with when Built is false.
const MissingNotice = "坐席与办件界面尚未构建：请在 web 目录执行 npm ci && npm run build，然后重新编译 onedoor。\n"
