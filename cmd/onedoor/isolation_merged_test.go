package main

import (
	"net/http"
	"strings"
	"testing"

	"onedoor/internal/platform/ids"
)

// afterMerging lets a citizen whose request waits with another unit's call again: that unit reads what was said, since it
// works on the matter, and nothing about who said it, what else hangs on that order, or that another unit had it.
func (x *town) afterMerging(t *testing.T) {
	m, main := x.matter("merged"), x.matter("main")
	file := x.upload(t, "leader", m.sign+"桥又一张.txt", m.sign+"桥又一张照片")
	x.do(t, "leader", m, "attachments", map[string]any{"attachment_ids": []ids.ID{file}})
	x.do(t, "leader", m, "supplement", map[string]any{"content": "对岸也不亮了，请打13611112222"})
	x.do(t, "leader", m, "repeat", map[string]any{"door": "phone", "caller_name": m.sign + "小蓝", "caller_number": "13633334444", "content": "第二次来电，仍不亮", "urge": true})
	x.settle(t)
	var told strings.Builder
	for _, path := range []string{"/orders/{}", "/orders/{}/timeline", "/orders/{}/export?format=docx", "/requests?order_id={}", "/quotes?order_id={}", "/contacts/" + main.contact.String(), "/notices?limit=200"} {
		got := x.say(t, "officer-b", http.MethodGet, "/api/v1"+strings.ReplaceAll(path, "{}", main.order.String()), "")
		if got.status != http.StatusOK {
			t.Fatalf("officer-b reads %s: %d %s", path, got.status, got.body)
		}
		told.WriteString(got.body)
		secrets := []string{m.sign, "13611112222", "13633334444", m.phone, file.String(), x.units["a"].ID.String(), x.units["a"].Name}
		for _, id := range append([]ids.ID{m.order, m.request, m.contact, m.identity}, m.files...) {
			secrets = append(secrets, id.String())
		}
		if found := got.finds(t, secrets); found != "" {
			t.Errorf("officer-b reads %s and finds %q of the merged order:\n%s", path, found, got.body)
		}
	}
	for _, words := range []string{"对岸也不亮了", "第二次来电"} {
		if !strings.Contains(told.String(), words) {
			t.Errorf("the unit that works on it does not read %q", words)
		}
	}
	// The unit that had it is told nothing any more.
	for _, path := range []string{"/orders?limit=200", "/notices?limit=200"} {
		if got := x.say(t, "officer", http.MethodGet, "/api/v1"+path, ""); got.finds(t, []string{main.order.String(), main.number, main.sign, "对岸也不亮了", "第二次来电"}) != "" {
			t.Errorf("officer reads %s of the order that its former one waits with: %s", path, got.body)
		}
	}
}
