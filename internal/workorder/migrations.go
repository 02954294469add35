package workorder

import (
	"embed"

	"onedoor/internal/platform/store"
)

//go:embed migrations/*.sql
var migrationsFS embed.FS

// Migrations are the tables of this room.
var Migrations = store.Migrations{Room: "workorder", FS: migrationsFS}
