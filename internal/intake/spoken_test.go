package intake

import "testing"

// TestSpoken: the language of a number is that of its last contact that named one.
func TestSpoken(t *testing.T) {
	each(t, Options{}, func(t *testing.T, b *bench) {
		const number = "15400005555"
		spoken := func(phone, want string) {
			t.Helper()
			if got, err := b.s.Spoken(b.q(), phone); err != nil || got != want {
				t.Errorf("%s speaks %q, %v, not %q", phone, got, err, want)
			}
		}
		call := func(language string) {
			in := b.call()
			in.CallerNumber, in.Language = number, language
			b.takeOn(seat, in)
		}
		spoken(number, "")
		spoken("no number", "")
		call("en")
		call("yue")
		spoken(number, "yue")
		call("")
		spoken(number, "yue")
		spoken("15400005556", "")
		call("zh")
		spoken(number, "zh")
	})
}
