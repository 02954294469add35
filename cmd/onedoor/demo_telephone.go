package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/netip"
	"os/exec"

	"onedoor/internal/platform/config"
	"onedoor/internal/tool/democity"
)

// Accounts and port of the demo's telephones.
const (
	demoExpert    = "8001"
	demoHTTPSPort = "8443"
)

// trial sets up a demo's telephones, unless the configuration has a plan of its own: an exchange for this machine's
// telephones, which any program on it may call as a citizen, and HTTPS, without which browsers of other machines give
// no page a microphone.
func trial(c *config.Config) houseOptions {
	host, _, err := net.SplitHostPort(c.Listen)
	if err != nil {
		return houseOptions{}
	}
	o := houseOptions{https: net.JoinHostPort(host, demoHTTPSPort)}
	if c.Exchange.Plan != "" {
		return o
	}
	o.plan = demoPlan()
	if _, err := exec.LookPath("espeak-ng"); err == nil && c.Speech.Voice == "none" {
		c.Speech.Voice = "espeak"
	}
	if ip, err := netip.ParseAddr(host); c.Exchange.Public == "" && (host == "" || err == nil && !ip.IsLoopback()) {
		if ip, ok := outward(ip); ok { // the sound of other machines' browsers comes there
			c.Exchange.Public, c.Exchange.BrowserBind = ip.String(), ip.String()
		}
	}
	return o
}

// demoPlan has a trunk for whoever calls from this machine, the telephone of an expert, and seats that can more than others.
func demoPlan() []byte {
	plan, err := json.Marshal(map[string]any{
		"trunks":   []map[string]any{{"name": "demo", "transport": "UDP", "allow": []string{"127.0.0.1/32"}}},
		"accounts": []map[string]any{{"account": demoExpert, "password": democity.Password, "name": "人社分中心专家座席", "unit": "renshe"}},
		"seats": []map[string]any{
			{"login": "seat2", "skills": []string{"lang:yue"}}, {"login": "seat3", "skills": []string{"business"}},
			{"login": "seat4", "skills": []string{"lang:en", "business"}}, {"login": "seat8", "skills": []string{"lang:yue", "lang:en"}},
		},
	})
	if err != nil {
		panic("the demo's plan: " + err.Error()) // of constants
	}
	return plan
}

// outward is the address by which other machines reach this one. No packet is sent.
func outward(own netip.Addr) (netip.Addr, bool) {
	if own.IsValid() && !own.IsUnspecified() {
		return own, true
	}
	conn, err := (&net.Dialer{}).DialContext(context.Background(), "udp4", "192.0.2.1:9")
	if err != nil {
		return netip.Addr{}, false
	}
	defer func() { _ = conn.Close() }()
	at, err := netip.ParseAddrPort(conn.LocalAddr().String())
	return at.Addr().Unmap(), err == nil
}

// welcomeTelephones prints how a telephone reaches the demo.
func welcomeTelephones(w io.Writer, at served) {
	if at.https != "" {
		_, _ = fmt.Fprintf(w, "  HTTPS                 %s/staff/ (own certificate; microphones of other machines need it)\n", at.https)
	}
	if at.sip.IsValid() {
		_, _ = fmt.Fprintf(w, "  telephone 电话        sip:12345@%s (UDP, from this machine); expert's line %s, password %s\n", at.sip, demoExpert, democity.Password)
	}
}
