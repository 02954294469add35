package stats

// Weighted gathers a sample whose members stand for different numbers: each answer has the weight N/n of the stratum it
// was drawn from (N members, n drawn and asked). The zero Weighted is empty.
//
//	estimate        p̂ = Σ w·x / Σ w        (Hansen & Hurwitz, JASA 41 (1946) 517–529, for calls to those who did not answer)
//	effective size  n' = (Σ w)² / Σ w²     (Kish, Survey Sampling, 1965, § 11.7)
//
// The interval is Wilson's with p̂ and n': uneven weights make it wider, equal weights leave it as it was.
type Weighted struct {
	W  float64 // Σ w
	WW float64 // Σ w²
	WX float64 // Σ w·x
}

// Add takes count members of one weight, of which yes said yes.
func (s *Weighted) Add(weight float64, count, yes int) {
	s.W += weight * float64(count)
	s.WW += weight * weight * float64(count)
	s.WX += weight * float64(yes)
}

// Join takes all members of another sample.
func (s *Weighted) Join(o Weighted) {
	s.W += o.W
	s.WW += o.WW
	s.WX += o.WX
}

// Share is the estimate; false while the sample is empty.
func (s Weighted) Share() (float64, bool) {
	if s.W <= 0 {
		return 0, false
	}
	return s.WX / s.W, true
}

// Effective is the size of an unweighted sample that would tell as much.
func (s Weighted) Effective() float64 {
	if s.WW <= 0 {
		return 0
	}
	return s.W * s.W / s.WW
}

// Interval is the 95 % interval of the share.
func (s Weighted) Interval() Interval {
	p, ok := s.Share()
	if !ok {
		return Unknown
	}
	n := s.Effective()
	return Wilson(p*n, n)
}
