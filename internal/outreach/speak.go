package outreach

import (
	"context"
	"fmt"
)

// speak prepares what a script says to somebody.
func (s *Service) speak(ctx context.Context, script Script, words map[string]string) (map[string][]int16, error) {
	sounds := map[string][]int16{}
	for _, x := range script.Steps {
		if x.Sound != "" && s.Sound != nil {
			if sound, there := s.Sound(x.Sound); there {
				sounds[x.ID] = sound
				continue
			}
		}
		if s.Voice == nil {
			return nil, ErrVoice
		}
		sound, err := s.Voice.Speak(ctx, fill(x.Say, words), variable.MatchString(x.Say))
		if err != nil {
			return nil, fmt.Errorf("outreach: speak: %w", err)
		}
		sounds[x.ID] = sound
	}
	return sounds, nil
}
