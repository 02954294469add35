package replay

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"time"
)

// plan is what a row's people will do. Everything is drawn from the seed, the row and the name of the choice, so that
// it does not depend on the order of asking, nor on what was done before an interruption.
type plan struct {
	behaviour *Behaviour
	seed      uint64
	run       string // names seed and file
	row       int
}

// runName is short enough for a title; the same seed and the same file have the same.
func runName(seed uint64, file []byte) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%d\n%x", seed, file))
	const letters = "ABCDEFGHJKMNPQRSTVWXYZ" // no digits: a mark must not look like a telephone number
	name := make([]byte, 5)
	for i := range name {
		name[i] = letters[int(sum[i])%len(letters)]
	}
	return string(name)
}

// mark stands in the title of a row's order.
func (p plan) mark() string { return fmt.Sprintf("〔回放 %s-%d〕", p.run, p.row) }

// dice returns the dice of one choice; n tells apart the times that a row comes to it.
func (p plan) dice(what string, n int) *rand.Rand {
	sum := fnv.New64a()
	var b [16]byte
	binary.BigEndian.PutUint64(b[:8], uint64(p.row))
	binary.BigEndian.PutUint64(b[8:], uint64(n))
	_, _ = sum.Write(b[:]) // a hash takes everything
	_, _ = sum.Write([]byte(what))
	return rand.New(rand.NewPCG(p.seed, sum.Sum64())) //nolint:gosec // a replay's dice, not a secret
}

func (p plan) delay(what string, n int) time.Duration {
	return p.behaviour.Delays[what].draw(p.dice("delay "+what, n))
}

func (p plan) chance(what string, n int) bool {
	return p.dice("chance "+what, n).Float64() < p.behaviour.Chances[what].of
}

func (p plan) door() string                 { return p.behaviour.Doors.draw(p.dice("door", 0)) }
func (p plan) outcome(n int) string         { return p.behaviour.Outcomes.draw(p.dice("outcome", n)) }
func (p plan) below(what string, n int) int { return p.dice(what, 0).IntN(n) }

// rating is what the citizen answers. Who says that nothing was solved is seldom delighted.
func (p plan) rating() (resolved, satisfaction string) {
	resolved = p.behaviour.Rating.Resolved.draw(p.dice("resolved", 0))
	satisfaction = p.behaviour.Rating.Satisfaction.draw(p.dice("satisfaction", 0))
	if resolved == "no" && satisfaction > "3" {
		satisfaction = "2"
	}
	return resolved, satisfaction
}

// phone is an invented number, the same for the same row.
func (p plan) phone() string { return fmt.Sprintf("1390000%04d", p.below("phone", 10000)) }

// source is the address that a citizen seems to come from: of the range that is set aside for measuring.
func (p plan) source() string {
	n := p.below("source", 1<<17)
	return fmt.Sprintf("198.%d.%d.%d", 18+n>>16, n>>8&255, n&255)
}

// key names one request for the server, so that its repetition is known.
func (p plan) key(verb string, n int64) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%s\n%d\n%s\n%d", p.run, p.row, verb, n))
	return "replay-" + hex.EncodeToString(sum[:16])
}

var surnames = []string{"沈", "顾", "骆", "闻", "柏", "尤", "乔", "康", "伍", "简", "裴", "祝"}

// name is an invented one, as a seat writes it down.
func (p plan) name() string {
	return surnames[p.below("surname", len(surnames))] + []string{"女士", "先生"}[p.below("salutation", 2)]
}
