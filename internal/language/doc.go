// Package language is the ground for Chinese text: terms for search, pinyin,
// personal data in citizens' words, titles and snippets.
//
// Everything here is pure: no tables, no clock, no network. The functions are
// safe for concurrent use and accept any bytes; text that is not valid UTF-8
// is never rejected, its broken bytes are simply no part of a word.
//
// Search works on character bigrams rather than on segmented words. A bigram
// index needs no dictionary, finds every two-character word, and in
// measurements on public hotline messages ranked answers as well as word
// indexes did, at a fraction of the start-up cost.
package language
