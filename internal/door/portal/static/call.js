// The page works as it is for whoever dials the number. The telephone is fetched when it is asked for: it is large.
const box = document.getElementById('call')
const start = document.getElementById('call-start')
const seen = document.getElementById('call-video')
const state = document.getElementById('call-state')
const wrong = document.getElementById('call-wrong')
const before = state.textContent
let tries = 0

async function first(e) {
  box.dataset.seen = String(e.currentTarget === seen)
  start.disabled = seen.disabled = true
  wrong.hidden = true
  state.textContent = box.dataset.loading
  try {
    // It calls, and answers the button from now on. A browser never asks again for a module that it could not get.
    await import('/staff/guest.js' + (tries++ ? '?' + tries : ''))
    start.removeEventListener('click', first)
    seen.removeEventListener('click', first)
    return
  } catch {
    state.textContent = before
    wrong.textContent = box.dataset.broken
    wrong.hidden = false
  }
  start.disabled = seen.disabled = false
}

start.addEventListener('click', first)
seen.addEventListener('click', first)
box.hidden = false
