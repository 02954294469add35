package workorder

import (
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"onedoor/internal/platform/httpx"
)

const tag = "workorder"

// Routes adds the room's operations to the API.
func (s *Service) Routes(api huma.API) {
	s.listRoutes(api)
	s.shelfRoutes(api)
	s.orderRoutes(api)
	s.verbRoutes(api)
	s.accusedRoutes(api)
	s.attachmentRoutes(api)
	s.exportRoutes(api)
}

// get describes an operation that reads.
func get(path, id, right, summary string) httpx.Op {
	return httpx.Op{Method: http.MethodGet, Path: path, ID: id, Tag: tag, Right: right, Summary: summary}
}

// post describes an operation that changes something.
func post(path, id, right, summary string) httpx.Op {
	return httpx.Op{Method: http.MethodPost, Path: path, ID: id, Tag: tag, Right: right, Summary: summary}
}
