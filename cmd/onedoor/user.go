package main

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"onedoor/internal/directory"
	"onedoor/internal/platform/auth"
	"onedoor/internal/platform/ids"
	"onedoor/internal/platform/store"
)

func userCommand(f *flags) *cobra.Command {
	cmd := &cobra.Command{Use: "user", Short: "Add people of staff, reset passwords, list accounts"}
	cmd.AddCommand(userAdd(f), userPassword(f), userList(f))
	return cmd
}

func userAdd(f *flags) *cobra.Command {
	var login, name, unitCode string
	var roles []string
	cmd := &cobra.Command{
		Use: "add", Short: "Add a person with an account; the password is read from the terminal or standard input", Args: cobra.NoArgs,
		Example: "  onedoor user add --login admin --name 王管理 --role admin",
		RunE: func(cmd *cobra.Command, _ []string) error {
			return withHouse(cmd, f, func(h *house) error {
				password, err := readPassword(cmd.InOrStdin(), cmd.ErrOrStderr())
				if err != nil {
					return err
				}
				in := directory.StaffIn{Login: login, Name: name, Roles: roles, Password: password}
				if unitCode != "" {
					unit, err := h.directory.UnitByCode(h.store.Read(cmd.Context()), unitCode)
					if err != nil {
						return err
					}
					in.UnitID = unit.ID
				}
				newcomer, err := h.directory.Prepare(in)
				if err != nil {
					return err
				}
				return h.store.Write(cmd.Context(), func(tx *store.Tx) error {
					_, err := h.directory.AddStaff(tx, auth.System, newcomer)
					return err
				})
			})
		},
	}
	cmd.Flags().StringVar(&login, "login", "", "sign-in name")
	cmd.Flags().StringVar(&name, "name", "", "the person's name")
	cmd.Flags().StringVar(&unitCode, "unit", "", "code of the unit the person works in")
	cmd.Flags().StringSliceVar(&roles, "role", nil, "role, may be repeated: "+strings.Join(roleIDs(), " "))
	_ = cmd.MarkFlagRequired("login")
	_ = cmd.MarkFlagRequired("name")
	_ = cmd.MarkFlagRequired("role")
	return cmd
}

func roleIDs() []string {
	var list []string
	for _, r := range directory.Roles() {
		list = append(list, r.ID)
	}
	return list
}

func userPassword(f *flags) *cobra.Command {
	var resetCode bool
	cmd := &cobra.Command{
		Use: "password LOGIN", Short: "Set a person's password; ends the person's sessions", Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return withHouse(cmd, f, func(h *house) error {
				q := h.store.Read(cmd.Context())
				staff, err := h.directory.StaffByLogin(q, args[0])
				if err != nil {
					return err
				}
				password, err := readPassword(cmd.InOrStdin(), cmd.ErrOrStderr())
				if err != nil {
					return err
				}
				fresh, err := h.directory.PreparePassword(q, auth.System, staff.ID, password, resetCode)
				if err != nil {
					return err
				}
				return h.store.Write(cmd.Context(), func(tx *store.Tx) error { return h.directory.ResetPassword(tx, auth.System, fresh) })
			})
		},
	}
	cmd.Flags().BoolVar(&resetCode, "reset-code", false, "also take the second factor away")
	return cmd
}

func userList(f *flags) *cobra.Command {
	return &cobra.Command{
		Use: "list", Short: "List the people of staff", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return withHouse(cmd, f, func(h *house) error {
				q := h.store.Read(cmd.Context())
				list, err := h.directory.StaffList(q, directory.StaffFilter{})
				if err != nil {
					return err
				}
				for _, s := range list {
					_, _ = fmt.Fprintf(cmd.OutOrStdout(), "%s\t%s\t%s\t%s\t%v\n", s.Login, s.Name, strings.Join(s.Roles, ","), h.directory.UnitName(q, s.UnitID), s.Active)
				}
				return nil
			})
		},
	}
}

// readPassword asks twice on a terminal, or reads one line from a pipe.
func readPassword(in io.Reader, prompt io.Writer) (string, error) {
	if file, ok := in.(*os.File); ok && term.IsTerminal(int(file.Fd())) {
		_, _ = fmt.Fprint(prompt, "password: ")
		first, err := term.ReadPassword(int(file.Fd()))
		if err != nil {
			return "", err
		}
		_, _ = fmt.Fprint(prompt, "\nonce more: ")
		second, err := term.ReadPassword(int(file.Fd()))
		_, _ = fmt.Fprintln(prompt)
		if err != nil {
			return "", err
		}
		if string(first) != string(second) {
			return "", fmt.Errorf("the two passwords differ")
		}
		return string(first), nil
	}
	line, err := bufio.NewReader(in).ReadString('\n')
	if err != nil && line == "" {
		return "", fmt.Errorf("no password on standard input: %w", err)
	}
	return strings.TrimRight(line, "\r\n"), nil
}

// withHouse opens the rooms for a command that runs beside a server or instead of one.
func withHouse(cmd *cobra.Command, f *flags, fn func(*house) error) error {
	c, log, err := f.load()
	if err != nil {
		return err
	}
	ids.Aside()
	h, err := openHouse(cmd.Context(), c, log, houseOptions{})
	if err != nil {
		return err
	}
	err = fn(h)
	if closing := h.close(); err == nil {
		err = closing
	}
	return err
}
