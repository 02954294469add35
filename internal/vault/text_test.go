package vault

import (
	"context"
	"errors"
	"reflect"
	"strings"
	"testing"

	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
)

func TestOpenText(t *testing.T) {
	each(t, func(t *testing.T, r room) {
		const open, hidden ids.ID = 11, 12
		texts := []Text{{Field: "title", Words: "请回电 13812345521"}, {Field: "content", Words: strings.Repeat("长文", 20_000)}}
		r.write(t, func(tx *store.Tx) error {
			for _, text := range texts {
				if err := r.PutText(tx, open, r.SealText(text)); err != nil {
					return err
				}
			}
			return r.PutText(tx, hidden, r.SealText(Text{Field: "content", Words: "请保密", Secret: true}))
		})
		openText := func(ctx context.Context, subject ids.ID, purpose string) (got []Text, err error) {
			err = r.Store.Write(ctx, func(tx *store.Tx) error {
				got, err = r.OpenText(ctx, tx, subject, purpose, 0)
				return err
			})
			return got, err
		}
		got, err := openText(as(t, 7, RightReveal), open, PurposeHandle)
		if err != nil || !reflect.DeepEqual(got, texts) {
			t.Fatalf("OpenText: %v", err)
		}
		if events := r.events(t, open); len(events) != 1 || events[0].Kind != KindTextOpened {
			t.Errorf("events %+v", events)
		}
		if log, err := r.AccessLog(r.read(t), auditor, open, 0, 10); err != nil || len(log) != 0 {
			t.Errorf("a text's line is in an identity's log: %+v, %v", log, err)
		}
		for name, c := range map[string]struct {
			ctx     context.Context
			subject ids.ID
			purpose string
			want    error
		}{
			"NoRight":   {as(t, 7), open, PurposeHandle, fault.Forbidden},
			"NoPurpose": {as(t, 7, RightReveal), open, "x", ErrPurpose},
			"Officer":   {officer(t, 8, 3, RightReveal), open, PurposeHandle, ErrOrderNeeded},
			"Secret":    {as(t, 7, RightReveal), hidden, PurposeHandle, ErrSealed},
			"Allowed":   {as(t, 7, RightReveal, RightRevealSealed), hidden, PurposeHandle, nil},
			"Unknown":   {as(t, 7, RightReveal), 999, PurposeHandle, ErrNotFound},
		} {
			if _, err := openText(c.ctx, c.subject, c.purpose); !errors.Is(err, c.want) {
				t.Errorf("%s: %v, want %v", name, err, c.want)
			}
		}
		r.write(t, func(tx *store.Tx) error { return r.EraseText(t.Context(), tx, open, "retention") })
		r.write(t, func(tx *store.Tx) error { return r.EraseText(t.Context(), tx, open, "retention") })
		if _, err := openText(as(t, 7, RightReveal), open, PurposeHandle); !errors.Is(err, ErrErased) {
			t.Errorf("after erasing: %v", err)
		}
		if events := r.events(t, open); len(events) != 2 || events[1].Kind != KindTextErased {
			t.Errorf("events after erasing %+v", events)
		}
	})
}
