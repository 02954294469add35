package anchor

import (
	"errors"
	"net/http"

	"onedoor/internal/platform/fault"
)

// Refusals.
var (
	// ErrInside: the anchors would lie where whoever changes the data can change them too.
	ErrInside = fault.New(http.StatusBadRequest, "anchor.inside_data",
		"存证目录不能放在数据目录之内：能改动数据的人也就能改动存证。请把 anchor.dir 设为数据目录之外的位置。")
	// ErrDir: the directory cannot be made or written.
	ErrDir = fault.New(http.StatusInternalServerError, "anchor.dir",
		"存证目录无法写入。请建立该目录并授予本程序写权限，或用 anchor.dir 另指一处。")
	// ErrOtherKey: the directory holds the anchors of another installation.
	ErrOtherKey = fault.New(http.StatusConflict, "anchor.other_key",
		"存证目录属于另一套系统（公钥不同）。请用 anchor.dir 为本系统另指一处，不要混放。")
	// ErrConflict: a file is there that this ledger did not make.
	ErrConflict = fault.New(http.StatusConflict, "anchor.conflict",
		"存证目录里已有更新的存证，与数据库不符：数据可能被改动，或恢复了较早的备份。请运行 onedoor verify 查明；确认是恢复备份后，把旧存证目录改名另存，再启动。")
	// ErrChanged: the ledger no longer gives what was signed.
	ErrChanged = fault.New(http.StatusConflict, "anchor.history_changed",
		"历史记录与已签名的存证不符，缺失的存证文件无法重建。请运行 onedoor verify 查明。")
	// ErrFile: not a file that this program made.
	ErrFile = fault.New(http.StatusBadRequest, "anchor.file", "这不是本程序导出的记录文件，或文件已损坏。")
	// ErrKeyText: a public key that cannot be read.
	ErrKeyText = fault.New(http.StatusBadRequest, "anchor.key", "公钥应为 ed25519:… 的形式，或存有它的文件。")
)

// errDamaged is wrapped by all that is wrong with an anchor's file.
var errDamaged = errors.New("damaged")
