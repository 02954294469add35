package config

import (
	"strconv"
	"strings"
)

// hotwordWeight is that of a word without one.
const hotwordWeight = 10

// Hotwords are the words that are likely to be said, with their weights; nil: they are not written as they should be.
func (s Speech) Hotwords() map[string]int {
	words := map[string]int{}
	for part := range strings.SplitSeq(strings.ReplaceAll(s.RecognizerWords, "，", ","), ",") {
		word, weight, weighed := strings.Cut(strings.TrimSpace(part), ":")
		if word = strings.TrimSpace(word); word == "" && !weighed {
			continue
		}
		n := hotwordWeight
		if weighed {
			var err error
			if n, err = strconv.Atoi(strings.TrimSpace(weight)); err != nil {
				return nil
			}
		}
		if word == "" || n < 1 || n > 100 {
			return nil
		}
		words[word] = n
	}
	return words
}
