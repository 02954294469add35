// Package httpx is the frame of the HTTP API: operations with a right each, RFC 9457 problems with stable codes and
// Chinese messages, idempotency keys kept in the verb's own transaction, and the middleware around all of it.
package httpx
