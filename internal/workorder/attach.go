package workorder

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"time"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

// Attachment is a file of an order, or an upload that no order has taken yet.
type Attachment struct {
	ID       ids.ID
	Order    ids.ID // 0: an upload
	Child    ids.ID // the reply, supplement or attaching it came with; 0: the order itself
	Uploader ids.ID // 0: a citizen
	At       time.Time
	Name     string // cleaned; its ending fits the content
	MIME     string // found in the content
	Size     int64  // bytes
	SHA256   string

	tokenHash string // uploads by citizens
}

// Owner is who uploaded a file and may link it: a person of staff, or whoever holds the
// token that a citizen's form carries.
type Owner struct {
	Staff ids.ID
	Token string
}

// OwnerStaff is a person of staff.
func OwnerStaff(id ids.ID) Owner { return Owner{Staff: id} }

// OwnerToken is the holder of a token made by NewUploadToken.
func OwnerToken(token string) Owner { return Owner{Token: token} }

// NewUploadToken makes an unguessable token (128 bits) for one citizen's form.
func NewUploadToken() string {
	raw := make([]byte, 16)
	_, _ = rand.Read(raw) // crypto/rand.Read never fails
	return hex.EncodeToString(raw)
}

func (o Owner) hash() string {
	if o.Token == "" {
		return ""
	}
	sum := sha256.Sum256([]byte(o.Token))
	return hex.EncodeToString(sum[:])
}

// owns says whether the owner uploaded the file. Nobody owns what has neither owner.
func (o Owner) owns(a Attachment) bool {
	if a.tokenHash != "" {
		return subtle.ConstantTimeCompare([]byte(o.hash()), []byte(a.tokenHash)) == 1
	}
	return o.Staff != 0 && o.Staff == a.Uploader
}

// LinkAttachments gives uploads to an order that was created in the same transaction.
// Faults: workorder.file_missing when one is not the owner's, or gone; .file_too_many.
func (s *Service) LinkAttachments(tx *store.Tx, owner Owner, order ids.ID, uploads []ids.ID) error {
	taken, err := s.takeUploads(tx, owner, uploads)
	if err != nil {
		return err
	}
	return linkUploads(tx, order, 0, taken, s.now())
}

// AttachIn names uploads.
type AttachIn struct {
	Attachments []ids.ID `json:"attachment_ids" minItems:"1" doc:"uploads of the same person"`
}

// Attach adds files to an order (添加附件). Nothing moves. The version may be 0.
// Faults: workorder.file_missing, .file_too_many and those of every verb.
func (s *Service) Attach(tx *store.Tx, p auth.Principal, id ids.ID, version int64, in AttachIn) (Order, error) {
	o, err := s.begin(tx, p, id, version, VerbAttach)
	if err != nil {
		return Order{}, err
	}
	if len(in.Attachments) == 0 {
		return Order{}, ErrFileMissing.WithField("attachment_ids", "请先上传文件。")
	}
	uploads, err := s.takeUploads(tx, OwnerStaff(p.ID), in.Attachments)
	if err != nil {
		return Order{}, err
	}
	before, batch := *o, ids.New()
	if err := linkUploads(tx, o.ID, batch, uploads, s.now()); err != nil {
		return Order{}, err
	}
	return *o, s.apply(tx, p, o, before, move(VerbAttach, CaseOnly), Detail{Child: batch})
}

// takeUploads reads uploads and checks whose they are. It writes nothing.
func (s *Service) takeUploads(tx *store.Tx, owner Owner, list []ids.ID) ([]Attachment, error) {
	if len(list) > s.options.MaxFiles {
		return nil, ErrFileTooMany.WithMessage("一次最多添加 %d 个附件，请删减后再提交。", s.options.MaxFiles)
	}
	var taken []Attachment
	for i, id := range list {
		if slices.Contains(list[:i], id) {
			continue
		}
		a, err := loadUpload(tx, id)
		if errors.Is(err, sql.ErrNoRows) || (err == nil && !owner.owns(a)) {
			return nil, ErrFileMissing.WithField(fmt.Sprintf("attachment_ids[%d]", i), "没有找到这个文件，请重新上传。")
		}
		if err != nil {
			return nil, err
		}
		taken = append(taken, a)
	}
	return taken, nil
}

// linkUploads makes uploads attachments of the order.
func linkUploads(tx *store.Tx, order, child ids.ID, uploads []Attachment, at time.Time) error {
	for _, u := range uploads {
		res, err := tx.Exec(`DELETE FROM workorder_upload WHERE id = ?`, u.ID)
		if err != nil {
			return fmt.Errorf("workorder: take upload: %w", err)
		}
		if n, _ := res.RowsAffected(); n == 0 {
			return ErrFileMissing // somebody else linked it at the same moment
		}
		err = tx.Do(`INSERT INTO workorder_attachment (order_id, id, child_id, uploader_id, at, name, mime, size, sha256)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`, order, u.ID, child, u.Uploader, wall.Micros(at), u.Name, u.MIME, u.Size, u.SHA256)
		if err != nil {
			return fmt.Errorf("workorder: link attachment: %w", err)
		}
	}
	return nil
}

// TakeFiles hands the uploads of a person over to another room, which keeps them with a thing of its own: nobody can
// link them again. Faults: workorder.file_missing, .file_too_many.
func (s *Service) TakeFiles(tx *store.Tx, owner Owner, list []ids.ID) ([]Attachment, error) {
	taken, err := s.takeUploads(tx, owner, list)
	if err != nil {
		return nil, err
	}
	for _, u := range taken {
		if err := tx.Do(`DELETE FROM workorder_upload WHERE id = ?`, u.ID); err != nil {
			return nil, fmt.Errorf("workorder: hand over upload: %w", err)
		}
	}
	return taken, nil
}
