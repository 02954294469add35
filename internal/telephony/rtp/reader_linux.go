package rtp

import (
	"errors"
	"fmt"
	"os"
	"runtime"
	"sync"
	"sync/atomic"

	"golang.org/x/sys/unix"
)

// readers read the sockets of all legs, one for each processor that the program may use. A reader asks the kernel which
// of its sockets have a packet, takes one of each, and asks again, so that a busy socket holds up no other.
type readers struct {
	list []*reader
	next atomic.Uint32
}

type reader struct {
	epoll int

	mu      sync.Mutex
	last    int32
	sockets map[int32]*socket
}

// shared starts the readers when the first socket needs them; they read until the program ends.
var shared = sync.OnceValue(func() *readers {
	all := &readers{}
	for range runtime.GOMAXPROCS(0) {
		r := &reader{sockets: map[int32]*socket{}}
		var err error
		if r.epoll, err = unix.EpollCreate1(unix.EPOLL_CLOEXEC); err != nil {
			panic("rtp: epoll_create1: " + err.Error()) // no file can be opened either
		}
		all.list = append(all.list, r)
		go r.run()
	}
	return all
})

func (all *readers) add(s *socket) error {
	return all.list[int(all.next.Add(1))%len(all.list)].add(s)
}

func (r *reader) add(s *socket) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	for r.last++; r.sockets[r.last] != nil; r.last++ { //nolint:revive // the next number that is free
	}
	if err := unix.EpollCtl(r.epoll, unix.EPOLL_CTL_ADD, s.fd, &unix.EpollEvent{Events: unix.EPOLLIN, Fd: r.last}); err != nil {
		return fmt.Errorf("rtp: %w", os.NewSyscallError("epoll_ctl", err))
	}
	s.reader, s.number, r.sockets[r.last] = r, r.last, s
	return nil
}

func (r *reader) remove(s *socket) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.sockets, s.number)
	_ = unix.EpollCtl(r.epoll, unix.EPOLL_CTL_DEL, s.fd, nil)
}

func (r *reader) socket(number int32) *socket {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.sockets[number]
}

// run reads for ever.
func (r *reader) run() {
	var ready [128]unix.EpollEvent
	buffer := make([]byte, largest)
	for {
		n, err := unix.EpollWait(r.epoll, ready[:], -1)
		if err != nil && !errors.Is(err, unix.EINTR) {
			panic("rtp: epoll_wait: " + err.Error()) // the descriptor is ours: it cannot be
		}
		for _, e := range ready[:max(n, 0)] {
			if s := r.socket(e.Fd); s != nil { // it may have been closed meanwhile
				s.read(buffer)
			}
		}
	}
}
