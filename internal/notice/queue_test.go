package notice

import (
	"maps"
	"strings"
	"testing"
	"time"

	"onedoor/internal/platform/store"
)

func TestQueue_OneRowOneJob(t *testing.T) {
	each(t, func(t *testing.T, r *room) {
		for name, c := range map[string]struct {
			m          Message
			rows, jobs int
		}{
			"Unit":             {urgedMessage(water, 1), 1, 0},
			"Staff":            {Message{To: Staff(lin), Template: WorkFailed, Params: map[string]string{"kind": "回访"}}, 1, 0},
			"CitizenByPhone":   {receipt("phone"), 1, 1},
			"CitizenByWeb":     {receipt("web"), 1, 0},
			"CitizenElsewhere": {receipt("letter"), 1, 0},
			"NobodyWithPage":   {with(receipt("phone"), func(m *Message) { m.To = Citizen(0) }), 1, 0},
			"NobodyAtAll":      {with(receipt("phone"), func(m *Message) { m.To, m.Request = Citizen(0), 0 }), 0, 0},
		} {
			rows, jobs := r.count(t, `SELECT COUNT(*) FROM notice_message`), r.count(t, `SELECT COUNT(*) FROM jobs_job`)
			r.queue(t, c.m)
			rows, jobs = r.count(t, `SELECT COUNT(*) FROM notice_message`)-rows, r.count(t, `SELECT COUNT(*) FROM jobs_job`)-jobs
			if rows != c.rows || jobs != c.jobs {
				t.Errorf("%s: %d rows and %d jobs, want %d and %d", name, rows, jobs, c.rows, c.jobs)
			}
		}
		if kinds := r.kinds(t); len(kinds) != 0 {
			t.Errorf("ledger events %v", kinds)
		}
	})
}

func with(m Message, change func(*Message)) Message {
	m.Params = maps.Clone(m.Params)
	change(&m)
	return m
}

func TestQueue_Refused(t *testing.T) {
	each(t, func(t *testing.T, r *room) {
		for name, c := range map[string]struct {
			change func(*Message)
			want   string
		}{
			"NoTemplate":    {func(m *Message) { m.Template = "greeting" }, "no template"},
			"OtherAudience": {func(m *Message) { m.To = Unit(water) }, "goes to citizen"},
			"NoRecipient":   {func(m *Message) { m.To = Recipient{} }, "goes to citizen"},
			"Missing":       {func(m *Message) { delete(m.Params, "link") }, "lacks"},
			"Extra":         {func(m *Message) { m.Params["name"] = "王小明" }, "no parameter"},
			"WrongType":     {func(m *Message) { m.Params["number"] = "王小明" }, "is no number"},
			"UnitZero": {func(m *Message) {
				m.Template, m.To, m.Params = ReturnUpheld, Unit(0), map[string]string{"number": "261116000017"}
			}, "no unit"},
		} {
			err := r.try(t, with(receipt("phone"), c.change))
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%s: %v, want an error with %q", name, err, c.want)
			}
			if err != nil && strings.Contains(err.Error(), "王小明") {
				t.Errorf("%s: the error shows a value: %v", name, err)
			}
		}
		if n := r.count(t, `SELECT COUNT(*) FROM notice_message`) + r.count(t, `SELECT COUNT(*) FROM jobs_job`); n != 0 {
			t.Errorf("%d rows", n)
		}
	})
}

func TestQueue_Dedupe(t *testing.T) {
	each(t, func(t *testing.T, r *room) {
		m := receipt("phone")
		m.Dedupe = "receipt:6001"
		for range 3 {
			r.queue(t, m)
		}
		r.Settle(t)
		r.queue(t, m)
		r.Settle(t)
		if len(r.sms.seen) != 1 || r.count(t, `SELECT COUNT(*) FROM notice_message`) != 1 {
			t.Errorf("sent %d times", len(r.sms.seen))
		}
		m.Dedupe = ""
		r.queue(t, m)
		r.queue(t, m)
		r.Settle(t)
		if len(r.sms.seen) != 3 {
			t.Errorf("without a key: sent %d times in all, want 3", len(r.sms.seen))
		}
	})
}

func TestCancel(t *testing.T) {
	each(t, func(t *testing.T, r *room) {
		m := receipt("phone")
		m.Dedupe, m.After = "later", r.Clock.Now().Add(2*time.Hour)
		r.queue(t, m)
		reminder := Message{To: Unit(water), Template: ReturnUpheld, Dedupe: "reminder", Params: map[string]string{"number": "261116000017"}}
		r.queue(t, reminder)
		for _, c := range []struct {
			key  string
			want bool
		}{{"later", true}, {"later", false}, {"reminder", true}, {"unknown", false}, {"", false}} {
			r.write(t, func(tx *store.Tx) error {
				got, err := r.Cancel(tx, c.key)
				if got != c.want {
					t.Errorf("Cancel(%q) = %v", c.key, got)
				}
				return err
			})
		}
		r.Clock.Advance(3 * time.Hour)
		r.Settle(t)
		if track := r.track(t); len(r.sms.seen) != 0 || track.State != Cancelled || track.DoneAt.IsZero() {
			t.Errorf("sent %d, track %+v", len(r.sms.seen), track)
		}
		if items, err := r.Inbox(r.read(t), person(lin, water), false, 0, 10); err != nil || len(items) != 0 {
			t.Errorf("inbox %+v, %v", items, err)
		}
		if n := r.count(t, `SELECT COUNT(*) FROM notice_message WHERE secrets IS NOT NULL`); n != 0 {
			t.Errorf("%d rows keep their secrets", n)
		}
	})
}

// Codes, passes and contacts are readable in no table and no job.
func TestQueue_NothingReadable(t *testing.T) {
	each(t, func(t *testing.T, r *room) {
		r.queue(t, receipt("phone"))
		leaks := func() (found []string) {
			for _, table := range []string{"notice_message", "jobs_job", "ledger_event"} {
				rows, err := r.read(t).Query(`SELECT * FROM ` + table)
				if err != nil {
					t.Fatal(err)
				}
				columns, _ := rows.Columns()
				for rows.Next() {
					values := make([]any, len(columns))
					for i := range values {
						values[i] = new([]byte)
					}
					if err := rows.Scan(values...); err != nil {
						t.Fatal(err)
					}
					for i, v := range values {
						for _, word := range []string{"K7PD", "王小明", "13812345521"} {
							if strings.Contains(string(*v.(*[]byte)), word) {
								found = append(found, table+"."+columns[i])
							}
						}
					}
				}
				if err := rows.Close(); err != nil {
					t.Fatal(err)
				}
			}
			return found
		}
		if n := r.count(t, `SELECT COUNT(*) FROM notice_message WHERE secrets IS NOT NULL`); n != 1 {
			t.Errorf("%d rows with secrets, want 1", n)
		}
		if found := leaks(); len(found) != 0 {
			t.Errorf("before sending: %v", found)
		}
		r.Settle(t)
		if n := r.count(t, `SELECT COUNT(*) FROM notice_message WHERE secrets IS NOT NULL`); n != 0 || len(r.sms.seen) != 1 {
			t.Errorf("%d rows keep secrets after %d were sent", n, len(r.sms.seen))
		}
		if found := leaks(); len(found) != 0 {
			t.Errorf("after sending: %v", found)
		}
	})
}
