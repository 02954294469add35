# Onedoor 一门. Two commands do all the set-up on a fresh Debian-like machine with Go and Node:
#   make demo   builds, and runs the whole product with a demo city on the embedded store
#   make test   builds, and passes all tests
SHELL   := /bin/bash
VERSION ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
LDFLAGS := -s -w -X main.version=$(VERSION)
TOOLS   := $(CURDIR)/.tools
GOLANGCI := $(TOOLS)/golangci-lint
GOLANGCI_VERSION := v2.15.0
GOTESTSUM := $(TOOLS)/gotestsum
GOTESTSUM_VERSION := v1.13.0
WEB_SOURCES := $(shell find web -type f -not -path 'web/node_modules/*' -not -path 'web/dist/*' -not -name 'openapi.json' 2>/dev/null)

.PHONY: help build demo test test-go test-web test-browser lint fmt bench bench-calls bench-ten screenshots accept generate clean need-build need-demo need-test

help: ## show this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

need-build:
	@scripts/need.sh

need-demo:
	@scripts/need.sh font espeak

need-test:
	@scripts/need.sh font postgres chromium cjk gcc sipp baresip nat espeak

web/node_modules/.package-lock.json: web/package.json web/package-lock.json
	cd web && npm ci --no-audit --no-fund

web/dist/index.html: web/node_modules/.package-lock.json $(WEB_SOURCES)
	cd web && npm run build

build: need-build web/dist/index.html ## build bin/onedoor, one static file without cgo
	CGO_ENABLED=0 go build -ldflags '$(LDFLAGS)' -o bin/onedoor ./cmd/onedoor

demo: need-demo build ## build and run the product with a demo city; LISTEN=0.0.0.0:8080 for other machines too
	bin/onedoor demo$(if $(LISTEN), --listen $(LISTEN))

test: need-test $(GOTESTSUM) build test-go test-web test-browser ## run all tests
	@echo "all tests passed"

# Gives a failed Go test a second try and tells it; a machine that cannot fetch it tests without.
$(GOTESTSUM):
	GOBIN=$(TOOLS) go install gotest.tools/gotestsum@$(GOTESTSUM_VERSION) || echo "no gotestsum: a failed test gets no second try"

test-go: $(GOTESTSUM)
	scripts/test-go.sh

test-web: web/node_modules/.package-lock.json
	cd web && npm run check && npm test

test-browser: build
	scripts/test-browser.sh

accept: need-test build ## tests on the public records beside the checkout, and fifty kills for each store
	scripts/accept.sh

$(GOLANGCI):
	GOBIN=$(TOOLS) go install github.com/golangci/golangci-lint/v2/cmd/golangci-lint@$(GOLANGCI_VERSION)

lint: $(GOLANGCI) web/node_modules/.package-lock.json ## check the code and its layers
	$(GOLANGCI) run ./...
	go test -count=1 ./internal/house
	cd web && npm run check

fmt: ## format the code
	gofmt -w $$(git ls-files '*.go')

generate: ## write what is generated: API document, configuration reference, state machine
	go run ./cmd/onedoor openapi > web/openapi.json
	go run ./cmd/onedoor config reference > docs/configuration.md
	go run ./cmd/onedoor machine > docs/state-machine.md
	cd web && npm run generate

bench: need-test build ## measure; prints figures and ratios of one run
	scripts/bench.sh

bench-calls: ## measure calls against rtpengine in one run, 400 calls at a time, and set-ups
	@scripts/need.sh sipp rtpengine
	scripts/bench.sh calls

bench-ten: need-test build ## the same lists and searches with ten million orders; needs much disk and time
	scripts/bench.sh ten

screenshots: need-test build ## pictures of every screen into docs/screenshots
	scripts/screenshots.sh

clean:
	rm -rf bin web/dist/assets web/dist/index.html
