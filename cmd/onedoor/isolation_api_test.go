package main

import (
	"net/http"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"onedoor/internal/intake"
)

// things are the names under which a request can name a thing of an order.
var things = []string{"order_id", "request_id", "contact_id", "identity_id", "followup_id", "attachment_ids", "attachment_id"}

// takeUploads are the operations that link uploads; Uploads tries them with somebody else's.
var takeUploads = []string{"POST /api/v1/contacts", "POST /api/v1/contacts/{id}/requests", "POST /api/v1/orders/{id}/attachments",
	"POST /api/v1/orders/{id}/reply", "POST /api/v1/orders/{id}/contribute",
	"POST /api/v1/orders/{id}/supplement"}

// namesThings lists the operations of the API description whose query or body names a thing of an order.
func (x *town) namesThings() []string {
	var list []string
	for path, item := range x.site.API.OpenAPI().Paths {
		for method, op := range operations(item) {
			names := slices.ContainsFunc(op.Parameters, func(p *huma.Param) bool { return slices.Contains(things, p.Name) })
			if op.RequestBody != nil {
				for _, m := range op.RequestBody.Content {
					names = names || x.holdsThing(m.Schema, 0)
				}
			}
			if names {
				list = append(list, method+" /api/v1"+path)
			}
		}
	}
	slices.Sort(list)
	return list
}

func operations(item *huma.PathItem) map[string]*huma.Operation {
	all := map[string]*huma.Operation{http.MethodGet: item.Get, http.MethodPost: item.Post, http.MethodPut: item.Put,
		http.MethodPatch: item.Patch, http.MethodDelete: item.Delete}
	for method, op := range all {
		if op == nil {
			delete(all, method)
		}
	}
	return all
}

// holdsThing tells whether a schema, or one inside it, has a property that names a thing of an order.
func (x *town) holdsThing(s *huma.Schema, depth int) bool {
	if s == nil || depth > 8 {
		return false
	}
	if s.Ref != "" {
		s = x.site.API.OpenAPI().Components.Schemas.SchemaFromRef(s.Ref)
	}
	for name, p := range s.Properties {
		if slices.Contains(things, name) || x.holdsThing(p, depth+1) {
			return true
		}
	}
	return x.holdsThing(s.Items, depth+1)
}

// takes tells whether the operation behind a route has the query parameter.
func (x *town) takes(path, parameter string) bool {
	path, ok := strings.CutPrefix(path, "/api/v1")
	if !ok {
		return false
	}
	item := x.site.API.OpenAPI().Paths[path]
	return item != nil && item.Get != nil && slices.ContainsFunc(item.Get.Parameters, func(p *huma.Param) bool { return p.Name == parameter })
}

// unusedNumber is a number with a right check digit that nobody was given.
func (x *town) unusedNumber() string {
	number := x.matters[0].number
	body := number[:len(number)-4] + "999"
	return body + string(intake.CheckDigit(body))
}
