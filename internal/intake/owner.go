package intake

import (
	"fmt"
	"net/http"

	"onedoor/internal/platform/fault"
	"onedoor/internal/platform/store"
	"onedoor/internal/workorder"
)

// toOwner gives a request that came on a sub-centre's number to that sub-centre (设分中心), unless the seat has decided
// otherwise. A sealed one waits for the centre: who may know of it is not decided by a telephone number. The order keeps
// this way whatever becomes of the number later.
func (s *Service) toOwner(tx *store.Tx, t *taking, r *newRequest) (*newRequest, error) {
	if t.in.HotlineNumber == "" || t.in.KeepAtCentre || r.form.Then != nil || r.form.Sealed || !t.by.Can(workorder.RightDispatch) || r.form.Kind == string(workorder.KindInvalid) {
		return r, nil
	}
	unit, ok, err := s.Places.HotlineOwner(tx, t.in.HotlineNumber)
	if err != nil {
		return nil, fmt.Errorf("intake: whose number: %w", err)
	}
	if !ok {
		return r, nil
	}
	given := *r // what was prepared stays as it was: the transaction may run twice
	given.form.Then = &Then{Verb: ThenDispatch, UnitID: unit, Note: "来自分中心号码 " + t.in.HotlineNumber}
	return &given, nil
}

// ErrAnswersElsewhere keeps answers at once to whom the number's way of integration gives them.
var ErrAnswersElsewhere = fault.New(http.StatusConflict, "intake.answers_elsewhere",
	"该号码的诉求由分中心答复，请派给分中心；确需由热线中心办理的，请选择“只登记”。")

// mayAnswer refuses an answer at once that the table of modes does not give to the centre: the requests of a sub-centre's
// number are the sub-centre's to answer, unless the seat keeps one or it is confidential.
func (s *Service) mayAnswer(tx *store.Tx, t *taking, r *newRequest) error {
	if then := r.form.Then; then == nil || then.Verb == ThenDispatch || t.in.HotlineNumber == "" || t.in.KeepAtCentre || r.form.Sealed {
		return nil
	}
	ok, err := s.Places.AnswersAtOnce(tx, t.by, t.in.HotlineNumber)
	if err != nil {
		return fmt.Errorf("intake: who answers on a number: %w", err)
	}
	if !ok {
		return ErrAnswersElsewhere
	}
	return nil
}
