package knowledge

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

// maxAge is for how long the library is used without asking whether another node changed an entry.
const maxAge = time.Second

// loadBatch is how many entries are read at once.
const loadBatch = 500

// library holds, in memory, what lists and searches show of every entry, and the index of their words. It is
// brought up to date by serial before it is read.
type library struct {
	loading   sync.Mutex // one goroutine at a time brings it up to date
	checkedAt atomic.Int64
	wanted    atomic.Int64         // rises with each change of this process
	loaded    atomic.Int64         // the value of wanted that the shelf is known to hold
	monotonic func() time.Duration // real time, also where the wall clock is simulated

	mu    sync.RWMutex
	shelf *shelf // guarded by mu
}

// shelf is what the library knows, up to a serial.
type shelf struct {
	serial  int64
	index   *index
	entries map[ids.ID][]*entry // by article: the version in force, and the latest one if it is another
}

func newShelf() *shelf { return &shelf{index: newIndex(), entries: map[ids.ID][]*entry{}} }

// entry is one version of an entry as lists show it, without its text.
type entry struct {
	article   ids.ID
	version   ids.ID // row id
	kind      Kind
	state     State // of this version: published, or the latest one's state
	n         int64
	latest    int64 // the article's latest version and its state
	latestIs  State
	updatedAt time.Time
	author    ids.ID
	content   Content // without Body
	doc       uint32
}

func (l *library) init() {
	start := time.Now()
	l.monotonic = func() time.Duration { return time.Since(start) }
	l.shelf = newShelf()
	l.wanted.Store(1)
}

// outdate says that this process changed an entry: the next reader brings the library up to date.
func (l *library) outdate() { l.wanted.Add(1) }

// refresh brings the library up to date, unless it was less than maxAge ago and this process changed nothing since.
func (l *library) refresh(ctx context.Context, st *store.Store) error {
	if !l.old() {
		return nil
	}
	l.loading.Lock()
	defer l.loading.Unlock()
	if !l.old() {
		return nil
	}
	// Both before reading: a change from here on asks for another reading.
	asked, target := l.monotonic(), l.wanted.Load()
	if err := l.load(st.Read(ctx)); err != nil {
		return err
	}
	l.checkedAt.Store(int64(asked))
	l.loaded.Store(target) // only now: until then whoever searches waits for this reading
	return nil
}

func (l *library) old() bool {
	return l.loaded.Load() < l.wanted.Load() || l.monotonic()-time.Duration(l.checkedAt.Load()) > maxAge
}

// load reads the entries changed since the shelf's serial. When too much of the index is dead, it is built anew
// beside the one in use.
func (l *library) load(q store.Queryer) error {
	if err := fill(q, l.shelf, &l.mu); err != nil {
		return err
	}
	if !l.shelf.index.sparse() {
		return nil
	}
	fresh := newShelf()
	if err := fill(q, fresh, &sync.RWMutex{}); err != nil {
		return err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.shelf = fresh
	return nil
}

// fill puts onto a shelf what changed since its serial. What changes meanwhile is read again next time.
func fill(q store.Queryer, s *shelf, mu *sync.RWMutex) error {
	for {
		batch, err := changedSince(q, s.serial, loadBatch)
		if err != nil || len(batch) == 0 {
			return err
		}
		mu.Lock()
		for i := range batch {
			s.put(&batch[i])
		}
		mu.Unlock()
		if len(batch) < loadBatch {
			return nil
		}
	}
}

// changed is an article with the versions that the library shows.
type changed struct {
	article  Article
	versions []Version
}

func changedSince(q store.Queryer, serial int64, limit int) ([]changed, error) {
	rows, err := q.Query(`SELECT `+articleColumns+` FROM knowledge_article a WHERE a.serial > ? ORDER BY a.serial LIMIT ?`, serial, limit)
	list, err := store.Collect(rows, err, func(r store.Row) (changed, error) {
		a, err := scanArticle(r)
		return changed{article: a}, err
	})
	if err != nil || len(list) == 0 {
		return nil, err
	}
	// The versions of the same stretch of serials; one that came later is skipped and read with its article.
	rows, err = q.Query(`SELECT a.serial, `+versionColumns+` FROM knowledge_article a JOIN knowledge_version v
		ON v.article_id = a.id AND (v.n = a.version OR v.n = a.published)
		WHERE a.serial > ? AND a.serial <= ? ORDER BY a.serial, v.n`, serial, list[len(list)-1].article.serial)
	at := 0
	_, err = store.Collect(rows, err, func(r store.Row) (struct{}, error) {
		var scan versionScan
		var of int64
		err := r.Scan(append([]any{&of}, scan.dest()...)...)
		for at < len(list) && list[at].article.serial < of {
			at++
		}
		if at < len(list) && list[at].article.serial == of {
			list[at].versions = append(list[at].versions, scan.version())
		}
		return struct{}{}, err
	})
	if err != nil {
		return nil, fmt.Errorf("knowledge: load changes: %w", err)
	}
	return list, nil
}

// put replaces an article on the shelf.
func (s *shelf) put(c *changed) {
	s.serial = max(s.serial, c.article.serial)
	if len(c.versions) == 0 {
		return // changed again between the two reads; it comes again under its new serial
	}
	for _, old := range s.entries[c.article.ID] {
		s.index.drop(old.doc)
	}
	var list []*entry
	for i := range c.versions {
		v := &c.versions[i]
		e := &entry{article: c.article.ID, version: v.ID, kind: c.article.Kind, state: c.article.State, n: v.N,
			latest: c.article.Version, latestIs: c.article.State, updatedAt: v.CreatedAt, author: v.Author}
		if v.N == c.article.Published {
			e.state, e.updatedAt = StatePublished, v.PublishedAt
		}
		e.doc = s.index.add(&v.Content)
		if v.Summary == "" {
			v.Summary = summaryOf(v.Body)
		}
		v.Body = ""
		e.content = v.Content
		list = append(list, e)
	}
	s.entries[c.article.ID] = list
}

// fitting returns the entries that a filter takes and that fit the words, best first: by score, which is rounded so
// that the newest stands first among equals, then by time. Without words the newest is first. Entries of the unit first
// stand before all others.
func (l *library) fitting(words string, first ids.ID, take func(*entry) bool) []scored {
	l.mu.RLock()
	defer l.mu.RUnlock()
	var scores map[uint32]float64
	if words != "" {
		if scores = l.shelf.index.search(words); len(scores) == 0 {
			return nil
		}
	}
	best := 0.0
	var list []scored
	for _, versions := range l.shelf.entries {
		for _, e := range versions {
			score, hit := scores[e.doc]
			if words != "" && !hit || !take(e) {
				continue
			}
			best = max(best, score)
			list = append(list, scored{entry: e, score: score})
		}
	}
	for i := range list {
		if best > 0 {
			list[i].rank = int(list[i].score/best*rankSteps + 0.5)
		}
		list[i].at = wall.Micros(list[i].entry.newest())
	}
	// The long tail of a ranked answer only distracts.
	list = slices.DeleteFunc(list, func(s scored) bool { return words != "" && s.rank < rankSteps/8 })
	for i := range list {
		if first != 0 && list[i].entry.content.Unit == first {
			list[i].rank += rankSteps + 1
		}
	}
	slices.SortFunc(list, scored.compare)
	return list
}

// newest is the time by which the newest stands first: an announcement counts from when it applies.
func (e *entry) newest() time.Time {
	if e.content.ValidFrom.After(e.updatedAt) {
		return e.content.ValidFrom
	}
	return e.updatedAt
}
