package sms

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strconv"
	"time"

	"onedoor/internal/platform/fault"
)

// The headers of a signed request.
const (
	headerTime      = "X-Onedoor-Time"
	headerSignature = "X-Onedoor-Signature"
)

// goodFor is how long a signature is good, before and after the time it names.
const goodFor = 5 * time.Minute

// The refusals of this door.
var (
	ErrShut      = fault.New(http.StatusNotFound, "sms.not_set_up", "没有配置短信网关，不能接收短信。请在配置中填写 sms.secret。")
	ErrSignature = fault.New(http.StatusUnauthorized, "sms.bad_signature", "签名不正确，请检查共享密钥和签名算法。")
	ErrExpired   = fault.New(http.StatusUnauthorized, "sms.expired", "签名时间与服务器相差超过五分钟，请校准时钟后重新签名。")
	ErrReplayed  = fault.New(http.StatusConflict, "sms.replayed", "这条短信已经处理过，不再重复处理。")
	ErrMessage   = fault.New(http.StatusUnprocessableEntity, "sms.invalid_message", "短信内容有误：须为 JSON，含 id、from 和 text。")
)

// Sign is the signature of a body at a time: what the gateway's adapter computes, too.
func Sign(secret []byte, at time.Time, body []byte) string {
	mac := hmac.New(sha256.New, secret)
	mac.Write([]byte(strconv.FormatInt(at.Unix(), 10)))
	mac.Write([]byte{'.'})
	mac.Write(body)
	return hex.EncodeToString(mac.Sum(nil))
}

// verify checks the headers of a request. The signature is looked at first: a stranger learns nothing about our clock.
func verify(secret []byte, header http.Header, body []byte, now time.Time) error {
	seconds, err := strconv.ParseInt(header.Get(headerTime), 10, 64)
	if err != nil || seconds < 0 || seconds > 1<<40 {
		return ErrSignature
	}
	at := time.Unix(seconds, 0)
	given, err := hex.DecodeString(header.Get(headerSignature))
	want, _ := hex.DecodeString(Sign(secret, at, body))
	if err != nil || !hmac.Equal(given, want) {
		return ErrSignature
	}
	if at.Before(now.Add(-goodFor)) || at.After(now.Add(goodFor)) {
		return ErrExpired
	}
	return nil
}
