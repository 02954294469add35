package intake

import (
	"strings"
	"testing"
)

func TestPhoneShape(t *testing.T) {
	good := []string{"13800138000", " 138 0013-8000 ", "１３８００１３８０００", "+86 138 0013 8000", "008613800138000", "0756-2123456",
		"(0756) 2123456 转 801", "+86 756 2123456", "2123456", "12345", "110", "400-800-1234", "+852 2123 4567", "10086"}
	bad := []string{"12800138000", "1380013800", "138001380001", "0756212", "11", "", "+", "+86", "1380013a000", "138+00138000",
		"未知", "1' OR '1'='1", "\x00\x00\x00\x00", strings.Repeat("1", 1<<20), "1234567890123456"}
	for _, typed := range good {
		if !phoneShape(typed) {
			t.Errorf("%q refused", typed)
		}
	}
	for _, typed := range bad {
		if phoneShape(typed) {
			t.Errorf("%.30q accepted", typed)
		}
	}
}
