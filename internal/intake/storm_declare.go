package intake

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"onedoor/internal/language"
	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/ledger"
	"onedoor/internal/platform/store"
	"onedoor/internal/platform/wall"
	"onedoor/internal/workorder"
)

// StormIn declares an event, or changes one that runs.
type StormIn struct {
	Version      int64      `json:"version,omitempty" doc:"changing: of the event"`
	Name         string     `json:"name"`
	Kind         string     `json:"kind" enum:"typhoon,flood,outage,water,gas,epidemic,other"`
	Area         []string   `json:"area,omitempty" nullable:"true" maxItems:"60"`
	Categories   []ids.ID   `json:"categories,omitempty" nullable:"true" maxItems:"60"`
	Keywords     string     `json:"keywords,omitempty" doc:"a rule of words, such as 停电、没电；不算 停电通知"`
	From         *time.Time `json:"from,omitempty" doc:"declaring: requests from then on may be joined; absent: now"`
	Until        *time.Time `json:"until,omitempty"`
	Announcement string     `json:"announcement"`
	Sample       int        `json:"sample" minimum:"0" maximum:"100"`
	UnitID       ids.ID     `json:"unit_id,omitempty" doc:"declaring: the lead unit of the master order"`
	Note         string     `json:"note,omitempty" doc:"declaring: words for the lead unit"`
}

const (
	maxStormName    = 40
	maxAnnouncement = 500
	maxStormDays    = 60 * 24 * time.Hour // how far back or ahead an event may reach
)

func (c *checker) storm(in *StormIn, fresh bool) {
	c.line("body.name", &in.Name, maxStormName)
	c.required("body.name", in.Name, "请填写事件名称。")
	if !oneOf(StormKinds, in.Kind) {
		c.wrong("body.kind", "请选择事件类型。")
	}
	for _, code := range in.Area {
		if ok, err := c.register.hasDivision(code); err != nil {
			c.err = err
		} else if !ok {
			c.wrong("body.area", "没有区划 %.20s，请从列表中选择。", code)
		}
	}
	for _, id := range in.Categories {
		if ok, err := c.register.hasCategory(id); err != nil {
			c.err = err
		} else if !ok {
			c.wrong("body.categories", "有的诉求分类不存在或已停用，请重新选择。")
		}
	}
	c.line("body.keywords", &in.Keywords, 1000)
	if in.Keywords != "" && !c.has("body.keywords") {
		if _, err := language.ParseSign(in.Keywords); err != nil {
			c.wrong("body.keywords", "%s。", err)
		}
	}
	if in.Keywords == "" && len(in.Categories) == 0 {
		c.wrong("body.keywords", "请至少选择一个诉求分类，或填写关键词，否则无法识别同一事件。")
	}
	c.text("body.announcement", &in.Announcement, 3*maxAnnouncement)
	c.required("body.announcement", in.Announcement, "请填写公告内容，市民在每个渠道都会看到。")
	if in.Sample < 0 || in.Sample > 100 {
		c.wrong("body.sample", "抽样回访的比例应为 0 到 100。")
	}
	from := c.now
	if in.From != nil {
		if from = *in.From; from.After(c.now.Add(skew)) || from.Before(c.now.Add(-maxStormDays)) {
			c.wrong("body.from", "开始时间应在最近 60 天之内，不能晚于现在。")
		}
	}
	if in.Until != nil && (!in.Until.After(from) || !in.Until.After(c.now) || in.Until.After(c.now.Add(maxStormDays))) {
		c.wrong("body.until", "结束时间应晚于现在，且在 60 天之内。")
	}
	if !fresh {
		return
	}
	if ok, err := c.register.takesOrders(in.UnitID); err != nil {
		c.err = err
	} else if !ok {
		c.wrong("body.unit_id", "请选择牵头承办单位；停用的单位不能派单。")
	}
	c.text("body.note", &in.Note, 3*MaxNote)
}

