package portal

import (
	"bytes"
	"errors"
	"net/http"
	"strconv"
	"time"

	"onedoor/internal/platform/httpx"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/wall"
	"onedoor/internal/switchboard"
	"onedoor/internal/workorder"
)

// photosAtOnce bounds how many photos are drawn at a time: each takes some tens of megabytes of memory.
const photosAtOnce = 2

// guestOf answers whether a request comes from whoever holds a line, and to which seat its call has come. Wrong tries
// count by source, as those of query codes do.
func (s *Service) guestOf(w http.ResponseWriter, r *http.Request) (account, secret string, seat ids.ID, ok bool) {
	account, secret, _ = r.BasicAuth()
	seat, err := s.Calls.GuestSeat(account, secret)
	if errors.Is(err, switchboard.ErrGuestLine) && !s.lookups.Allow(s.source(r)) {
		err = errTooFast
	}
	if err != nil {
		httpx.WriteProblem(w, r, err)
	}
	return account, secret, seat, err == nil
}

// callPhoto takes a photo from the call page for the seat that speaks with the visitor: POST, multipart, the field photo,
// the line as HTTP's basic authentication. It becomes an upload of the seat's own. No content, or a problem.
func (s *Service) callPhoto(w http.ResponseWriter, r *http.Request) {
	account, secret, seat, ok := s.guestOf(w, r)
	if !ok {
		return
	}
	if !s.writes.Allow(s.source(r)) {
		httpx.WriteProblem(w, r, errTooFast)
		return
	}
	if err := s.photo(w, r, account, secret, seat); err != nil {
		httpx.WriteProblem(w, r, err)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

func (s *Service) photo(w http.ResponseWriter, r *http.Request, account, secret string, seat ids.ID) error {
	r.Body = http.MaxBytesReader(w, r.Body, maxPhoto+maxForm)
	file, _, err := r.FormFile("photo")
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		return errPhotoLarge
	case err != nil:
		return errPhoto.Wrap(err)
	}
	defer func() { _ = file.Close() }()
	defer func() { _ = r.MultipartForm.RemoveAll() }()
	select {
	case s.drawing <- struct{}{}:
	case <-r.Context().Done():
		return errPhoto.Wrap(r.Context().Err())
	}
	drawn, err := redraw(file)
	<-s.drawing
	if err != nil {
		return err
	}
	name := "通话照片" + time.Now().In(wall.Shanghai).Format("20060102-150405") + ".jpg"
	kept, err := s.Files.Upload(r.Context(), workorder.OwnerStaff(seat), name, bytes.NewReader(drawn))
	if err != nil {
		return err
	}
	return s.Calls.GuestSend(account, secret, seat, switchboard.Sent{Kind: "photo", File: kept.ID, Name: kept.Name, Size: kept.Size})
}

// callPlace takes where the visitor is: POST with the fields latitude, longitude (degrees, WGS 84) and accuracy (metres),
// the line as HTTP's basic authentication. No content, or a problem.
func (s *Service) callPlace(w http.ResponseWriter, r *http.Request) {
	account, secret, _, ok := s.guestOf(w, r)
	if !ok {
		return
	}
	r.Body = http.MaxBytesReader(w, r.Body, 16<<10)
	what := switchboard.Sent{Kind: "place"}
	var err error
	for name, to := range map[string]*float64{"latitude": &what.Latitude, "longitude": &what.Longitude, "accuracy": &what.Accuracy} {
		var wrong error
		*to, wrong = strconv.ParseFloat(r.PostFormValue(name), 64)
		err = errors.Join(err, wrong)
	}
	if err != nil {
		err = switchboard.ErrPlace.Wrap(err)
	} else {
		err = s.Calls.GuestSend(account, secret, 0, what)
	}
	if err != nil {
		httpx.WriteProblem(w, r, err)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}
