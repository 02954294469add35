// Package auth says who is calling: principals with rights and a scope, accounts with passwords and second factors,
// and sessions. It knows no role of the hotline: rooms name their rights, and a directory above resolves a person
// into a Principal.
package auth