// readyStorm is a declaration made ready for its transaction.
type readyStorm struct {
	storm Storm
	order workorder.NewOrder
	in    StormIn
}

func (s *Service) prepareStorm(ctx context.Context, p auth.Principal, in StormIn) (readyStorm, error) {
	if err := mayStorm(p, RightStorm); err != nil {
		return readyStorm{}, err
	}
	in.Area, in.Categories = dedupe(slices.Clone(in.Area)), dedupe(slices.Clone(in.Categories))
	c := s.checker(ctx, p)
	c.storm(&in, true)
	if err := c.result(); err != nil {
		return readyStorm{}, err
	}
	serials, at, err := s.serials.take(ctx, 1)
	if err != nil {
		return readyStorm{}, err
	}
	at = at.Truncate(time.Microsecond).UTC()
	x := readyStorm{in: in, storm: Storm{ID: ids.New(), Name: in.Name, Kind: in.Kind, Area: in.Area, Categories: in.Categories, Keywords: in.Keywords,
		From: at, Until: in.Until, Announcement: in.Announcement, Sample: in.Sample, Order: ids.New(), State: StormRunning, Version: 1,
		DeclaredBy: p.ID, DeclaredAt: at, OrderNumber: FormatNumber(s.options.NumberPrefix, at, serials[0])}}
	if in.From != nil && in.From.Before(at) {
		x.storm.From = in.From.UTC().Truncate(time.Microsecond)
	}
	x.order = workorder.NewOrder{ID: x.storm.Order, Number: x.storm.OrderNumber, Kind: workorder.KindHelp, Door: DoorOther, Urgent: true,
		CreatedAt: at, Title: in.Name + "（突发事件主单）", Content: "突发事件：" + in.Name + "（" + nameOf(StormKinds, in.Kind) + "）。同一事件的来件并入本单，统一处置、统一答复。\n\n公告：" + in.Announcement}
	if len(in.Categories) > 0 {
		x.order.Category = in.Categories[0]
	}
	if len(in.Area) == 1 {
		x.order.Division = in.Area[0]
	}
	return x, nil
}

// Declare declares an event: its master order is made and given to the lead unit, its announcement stands at every door,
// and new requests that match join. Faults: auth.forbidden, intake.invalid_form.
func (s *Service) Declare(ctx context.Context, p auth.Principal, in StormIn) (Storm, error) {
	x, err := s.prepareStorm(ctx, p, in)
	if err != nil {
		return Storm{}, err
	}
	return x.storm, s.Store.Write(ctx, func(tx *store.Tx) error { return s.declare(tx, p, x) })
}

