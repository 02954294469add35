package replay

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
)

// receipt is what the server acknowledged a request with.
type receipt struct {
	Number      string `json:"number"`
	QueryCode   string `json:"query_code"`
	Order       string `json:"order_id"`
	OrderNumber string `json:"order_number"`
}

// enter brings the row's request in by its door and writes the acknowledgement down.
func (l *life) enter(ctx context.Context) error {
	if l.plan.door() == "web" {
		return l.byWeb(ctx)
	}
	return l.byPhone(ctx)
}

// byWeb is a citizen's own report. The token is on disk before the form is sent: sent again, it is known as the same.
func (l *life) byWeb(ctx context.Context) error {
	b := l.wire.citizen(l.plan, l.options.SourceHeader)
	if l.past.Token == "" {
		token, err := b.form(ctx)
		if err != nil {
			return err
		}
		if err := l.note(entry{What: whatForm, Token: token}); err != nil {
			return err
		}
	}
	o := &l.row
	form := url.Values{"token": {l.past.Token}, "kind": {string(o.Kind)}, "title": {title(l.plan.mark(), o.Title, o.Content)},
		"content": {body(o.Content, o.Title)}, "expectation": {o.Expectation}, "address": {cut(o.Address, 200)}, "accused": {cut(o.Accused, 200)},
		"reply_wanted": {"yes"}}
	if !l.plan.chance("no_phone", 0) {
		form.Set("phone", l.plan.phone())
		form.Set("name", l.plan.name())
	}
	if l.plan.chance("sealed", 0) {
		form.Set("sealed", "yes")
	}
	number, code, err := b.report(ctx, l.plan.key("report", 0), form)
	if err != nil {
		return err
	}
	return l.note(entry{What: whatReceipt, Number: number, Code: code})
}

// byPhone is a seat that takes a call on.
func (l *life) byPhone(ctx context.Context) error {
	o, seat := &l.row, l.member("seat", l.crew.seats)
	req := map[string]any{"kind": string(o.Kind), "category_id": l.crew.categoryFor(o.Title + o.Content).ID,
		"title": title(l.plan.mark(), o.Title, o.Content), "content": body(o.Content, o.Title), "expectation": o.Expectation,
		"address": cut(o.Address, 200), "accused": cut(o.Accused, 200), "urgent": l.plan.chance("urgent", 0), "sealed": l.plan.chance("sealed", 0)}
	in := map[string]any{"door": "phone", "requests": []any{req}}
	if !l.plan.chance("no_phone", 0) {
		in["caller_number"], in["caller_name"] = l.plan.phone(), l.plan.name()
		req["reply_wanted"], req["reply_way"] = true, "phone"
	}
	var out struct {
		Receipts []receipt `json:"receipts"`
	}
	if err := seat.call(ctx, "contact", http.MethodPost, "/contacts", l.plan.key("contact", 0), in, &out); err != nil {
		return err
	}
	if len(out.Receipts) != 1 {
		return fmt.Errorf("replay: %d receipts for one request", len(out.Receipts))
	}
	r := out.Receipts[0]
	return l.note(entry{What: whatReceipt, Number: r.Number, Code: r.QueryCode, Order: r.Order, OrderNumber: r.OrderNumber})
}

// find learns which order stands behind a citizen's receipt.
func (l *life) find(ctx context.Context) error {
	r, err := l.crew.request(ctx, l.past.Number)
	if err != nil {
		return err
	}
	return l.note(entry{What: whatOrder, Order: r.Order, OrderNumber: r.OrderNumber})
}

// request finds a request by its receipt number.
func (c *crew) request(ctx context.Context, number string) (receipt, error) {
	var page struct {
		Items []receipt `json:"items"`
	}
	if err := c.reader.call(ctx, "find", http.MethodGet, "/requests?number="+url.QueryEscape(number), "", nil, &page); err != nil {
		return receipt{}, err
	}
	if len(page.Items) != 1 {
		return receipt{}, &problem{Status: http.StatusNotFound, Code: "replay.not_found", Detail: "没有这个受理编号。"}
	}
	return page.Items[0], nil
}
