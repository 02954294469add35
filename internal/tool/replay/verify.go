package replay

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// before is how far before the first acknowledged order doubles are looked for, in the server's time: a row may have
// arrived without an acknowledgement before any other.
const before = 24 * time.Hour

// verify asks the server for everything it acknowledged, and whether it holds any row twice. It returns
// replay.lost_or_doubled.
func (r *replay) verify(ctx context.Context) error {
	rows := r.journal.all()
	v := verification{replay: r, numbers: map[string]int{}, states: map[string]int{}}
	var wg sync.WaitGroup
	slots := make(chan struct{}, r.options.Concurrency)
	var failed error
	for row, p := range rows {
		if !p.acknowledged() {
			continue
		}
		slots <- struct{}{}
		wg.Go(func() {
			defer func() { <-slots }()
			if err := v.check(ctx, row, p); err != nil {
				v.mu.Lock()
				failed = errors.Join(failed, err)
				v.mu.Unlock()
			}
		})
	}
	wg.Wait()
	if failed != nil {
		return fmt.Errorf("replay: verify: %w", failed)
	}
	held, err := v.held(ctx)
	if err != nil {
		return fmt.Errorf("replay: verify: %w", err)
	}
	out := r.report
	for row, n := range held {
		if n > 1 && !slices.Contains(v.doubled, row) {
			v.doubled = append(v.doubled, row)
		}
	}
	slices.Sort(v.missing)
	slices.Sort(v.doubled)
	out.Verified, out.Missing, out.Doubled, out.States, out.Late, out.WithoutDue = true, v.missing, v.doubled, v.states, v.late, v.withoutDue
	out.Arrived = len(held)
	for _, row := range v.masked {
		if held[row] == 0 {
			out.Arrived++ // its title is kept from our accounts
		}
	}
	if len(v.missing)+len(v.doubled) > 0 {
		return ErrLost.WithMessage("服务器已确认 %d 件诉求，其中缺失 %d 件，重复 %d 件。", out.Acknowledged, len(v.missing), len(v.doubled))
	}
	return nil
}

// verification gathers what the server holds.
type verification struct {
	*replay
	mu               sync.Mutex
	numbers          map[string]int // receipt number → row
	missing, doubled []int
	masked           []int
	states           map[string]int
	late, withoutDue int
	earliest         time.Time
}

// check asks for one acknowledged row, by its receipt number and by its order.
func (v *verification) check(ctx context.Context, row int, p past) error {
	behind, err := v.crew.request(ctx, p.Number)
	var o order
	if err == nil {
		id := p.Order
		if id == "" {
			id = behind.Order
		}
		if id != behind.Order {
			err = &problem{Code: "replay.other_order"}
		} else {
			err = v.crew.reader.call(ctx, "look", http.MethodGet, "/orders/"+id, "", nil, &o)
		}
	}
	if err != nil && codeOf(err) == "" {
		return err
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	mark := plan{run: v.report.Run, row: row}.mark()
	switch twin, taken := v.numbers[p.Number]; {
	case err != nil:
		v.missing = append(v.missing, row)
		return nil
	case taken:
		v.missing = append(v.missing, max(row, twin)) // two rows were given one receipt
		return nil
	case !strings.Contains(o.Title, mark) && o.Sealed:
		v.masked = append(v.masked, row)
	case !strings.Contains(o.Title, mark):
		v.missing = append(v.missing, row) // something else stands in its place
		return nil
	}
	v.numbers[p.Number] = row
	v.states[string(o.State)]++
	if o.Overdue {
		v.late++
	}
	if o.State.Open() && o.DueAt.IsZero() && o.TotalDueAt.IsZero() {
		v.withoutDue++
	}
	if v.earliest.IsZero() || o.CreatedAt.Before(v.earliest) {
		v.earliest = o.CreatedAt
	}
	return nil
}

var markShape = regexp.MustCompile(`〔回放 ([A-Z]+)-(\d+)〕`)

// held counts the orders of this run that the server lists, by row.
func (v *verification) held(ctx context.Context) (map[int]int, error) {
	held := map[int]int{}
	if v.earliest.IsZero() {
		return held, nil
	}
	// By time, which trusts no index, and by the mark, which finds what another run of the same rows left long before.
	recent := url.Values{"from": {v.earliest.Add(-before).UTC().Format(time.RFC3339)}}
	seen := map[string]bool{}
	for _, query := range []url.Values{recent, {"q": {"回放 " + v.report.Run}}} {
		query.Set("view", "all")
		query.Set("sort", "-created_at")
		query.Set("limit", "200")
		list, err := pages[order](ctx, v.crew.reader, "/orders", query)
		if err != nil {
			return nil, err
		}
		for _, o := range list {
			m := markShape.FindStringSubmatch(o.Title)
			if m == nil || m[1] != v.report.Run || seen[o.ID] {
				continue
			}
			seen[o.ID] = true
			if row, err := strconv.Atoi(m[2]); err == nil {
				held[row]++
			}
		}
	}
	return held, nil
}
