// Package importer brings historical orders of an older system in: jsonl, csv or xlsx files, also gzipped, with a
// readable mapping of columns, values and unit names.
//
// What it promises. A row is taken once, whatever is interrupted and run again: it is known by its number in the older
// system, or by a hash of its content and how many equal rows stood before it in the file. A row that cannot be taken
// is named by its line with a coded reason; the others go on. Times that the file does not hold stay unknown. Citizens'
// personal numbers in the words are masked as on any other door, the originals sealed. Rows are never printed.
package importer
