/** How a call sounds that waits to be answered: one second of tone in every four, as everywhere in the country. */
export function ring(): () => void {
  if (typeof AudioContext === 'undefined') return () => {}
  const audio = new AudioContext()
  const tone = audio.createOscillator()
  const level = audio.createGain()
  tone.frequency.value = 450
  level.gain.value = 0
  for (let at = 0; at < 240; at += 4) {
    level.gain.setTargetAtTime(0.12, audio.currentTime + at, 0.02)
    level.gain.setTargetAtTime(0, audio.currentTime + at + 1, 0.02)
  }
  tone.connect(level).connect(audio.destination)
  tone.start()
  return () => void audio.close()
}
