import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { useBrowser } from './browser'
import { button, hearing, patient, seated, stage, visitor } from './seated'

useBrowser({ voice: true })

/** Keeps the sockets of the page's telephone, so that the last one can be lost. */
async function countsSockets(page: Page) {
  await page.addInitScript(() => {
    const all: WebSocket[] = []
    Object.assign(window, { telephoneSockets: all })
    window.WebSocket = class extends WebSocket {
      constructor(url: string | URL, protocols?: string | string[]) {
        super(url, protocols)
        if (protocols === 'sip') all.push(this)
      }
    }
  })
}

/** How many sockets the telephone has opened, and whether the last one is open. */
const sockets = (page: Page) =>
  page.evaluate(() => {
    const all = (window as unknown as { telephoneSockets: WebSocket[] }).telephoneSockets
    return [all.length, all.at(-1)?.readyState === WebSocket.OPEN] as const
  })

test('a socket that is lost in a call costs neither sound nor call; a consultation ends back at the citizen', async () => {
  const seat = await seated('seat1', 'seat', { before: countsSockets })
  const colleague = await seated('seat2', 'colleague', { ready: false })
  const citizen = await visitor()
  await stage(seat, '来电振铃')
  await seat.keyboard.press('F2')
  await stage(seat, '通话中')
  await hearing(seat, ['citizen'], 'the seat hears the citizen')
  const [before] = await sockets(seat)
  expect(before).toBeGreaterThan(0)

  await seat.evaluate(() => (window as unknown as { telephoneSockets: WebSocket[] }).telephoneSockets.at(-1)!.close())
  await hearing(seat, ['citizen'], 'the seat goes on hearing the citizen')
  await hearing(citizen, ['seat'], 'and is heard')
  await expect.poll(() => sockets(seat), { ...patient, message: 'the telephone has a new socket' }).toEqual([before + 1, true])
  await stage(seat, '通话中')
  await hearing(seat, ['citizen'], 'they still speak')
  await hearing(citizen, ['seat'], 'both of them')

  await seat.keyboard.press('F6')
  await stage(seat, '保持中')
  await hearing(citizen, [], 'who is held hears nobody')
  await seat.keyboard.press('F6')
  await stage(seat, '通话中')
  await hearing(citizen, ['seat'], 'and is taken back')

  await seat.keyboard.press('F8')
  const targets = seat.getByRole('dialog', { name: '转接或咨询' })
  await targets.getByRole('textbox').fill('seat2')
  await targets.getByRole('listitem').filter({ hasText: 'seat2' }).getByRole('button', { name: /^咨询 / }).click()
  await stage(colleague, '同事咨询')
  await button(colleague, '接听').click()
  await stage(seat, '咨询中')
  await hearing(colleague, ['seat'], 'the colleague is asked')
  await hearing(citizen, [], 'the citizen waits')
  await seat.keyboard.press('F6')
  await stage(seat, '通话中')
  await hearing(citizen, ['seat'], 'the seat is back with the citizen')
  await hearing(seat, ['citizen'], 'alone')
  await button(colleague, '示闲').waitFor() // it is let go

  await seat.keyboard.press('F4')
  await citizen.getByText('通话已结束。如需再次通话，请按“呼叫”。').waitFor(patient)
})
