package portal

import (
	"net"
	"net/http"
	"net/netip"
	"strings"
)

// source tells where a request comes from, to bound tries: the client's address, and for IPv6 its network, because a
// household has more addresses than anybody can count. Of a header that every proxy on the way adds to, only what the
// nearest one wrote can be trusted: the last.
func (s *Service) source(r *http.Request) string {
	host := r.RemoteAddr
	if h, _, err := net.SplitHostPort(host); err == nil {
		host = h
	}
	if s.options.ProxyHeader != "" {
		values := r.Header.Values(s.options.ProxyHeader)
		if len(values) > 0 {
			chain := values[len(values)-1]
			host = strings.TrimSpace(chain[strings.LastIndexByte(chain, ',')+1:])
		}
	}
	addr, err := netip.ParseAddr(host)
	if err != nil {
		return host[:min(len(host), 64)]
	}
	if addr = addr.Unmap().WithZone(""); addr.Is6() {
		if network, err := addr.Prefix(64); err == nil {
			return network.String()
		}
	}
	return addr.String()
}
