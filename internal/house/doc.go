// Package house holds no code of the product: its test keeps the architecture (docs/architecture.md) true. Packages
// import down the stairs only, SQL names only the own room's tables, and files stay short.
package house
