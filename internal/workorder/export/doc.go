// Package export writes orders as files that people take away: a list as an xlsx workbook, one
// order as a Word document or a PDF to print.
//
// It knows paper and cells and nothing of orders: the room describes what is to be written
// ([Doc], [Table]) and has left out what may not leave the house. Words of citizens are only
// ever written as text: no formula, field, link or macro is made from them.
package export
