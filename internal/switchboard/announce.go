package switchboard

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// Words are what announcements say where nobody recorded them; the voice menu has words of its own. Music has no words.
func Words() map[string]string {
	words := map[string]string{
		"place_before": "坐席全忙，您排在第", "place_after": "位，请稍候。",
		"offer":   "等候时间较长。需要我们回拨给您，请按1；继续等候，请不要挂机。",
		"promise": "已经记下，我们会尽快回拨给您。",
		"sorry":   "很抱歉，坐席全忙，请稍后再拨。",
		"wait":    "请稍候，马上为您接通。",
		"rate":    "请对本次服务评价：非常满意请按1，满意请按2，一般请按3，不满意请按4，非常不满意请按5。",
		"thanks":  "感谢您的来电，再见。",
	}
	for n, digit := range strings.Split("零一二三四五六七八九", "") {
		words[fmt.Sprintf("digit_%d", n)] = digit
	}
	return words
}

// Announce lets a voice say what is not recorded in the folder, in place of tones. It stops at the first text that
// cannot be said; the tones that are left stay.
func (s Sounds) Announce(ctx context.Context, folder string, words map[string]string, say func(ctx context.Context, text string) ([]int16, error)) error {
	for _, name := range SoundNames {
		if words[name] == "" {
			continue
		}
		if folder != "" {
			if _, err := os.Stat(filepath.Join(folder, name+".wav")); !errors.Is(err, fs.ErrNotExist) {
				continue
			}
		}
		sound, err := say(ctx, words[name])
		if err != nil {
			return fmt.Errorf("switchboard: announcement %s: %w", name, err)
		}
		s[name] = sound
	}
	return nil
}
