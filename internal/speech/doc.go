// Package speech turns sound into words and words into sound, by servers and programs of the operator behind one
// interface each. It knows no call and no citizen.
//
// Sound is linear PCM of 16 bits, 8 kHz, mono, as everywhere in the exchange. A Recognizer is fed while somebody speaks
// and tells what it understands so far (partial results) and what stands (final ones), with times within the sound. A
// Voice says a text as a whole.
//
// Nothing here waits without a limit: a server that cannot be reached, that is slow, hangs up or talks nonsense ends in
// one of the faults of this package, and whoever asked goes on without. Keys and words are never in an error.
//
// # Adapters
//
//   - FunASR: its WebSocket protocol in the mode 2pass, 8 kHz, with hot words.
//   - OpenAI-compatible: /v1/audio/transcriptions (whole utterances, no partial results) and /v1/audio/speech.
//   - espeak-ng as a subprocess, voice cmn-latn-pinyin, for trials: it reads toneless pinyin and sounds like it.
package speech
