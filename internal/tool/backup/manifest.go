package backup

import (
	"net/http"
	"time"

	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/store"
)

const format = "onedoor-backup/1"

// Names of the entries.
const (
	entryManifest = "manifest.json"
	entryMarker   = "onedoor.json"
	entrySQLite   = "onedoor.db"
	dirTables     = "tables/"
	dirBlobs      = "blobs/"
	entrySums     = "checksums.json"
)

// Refusals of a restore.
var (
	ErrNotABackup   = fault.New(http.StatusBadRequest, "backup.not_a_backup", "这不是本系统的备份文件。")
	ErrDamaged      = fault.New(http.StatusBadRequest, "backup.damaged", "备份文件不完整或已损坏，未恢复任何内容。请换用另一份备份。")
	ErrNotEmpty     = fault.New(http.StatusConflict, "backup.not_empty", "目标不是空的：请指定新的数据目录（或空的数据库）再恢复，以免覆盖现有数据。")
	ErrOtherVersion = fault.New(http.StatusConflict, "backup.other_version", "备份来自另一版本的程序，未恢复任何内容。请用做备份的版本恢复，再升级。")
	ErrOtherEngine  = fault.New(http.StatusConflict, "backup.other_engine", "备份来自另一种数据库，请用相同的 store.engine 恢复。")
)

// Manifest says what a backup is.
type Manifest struct {
	Format  string       `json:"format"`
	Version string       `json:"version"` // of the program
	Engine  store.Engine `json:"engine"`
	Made    time.Time    `json:"made"`
	Tables  []Table      `json:"tables,omitempty"` // Postgres
}

// Table is one table's rows in a backup.
type Table struct {
	Name    string   `json:"name"`
	Columns []string `json:"columns"`
}

// Result counts what was written or read.
type Result struct {
	Rows  int64 // Postgres only; SQLite copies its file
	Files int
	Bytes int64
}
