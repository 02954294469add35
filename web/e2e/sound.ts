import type { Page } from 'playwright-core'

/** The tone that each person's voice is in the tests, in hertz: neither a key's nor music's. */
export const voices = { citizen: 700, seat: 1000, colleague: 1500 } as const
type Who = keyof typeof voices

/**
 * Gives a page a voice: it asks the browser for the microphone as it always does, and says a steady tone into it.
 * Call before the page is opened.
 */
export async function speaks(page: Page, who: Who) {
  await page.addInitScript((hz) => {
    if (!navigator.mediaDevices) return
    const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices)
    navigator.mediaDevices.getUserMedia = async (wanted) => {
      // A small picture now and then is enough to be seen to move, and leaves the machine to the rest.
      if (!wanted?.audio) return ask({ video: { width: 160, height: 120, frameRate: 5 } })
      const given = await ask(wanted)
      const context = new AudioContext()
      const tone = context.createOscillator()
      const level = context.createGain()
      tone.frequency.value = hz
      level.gain.value = 0.3
      const out = context.createMediaStreamDestination()
      tone.connect(level).connect(out)
      tone.start()
      given.getTracks().forEach((t) => t.stop())
      return out.stream
    }
  }, voices[who])
}

/** Whose voices a page hears just now, of half a second, sorted. */
export async function hears(page: Page): Promise<Who[]> {
  const found = await page.evaluate(async (all) => {
    const sound = document.querySelector('audio')?.srcObject
    if (!(sound instanceof MediaStream)) return []
    const context = new AudioContext()
    await context.resume()
    const analyser = context.createAnalyser()
    analyser.fftSize = 4096
    analyser.smoothingTimeConstant = 0
    context.createMediaStreamSource(sound).connect(analyser)
    const bins = new Float32Array(analyser.frequencyBinCount)
    const times: Record<string, number> = {}
    for (let n = 0; n < 10; n++) {
      await new Promise((done) => setTimeout(done, 50))
      analyser.getFloatFrequencyData(bins)
      for (const [who, hz] of Object.entries(all)) {
        const at = Math.round(hz / (context.sampleRate / analyser.fftSize))
        if (Math.max(bins[at - 1]!, bins[at]!, bins[at + 1]!) > -50) times[who] = (times[who] ?? 0) + 1
      }
    }
    await context.close()
    return Object.keys(times).filter((who) => times[who]! >= 5)
  }, voices)
  return (found as Who[]).sort()
}
