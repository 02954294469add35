package intake

import (
	"slices"
	"testing"
)

// TestSupplement_Original: a request whose own words had nothing to mask tells of the original of what was added to it.
func TestSupplement_Original(t *testing.T) {
	each(t, Options{}, func(t *testing.T, b *bench) {
		in := b.call()
		in.Requests[0].Content = "井盖松动。"
		r := b.takeOn(seat, in)[0]
		for n, content := range []string{"没有号码", "值班电话13900002222", "另一部13900003333"} {
			if err := b.s.SupplementByCitizen(t.Context(), r.Number, r.QueryCode, SupplementIn{Content: content}); err != nil {
				t.Fatal(err)
			}
			v, err := b.s.RequestByNumber(b.q(), seat, r.Number)
			if err != nil || v.Masked != (n > 0) {
				t.Errorf("after %q: originals %v, %v", content, v.Masked, err)
			}
		}
		list, err := b.s.Originals(as(t.Context(), seat), r.Request, "callback", "来电人要求核对")
		if err != nil || !slices.Equal(list, []Original{{"supplement", "值班电话13900002222"}, {"supplement", "另一部13900003333"}}) {
			t.Errorf("%+v %v", list, err)
		}
	})
}
