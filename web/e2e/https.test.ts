import { expect, test } from 'vitest'
import { secureBase, useBrowser } from './browser'
import { button, hearing, patient, seated, stage, visitor } from './seated'

useBrowser({ voice: true })

test('a citizen calls and a seat answers at the address that other machines need: HTTPS with the own certificate', async () => {
  const seat = await seated('seat3', 'seat', { secure: true })
  const citizen = await visitor({ secure: true })
  for (const page of [seat, citizen]) {
    expect(new URL(page.url()).origin).toBe(secureBase())
    expect(await page.evaluate(() => isSecureContext)).toBe(true)
  }
  await stage(seat, '来电振铃')
  await button(seat, '接听').click()
  await stage(seat, '通话中')
  await hearing(seat, ['citizen'], 'the seat hears the citizen')
  await hearing(citizen, ['seat'], 'the citizen hears the seat')
  await button(citizen, '挂断').click()
  await button(seat, /^结束整理/).waitFor(patient)
})
