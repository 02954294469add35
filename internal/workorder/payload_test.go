package workorder

import (
	"encoding/json"
	"reflect"
	"testing"

	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/ledger"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/testkit"
)

// TestPayloadOf: who follows gets the same payload from memory and from the database, whatever it holds.
func TestPayloadOf(t *testing.T) {
	var full Payload
	fill(reflect.ValueOf(&full).Elem())
	text, err := json.Marshal(full)
	if err != nil {
		t.Fatal(err)
	}
	if read, err := ReadPayload(text); err != nil || !reflect.DeepEqual(read, full) {
		t.Errorf("read back %+v %v\nwritten %+v", read, err, full)
	}
	testkit.Each(t, func(t *testing.T, st *store.Store) {
		w := testkit.NewWorld(st)
		var seen []Payload
		w.Ledger.Follow("test.payloads", nil, func(tx *store.Tx, recs []ledger.Record) error {
			for _, r := range recs {
				p, err := PayloadOf(r)
				if err != nil {
					return err
				}
				tx.AfterCommit(func() { seen = append(seen, p) })
			}
			return nil
		})
		err := st.Write(t.Context(), func(tx *store.Tx) error {
			_, err := w.Ledger.Append(tx, ledger.Event{Kind: EventDispatched, Subject: ids.New(), Payload: full})
			return err
		})
		if err == nil {
			err = w.Ledger.CatchUp(t.Context())
		}
		if err != nil || len(seen) != 1 || !reflect.DeepEqual(seen[0], full) {
			t.Errorf("%+v %v", seen, err)
		}
	})
}

// fill gives every field a value of its own.
func fill(v reflect.Value) {
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			fill(v.Field(i))
		}
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem())
	case reflect.String:
		v.SetString(v.Type().Name() + "字")
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int8, reflect.Int64:
		v.SetInt(int64(7 + v.Type().Size()))
	default:
		panic(v.Type())
	}
}
