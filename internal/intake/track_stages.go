package intake

import (
	"fmt"

	"onedoor/internal/platform/store"
	"onedoor/internal/workorder"
)

// publicStages says what the citizen may expect next and by when: shorter than what staff read, and honest when it is late.
func (s *Service) publicStages(q store.Queryer, o *workorder.Order) ([]string, error) {
	list := []string{}
	// Of a return the citizen is told nothing: for them the unit is being found.
	if !o.State.Open() || o.State == workorder.StateMerged || o.State == workorder.StateReturned {
		return list, nil
	}
	stages, err := s.Orders.Stages(q, *o)
	if err != nil {
		return nil, fmt.Errorf("intake: stages: %w", err)
	}
	now := s.Clock.Now()
	for _, x := range stages {
		if !x.MetAt.IsZero() || x.Level == "ended" {
			continue
		}
		by := dueText(x.Due, now)
		what := map[workorder.Stage][2]string{
			workorder.StageAccept:   {"热线中心" + by + "受理", "受理已超过期限，热线中心正在处理"},
			workorder.StageDispatch: {by + "派给承办单位", "派单已超过期限，热线中心正在处理"},
			workorder.StageContact:  {"承办单位" + by + "与您联系", "承办单位联系您已超过期限，热线中心会催办"},
			workorder.StageReview:   {"热线中心" + by + "完成审核", "审核已超过期限，热线中心正在处理"},
		}[x.Stage]
		switch {
		case what[0] == "":
		case x.Level == "overdue":
			list = append(list, what[1])
		case x.Level == "ok" || x.Level == "soon":
			list = append(list, what[0])
		}
	}
	return list, nil
}
