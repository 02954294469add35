package cti

import (
	"database/sql"
	"errors"
	"fmt"
	"net"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
)

// Centre is another call centre 呼叫中心 that tells of its calls.
type Centre struct {
	ID        ids.ID
	Code      string
	Name      string
	Hosts     []string // from which recordings may be fetched: host, or host:port
	Active    bool
	HeardAt   time.Time // when its last event was taken; zero: never
	CreatedAt time.Time
	Version   int64
}

// CentreIn is a new call centre.
type CentreIn struct {
	Code  string   `json:"code" minLength:"1" maxLength:"32"`
	Name  string   `json:"name" minLength:"1" maxLength:"60"`
	Hosts []string `json:"hosts,omitempty" maxItems:"20" doc:"from which recordings may be fetched: host or host:port; none: recordings are only brought"`
}

// CentrePatch changes a call centre; what is absent stays as it is.
type CentrePatch struct {
	Version int64     `json:"version" minimum:"1"`
	Code    *string   `json:"code,omitempty" maxLength:"32"`
	Name    *string   `json:"name,omitempty" maxLength:"60"`
	Hosts   *[]string `json:"hosts,omitempty" maxItems:"20"`
	Active  *bool     `json:"active,omitempty"`
}

// Add enters a call centre. Faults: cti.invalid, .code_taken, auth.forbidden.
func (d *Door) Add(tx *store.Tx, by auth.Principal, in CentreIn) (Centre, error) {
	if !by.Can(RightManage) {
		return Centre{}, fault.Forbidden
	}
	c := Centre{ID: ids.New(), Code: in.Code, Name: in.Name, Hosts: in.Hosts, Active: true, CreatedAt: d.now(), Version: 1}
	if err := checkCentre(tx, &c); err != nil {
		return Centre{}, err
	}
	err := tx.Do(`INSERT INTO cti_centre (`+centreColumns+`) VALUES (?, ?, ?, ?, 1, 0, ?, 1)`, c.ID, c.Code, c.Name, strings.Join(c.Hosts, " "), wall.Micros(c.CreatedAt))
	if err != nil {
		return Centre{}, fmt.Errorf("cti: add: %w", err)
	}
	return c, d.record(tx, by, EventAdded, CentreEvent{Centre: c.ID})
}

// Change changes a call centre, stops it or lets it go on. Faults: those of Add, cti.not_found, .stale.
func (d *Door) Change(tx *store.Tx, by auth.Principal, id ids.ID, in CentrePatch) (Centre, error) {
	if !by.Can(RightManage) {
		return Centre{}, fault.Forbidden
	}
	c, err := centreByID(tx, id)
	if err != nil {
		return Centre{}, err
	}
	if c.Version != in.Version {
		return Centre{}, ErrStale
	}
	was := c
	set(&c.Code, in.Code)
	set(&c.Name, in.Name)
	set(&c.Hosts, in.Hosts)
	set(&c.Active, in.Active)
	if err := checkCentre(tx, &c); err != nil {
		return Centre{}, err
	}
	var changed []string
	for name, differs := range map[string]bool{"code": c.Code != was.Code, "name": c.Name != was.Name, "hosts": !slices.Equal(c.Hosts, was.Hosts), "active": c.Active != was.Active} {
		if differs {
			changed = append(changed, name)
		}
	}
	if len(changed) == 0 {
		return was, nil
	}
	slices.Sort(changed)
	c.Version++
	res, err := tx.Exec(`UPDATE cti_centre SET code = ?, name = ?, hosts = ?, active = ?, version = ? WHERE id = ? AND version = ?`,
		c.Code, c.Name, strings.Join(c.Hosts, " "), flag(c.Active), c.Version, c.ID, was.Version)
	if err != nil {
		return Centre{}, fmt.Errorf("cti: change: %w", err)
	}
	if n, err := res.RowsAffected(); err != nil || n == 0 {
		return Centre{}, ErrStale.Wrap(err)
	}
	return c, d.record(tx, by, EventChanged, CentreEvent{Centre: c.ID, Changed: changed})
}

var (
	codeShape = regexp.MustCompile(`^[0-9A-Za-z][0-9A-Za-z_.-]{0,31}$`)
	hostShape = regexp.MustCompile(`^[0-9A-Za-z]([0-9A-Za-z.-]{0,252})$`)
)

// checkCentre checks c as it is to be saved, and tidies it.
func checkCentre(q store.Queryer, c *Centre) error {
	f, wrong := ErrForm, false
	point := func(bad bool, where, what string) {
		if bad {
			wrong, f = true, f.WithField("body."+where, what)
		}
	}
	c.Name = strings.TrimSpace(c.Name)
	hosts := []string{}
	for _, h := range c.Hosts {
		if h = strings.ToLower(strings.TrimSpace(h)); h != "" && !slices.Contains(hosts, h) {
			hosts = append(hosts, h)
		}
	}
	c.Hosts = hosts
	point(!codeShape.MatchString(c.Code), "code", "编码为 1 至 32 位字母、数字、点、- 或 _。")
	point(c.Name == "" || utf8.RuneCountInString(c.Name) > 60, "name", "请填写名称，不超过 60 个字。")
	point(len(c.Hosts) > 20 || slices.ContainsFunc(c.Hosts, func(h string) bool { return !goodHost(h) }), "hosts", "录音主机应为主机名或“主机名:端口”，最多 20 个。")
	if wrong {
		return f
	}
	var other ids.ID
	err := q.QueryRow(`SELECT id FROM cti_centre WHERE code = ? AND id <> ?`, c.Code, c.ID).Scan(&other)
	if err == nil {
		return ErrCodeTaken
	}
	if !errors.Is(err, sql.ErrNoRows) {
		return fmt.Errorf("cti: code: %w", err)
	}
	return nil
}

func goodHost(h string) bool {
	if host, port, err := net.SplitHostPort(h); err == nil {
		n, err := strconv.ParseUint(port, 10, 16)
		return err == nil && n > 0 && hostShape.MatchString(host)
	}
	return hostShape.MatchString(h)
}

const centreColumns = `id, code, name, hosts, active, heard_at, created_at, version`

func scanCentre(r store.Row) (c Centre, err error) {
	var hosts string
	var active int
	var heard, created int64
	err = r.Scan(&c.ID, &c.Code, &c.Name, &hosts, &active, &heard, &created, &c.Version)
	c.Hosts, c.Active, c.HeardAt, c.CreatedAt = strings.Fields(hosts), active != 0, wall.FromMicros(heard), wall.FromMicros(created)
	return c, err
}

// centreByID finds a call centre; ErrNotFound.
func centreByID(q store.Queryer, id ids.ID) (Centre, error) {
	c, err := scanCentre(q.QueryRow(`SELECT `+centreColumns+` FROM cti_centre WHERE id = ?`, id))
	if errors.Is(err, sql.ErrNoRows) {
		return Centre{}, ErrNotFound
	}
	if err != nil {
		return Centre{}, fmt.Errorf("cti: load: %w", err)
	}
	return c, nil
}

// centres lists them all by code; there are few.
func centres(q store.Queryer) ([]Centre, error) {
	rows, err := q.Query(`SELECT ` + centreColumns + ` FROM cti_centre ORDER BY code`)
	list, err := store.Collect(rows, err, scanCentre)
	if err != nil {
		return nil, fmt.Errorf("cti: list: %w", err)
	}
	return list, nil
}

func set[T any](to *T, from *T) {
	if from != nil {
		*to = *from
	}
}

func flag(b bool) int {
	if b {
		return 1
	}
	return 0
}
