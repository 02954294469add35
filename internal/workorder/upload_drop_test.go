package workorder

import (
	"testing"
	"time"

	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
)

// TestDropUploads holds that what came with a refused form goes, and only what its owner may drop and nobody took.
func TestDropUploads(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		b.Settle(t)
		b.s.options.UploadKeep = 30 * 24 * time.Hour
		owner, other := OwnerToken(NewUploadToken()), OwnerToken(NewUploadToken())
		keep := func(owner Owner, content string) Attachment {
			t.Helper()
			a, err := b.keep(owner, "现场.png", picture+content)
			if err != nil {
				t.Fatal(err)
			}
			return a
		}
		refused, twin, shared := keep(owner, "被拒"), keep(owner, "同样"), keep(other, "同样")
		linked, foreign, staff := keep(owner, "已提交"), keep(other, "别人的"), keep(OwnerStaff(3), "职员的")
		if err := b.Store.Write(t.Context(), func(tx *store.Tx) error {
			o, err := b.s.Create(tx, centre, b.form())
			if err != nil {
				return err
			}
			return b.s.LinkAttachments(tx, owner, o.ID, []ids.ID{linked.ID})
		}); err != nil {
			t.Fatal(err)
		}
		all := []ids.ID{refused.ID, twin.ID, linked.ID, foreign.ID, staff.ID, 4711, refused.ID}
		for range 2 { // a second time changes nothing
			if err := b.s.DropUploads(t.Context(), owner, all); err != nil {
				t.Fatal(err)
			}
		}
		if err := b.s.DropUploads(t.Context(), Owner{}, all); err != nil {
			t.Fatal(err)
		}
		b.settleAfter(unlinkWait - time.Minute)
		if !b.holds(refused.SHA256) {
			t.Error("the bytes went at once: a backup that is under way misses them")
		}
		b.settleAfter(2 * time.Minute)
		for what, c := range map[string]struct {
			file Attachment
			want bool
		}{"refused": {refused, false}, "same as another's": {shared, true}, "linked": {linked, true}, "another's": {foreign, true}, "of staff": {staff, true}} {
			if got := b.holds(c.file.SHA256); got != c.want {
				t.Errorf("%s: the bytes are there: %v, want %v", what, got, c.want)
			}
		}
		for what, a := range map[string]Attachment{"another's": foreign, "same as another's": shared, "of staff": staff} {
			if _, err := loadUpload(b.Store.Read(t.Context()), a.ID); err != nil {
				t.Errorf("%s: %v", what, err)
			}
		}
	})
}
