// The elements of the portal's page of a call; they and their first words come with the page.

const at = <E extends HTMLElement = HTMLElement>(id: string) => document.getElementById('call' + id) as E

export const box = at('')
export const parts = {
  state: at('-state'),
  wrong: at('-wrong'),
  note: at('-note'),
  start: at<HTMLButtonElement>('-start'),
  seen: at<HTMLButtonElement>('-video'),
  mute: at('-mute'),
  camera: at('-camera'),
  end: at('-end'),
  keys: at('-keys'),
  sending: at('-sending'),
  photo: at<HTMLInputElement>('-photo'),
  place: at('-place'),
  sound: at<HTMLAudioElement>('-sound'),
  pictures: at('-pictures'),
  theirs: at<HTMLVideoElement>('-theirs'),
  own: at<HTMLVideoElement>('-own'),
}

/** Says how the call stands; nothing is said twice. */
export function say(text: string): void {
  parts.state.setAttribute('aria-live', 'polite')
  if (parts.state.textContent !== text) parts.state.textContent = text
}

/** What changes each second is shown and not read out. */
export function quietly(text: string): void {
  parts.state.setAttribute('aria-live', 'off')
  parts.state.textContent = text
}

/** Says something beside how the call stands; empty: nothing. */
export function note(text: string): void {
  if (parts.note.textContent !== text) parts.note.textContent = text
  parts.note.hidden = text === ''
}

export function show(on: { busy?: boolean; call?: boolean; keys?: boolean }): void {
  parts.start.hidden = parts.seen.hidden = on.call === true
  parts.start.disabled = parts.seen.disabled = on.busy === true
  parts.end.hidden = on.call !== true
  parts.mute.hidden = parts.camera.hidden = parts.keys.hidden = on.keys !== true
  if (on.keys !== true) parts.sending.hidden = true
  if (on.busy) parts.wrong.hidden = true
}

/** A button that is on or off. */
export function press(button: HTMLElement, on: boolean, words: string): void {
  button.textContent = words
  button.setAttribute('aria-pressed', String(on))
}
