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
		"cooled":  "您好。因您的号码在此前的来电中有辱骂、威胁或骚扰工作人员的行为，人工服务暂缓至",
		"month":   "月", "day": "日", "hour": "时", "ten": "十",
		"cooled_after": "遇有生命危险、火灾或违法犯罪，请直接拨打110、119、120。您的诉求可以通过热线网站提交，或者书面来信，同样受理；对此有异议，也请这样提出。" +
			"确有急事或新的情况，请按0，将在其他来电之后为您接通。",
		"cooled_enough": "您在一小时内已多次转接人工，请稍后再试。遇有危险请直接拨打110、119、120；诉求可以通过热线网站提交，或者书面来信。",
		"recorded":      "为保证服务质量，本次通话将被录音。",
		"warning":       "提醒您：请文明通话。继续辱骂、威胁或骚扰工作人员的，通话将被记录为证据，您的号码可能被暂缓人工服务，涉嫌违法的将移送公安机关。",
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
