package insight

import (
	"fmt"

	"onedoor/internal/followup"
	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/store"
)

// BoardRates are the three rates as the wallboard shows them: shares from 0 to 1, weighted where only a sample was
// called, with what they are shares of.
type BoardRates struct {
	From         string   `json:"from" doc:"first day of completion, yyyy-mm-dd"`
	To           string   `json:"to" doc:"last day, included"`
	Satisfaction *float64 `json:"satisfaction"`
	Resolution   *float64 `json:"resolution"`
	Response     *float64 `json:"response"`
	Answered     *float64 `json:"answered" doc:"answers / asked"`
	Asked        int      `json:"asked" doc:"denominator of the three rates: completions asked about to the end, answered or 未评价"`
	Answers      int      `json:"answers" doc:"completions whose citizens answered"`
	Waiting      int      `json:"waiting" doc:"not in the denominator yet"`
	Enforcement  int      `json:"enforcement" doc:"law-enforcement matters asked about to the end: in no denominator, their rates stand apart"`
	Small        bool     `json:"small" doc:"样本不足: too few answers for the rates to mean something"`
}

// rates asks for the rates of the scope. Who may see the wallboard may see its rates, whether or not the tables of rates
// are theirs to read.
func (s *Service) rates(q store.Queryer, w *Wallboard, scope auth.Scope) error {
	t, err := s.Deps.Rates.Rates(q, auth.Principal{Scope: scope}.WithRights(followup.RightRates), followup.RatesIn{})
	if err != nil {
		return fmt.Errorf("insight: rates: %w", err)
	}
	w.Rates = BoardRates{From: t.From, To: t.To, Satisfaction: t.Total.Satisfaction, Resolution: t.Total.Resolution, Response: t.Total.Response,
		Asked: t.Total.Asked, Answers: t.Total.Answered, Waiting: t.Total.Waiting, Enforcement: t.Enforcement.Total.Asked, Small: t.Total.Small}
	if t.Total.Asked > 0 {
		share := float64(t.Total.Answered) / float64(t.Total.Asked)
		w.Rates.Answered = &share
	}
	return nil
}