func (s *Service) declare(tx *store.Tx, p auth.Principal, x readyStorm) error {
	acting := p.WithRights(workorder.RightCreate, workorder.RightDispatch)
	if _, err := s.Orders.CreateDispatched(tx, acting, x.order, workorder.DispatchIn{Unit: x.in.UnitID, Note: x.in.Note}); err != nil {
		return err
	}
	st := &x.storm
	err := tx.Do(`INSERT INTO intake_storm (`+stormColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0, '')`,
		st.ID, st.Name, st.Kind, strings.Join(st.Area, ","), joinIDs(st.Categories), st.Keywords, wall.Micros(st.From), microsOf(st.Until),
		st.Announcement, st.Sample, st.Order, st.OrderNumber, st.State, st.Version, st.DeclaredBy, wall.Micros(st.DeclaredAt))
	if err != nil {
		return fmt.Errorf("intake: declare: %w", err)
	}
	return s.recordStorm(tx, p, EventStormDeclared, st)
}

// ChangeStorm changes what an event that runs is recognised by, and what the doors announce. Requests that joined stay.
//
// Faults: auth.forbidden, intake.no_storm, intake.storm_ended, intake.storm_stale, intake.invalid_form.
func (s *Service) ChangeStorm(tx *store.Tx, p auth.Principal, id ids.ID, in StormIn) (Storm, error) {
	if err := mayStorm(p, RightStorm); err != nil {
		return Storm{}, err
	}
	in.Area, in.Categories, in.From = dedupe(slices.Clone(in.Area)), dedupe(slices.Clone(in.Categories)), nil
	c := checker{register: known{s: s, q: tx}, now: s.Clock.Now()}
	c.storm(&in, false)
	if err := c.result(); err != nil {
		return Storm{}, err
	}
	x, err := s.openStorm(tx, id, in.Version)
	if err != nil {
		return Storm{}, err
	}
	x.Name, x.Kind, x.Area, x.Categories, x.Keywords = in.Name, in.Kind, in.Area, in.Categories, in.Keywords
	x.Until, x.Announcement, x.Sample = in.Until, in.Announcement, in.Sample
	x.Version++
	err = tx.Do(`UPDATE intake_storm SET name = ?, kind = ?, area = ?, categories = ?, keywords = ?, until_at = ?, announcement = ?,
		sample = ?, version = ? WHERE id = ?`, x.Name, x.Kind, strings.Join(x.Area, ","), joinIDs(x.Categories), x.Keywords,
		microsOf(x.Until), x.Announcement, x.Sample, x.Version, x.ID)
	if err != nil {
		return Storm{}, fmt.Errorf("intake: change event: %w", err)
	}
	return *x, s.recordStorm(tx, p, EventStormChanged, x)
}

// EndStormIn ends an event.
type EndStormIn struct {
	Version int64  `json:"version"`
	Summary string `json:"summary" doc:"what happened and what was done"`
}

// EndStorm ends an event: the announcement goes, and new requests are ordinary again. The master order goes its way, and
// whoever joined is told of it as before.
func (s *Service) EndStorm(tx *store.Tx, p auth.Principal, id ids.ID, in EndStormIn) (Storm, error) {
	if err := mayStorm(p, RightStorm); err != nil {
		return Storm{}, err
	}
	var c checker
	c.text("body.summary", &in.Summary, 3*MaxNote)
	c.required("body.summary", in.Summary, "请填写事件小结。")
	if err := c.result(); err != nil {
		return Storm{}, err
	}
	x, err := s.openStorm(tx, id, in.Version)
	if err != nil {
		return Storm{}, err
	}
	now := s.now()
	x.State, x.Summary, x.endedBy, x.EndedAt = StormEnded, in.Summary, p.ID, &now
	x.Version++
	err = tx.Do(`UPDATE intake_storm SET state = ?, summary = ?, ended_by = ?, ended_at = ?, version = ? WHERE id = ?`,
		x.State, x.Summary, p.ID, wall.Micros(now), x.Version, x.ID)
	if err != nil {
		return Storm{}, fmt.Errorf("intake: end event: %w", err)
	}
	return *x, s.recordStorm(tx, p, EventStormEnded, x)
}

// openStorm reads an event that runs, in the version that its reader saw.
func (s *Service) openStorm(tx *store.Tx, id ids.ID, version int64) (*Storm, error) {
	x, err := stormBy(tx, id)
	switch {
	case err != nil:
		return nil, err
	case x.State != StormRunning:
		return nil, ErrStormEnded
	case x.Version != version:
		return nil, ErrStormStale
	}
	return x, nil
}

func (s *Service) recordStorm(tx *store.Tx, p auth.Principal, kind string, x *Storm) error {
	_, err := s.Ledger.Append(tx, ledger.Event{Kind: kind, Subject: x.ID, Actor: p.ID,
		Payload: StormDeclared{Storm: x.ID, Order: x.Order, Kind: x.Kind, Area: x.Area, Version: x.Version}})
	if err != nil {
		return fmt.Errorf("intake: record: %w", err)
	}
	return nil
}

func joinIDs(list []ids.ID) string {
	parts := make([]string, len(list))
	for i, id := range list {
		parts[i] = id.String()
	}
	return strings.Join(parts, ",")
}

func microsOf(t *time.Time) int64 {
	if t == nil {
		return 0
	}
	return wall.Micros(*t)
}
