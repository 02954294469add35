package replay

import (
	"encoding/csv"
	"errors"
	"io"
	"os"
	"strings"
)

// maxAccounts is how many accounts a file may hold: each is signed in.
const maxAccounts = 2000

// LoadAccounts reads a file of lines login,password; a head line login,password and lines that begin with # are passed
// over. What an account may do is asked of the server. It returns replay.accounts with the line, never a password.
func LoadAccounts(path string) ([]Account, error) {
	f, err := os.Open(path) //nolint:gosec // the operator's choice
	if err != nil {
		return nil, ErrAccounts.WithMessage("无法读取账号文件 %s。", path).Wrap(err)
	}
	defer func() { _ = f.Close() }() // it was only read
	r := csv.NewReader(f)
	r.Comment, r.FieldsPerRecord, r.TrimLeadingSpace = '#', -1, true
	var list []Account
	for {
		cells, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		var bad *csv.ParseError
		if errors.As(err, &bad) {
			return nil, ErrAccounts.WithMessage("账号文件第 %d 行不是 login,password。", bad.Line)
		}
		if err != nil {
			return nil, ErrAccounts.Wrap(err)
		}
		line, _ := r.FieldPos(0)
		if len(cells) != 2 || strings.TrimSpace(cells[0]) == "" || cells[1] == "" {
			return nil, ErrAccounts.WithMessage("账号文件第 %d 行不是 login,password。", line)
		}
		if cells[0] == "login" && cells[1] == "password" {
			continue
		}
		if list = append(list, Account{strings.TrimSpace(cells[0]), cells[1]}); len(list) > maxAccounts {
			return nil, ErrAccounts.WithMessage("账号文件超过 %d 个账号。", maxAccounts)
		}
	}
	if len(list) == 0 {
		return nil, ErrAccounts.WithMessage("账号文件 %s 中没有账号。", path)
	}
	return list, nil
}
