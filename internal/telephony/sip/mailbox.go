package sip

import "sync"

// mailbox hands tasks to one goroutine, in order. It never blocks who posts.
type mailbox struct {
	mu     sync.Mutex
	tasks  []func()
	wake   chan struct{}
	closed bool
}

func newMailbox() *mailbox { return &mailbox{wake: make(chan struct{}, 1)} }

// post adds a task; after close tasks are dropped.
func (m *mailbox) post(task func()) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.closed {
		return
	}
	m.tasks = append(m.tasks, task)
	select {
	case m.wake <- struct{}{}:
	default:
	}
}

// run does the tasks until one of them closes the mailbox.
func (m *mailbox) run() {
	for range m.wake {
		for {
			m.mu.Lock()
			if m.closed {
				m.mu.Unlock()
				return
			}
			if len(m.tasks) == 0 {
				m.mu.Unlock()
				break
			}
			task := m.tasks[0]
			m.tasks = m.tasks[1:]
			m.mu.Unlock()
			task()
		}
	}
}

func (m *mailbox) close() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.closed = true
	m.tasks = nil
}
