package telemetry

import (
	"context"
	"fmt"
	"net/http"
	"net/url"

	"go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp"
	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	"go.opentelemetry.io/otel/sdk/resource"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
)

// Tracing sends traces to an OTLP collector; with an empty endpoint wrap is nil. stop sends what is left.
func Tracing(ctx context.Context, endpoint, version string) (wrap func(http.Handler) http.Handler, stop func(context.Context) error, err error) {
	if endpoint == "" {
		return nil, func(context.Context) error { return nil }, nil
	}
	if u, err := url.Parse(endpoint); err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return nil, nil, fmt.Errorf("telemetry: the collector's address %q is not an http(s) URL", endpoint)
	}
	exporter, err := otlptracehttp.New(ctx, otlptracehttp.WithEndpointURL(endpoint))
	if err != nil {
		return nil, nil, fmt.Errorf("telemetry: trace exporter: %w", err)
	}
	provider := sdktrace.NewTracerProvider(sdktrace.WithBatcher(exporter), sdktrace.WithResource(resource.NewSchemaless(
		attribute.String("service.name", "onedoor"), attribute.String("service.version", version))))
	otel.SetTracerProvider(provider)
	return traced, provider.Shutdown, nil
}

type realRequest struct{}

// traced makes a span of each request. What is recorded is taken from a request without path, query, headers and
// address: a path holds a receipt's number, an address tells who asked.
func traced(next http.Handler) http.Handler {
	recorded := otelhttp.NewHandler(http.HandlerFunc(func(w http.ResponseWriter, bare *http.Request) {
		r, _ := bare.Context().Value(realRequest{}).(*http.Request)
		next.ServeHTTP(w, r.WithContext(bare.Context()))
	}), "http", otelhttp.WithSpanNameFormatter(func(_ string, r *http.Request) string { return r.Method }))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		bare := (&http.Request{Method: r.Method, URL: &url.URL{Path: "/"}, Proto: r.Proto, ProtoMajor: r.ProtoMajor, ProtoMinor: r.ProtoMinor,
			Header: http.Header{}, Body: http.NoBody}).WithContext(context.WithValue(r.Context(), realRequest{}, r))
		recorded.ServeHTTP(w, bare)
	})
}
