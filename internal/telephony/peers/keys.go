package peers

import "time"

// ExpectKey waits for the next key that the phone gets by RFC 4733 and holds which one it is.
func (p *Phone) ExpectKey(key string) {
	p.t.Helper()
	for deadline := time.After(Patient); ; {
		select {
		case e := <-p.events:
			if e["type"] == "CALL_DTMF_START" {
				if e["param"] != key {
					p.t.Fatalf("key %v, not %s", e["param"], key)
				}
				return
			}
		case <-deadline:
			p.t.Fatalf("never: key %s", key)
		}
	}
}
