import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { context, desktop, phone, signedIn, useBrowser, violations } from './browser'
import { hears, speaks } from './sound'

useBrowser({ voice: true })

/** Four white points, as PNG. */
const dot = 'iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAIAAAD91JpzAAAADklEQVR4nGP4DwYMEAoAU7oL9ZisIGcAAAAASUVORK5CYII='
const patient = { timeout: 15_000 }
const bar = (page: Page) => page.getByRole('region', { name: '话务条' })
const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: true })
const stage = (page: Page, name: string) => bar(page).getByRole('status').getByText(name, { exact: true }).waitFor()
const hearing = (page: Page, who: string[], why: string) => expect.poll(() => hears(page), { ...patient, message: why }).toEqual(who)

/** Waits until pictures that a page is shown have moved on. */
async function seeing(page: Page, label: string) {
  const video = page.getByLabel(label)
  await video.waitFor(patient)
  const frames = () => video.evaluate((v) => (v as HTMLVideoElement).getVideoPlaybackQuality().totalVideoFrames)
  const before = await frames()
  await expect.poll(frames, { ...patient, message: label }).toBeGreaterThan(before + 5)
}

async function seated(login: string, voice: 'seat' | 'colleague'): Promise<Page> {
  const page = await signedIn(login)
  await speaks(page, voice)
  await page.goto('/staff/desk')
  await button(page, '签入').click()
  await button(page, '示闲').click() // a call that waits rings at once
  return page
}

async function visitor(press: string): Promise<Page> {
  const c = await context({ viewport: phone })
  await c.grantPermissions(['geolocation', 'microphone', 'camera'])
  await c.setGeolocation({ latitude: 30.25, longitude: 120.15, accuracy: 20 })
  const page = await c.newPage()
  await speaks(page, 'citizen')
  await page.goto('/call')
  await button(page, press).click()
  return page
}

test('a citizen is told the place, shows and sees, is held and taken back, handed over, and both can switch off', async () => {
  const citizen = await visitor('视频通话')
  await citizen.getByLabel('您的摄像头画面').waitFor()
  await button(citizen, '按键 1').click()
  await citizen.getByText(/^正在排队，您是下一位/).waitFor(patient)
  const seat = await seated('seat4', 'seat')
  await stage(seat, '来电振铃')
  await button(seat, '接听').click()
  await stage(seat, '通话中')
  await seeing(seat, '来电人的视频')
  await hearing(seat, ['citizen'], 'the seat hears the citizen')
  await button(seat, '开视频').click()
  await seeing(citizen, '工作人员的视频')
  await hearing(citizen, ['seat'], 'the citizen hears the seat')

  await citizen.getByLabel('发照片').setInputFiles({ name: '现场.png', mimeType: 'image/png', buffer: Buffer.from(dot, 'base64') })
  await citizen.getByText('照片已发给工作人员。').waitFor(patient)
  await button(citizen, '发位置').click()
  await citizen.getByText('位置已发给工作人员。').waitFor(patient)
  const sent = seat.getByRole('region', { name: '来电人发来' })
  await sent.getByText('（坐标 30.25000,120.15000，精度约 20 米）').waitFor(patient)
  await expect.poll(() => sent.getByRole('img').evaluate((i) => (i as HTMLImageElement).naturalWidth), patient).toBeGreaterThan(0)
  await seat.keyboard.press('Alt+i')
  await sent.getByRole('button', { name: /^已全部加入当前诉求/ }).waitFor()
  expect(await seat.getByLabel('事发地址').inputValue()).toBe('（坐标 30.25000,120.15000，精度约 20 米）')
  await seat.getByRole('link', { name: /通话照片/ }).first().waitFor()
  await citizen.getByLabel('发照片').setInputFiles({ name: '现场.png', mimeType: 'image/png', buffer: Buffer.from('<html>') })
  await citizen.getByText('这不是可以识别的照片，请重新拍摄或另选一张。').waitFor()

  const found: string[] = []
  for (const [page, size] of [[seat, desktop], [citizen, phone]] as const) {
    found.push(...(await violations(page)))
    const width = await page.evaluate(() => document.documentElement.scrollWidth)
    if (width > size.width) found.push(`${width} px wide`)
  }
  expect(found).toEqual([])
  const window = seat.getByRole('region', { name: '视频' })
  const at = (await window.boundingBox())!.x
  await button(seat, '视频，不录制').press('ArrowLeft')
  await expect.poll(async () => (await window.boundingBox())!.x).toBeLessThan(at)

  await seat.keyboard.press('F6')
  await stage(seat, '保持中')
  await citizen.getByLabel('工作人员的视频').waitFor({ state: 'hidden', ...patient })
  await seat.getByLabel('来电人的视频').waitFor({ state: 'hidden', ...patient })
  await citizen.getByText('请稍等，工作人员马上回来。').waitFor(patient)
  await seat.keyboard.press('F6')
  await stage(seat, '通话中')
  await seeing(seat, '来电人的视频')
  await seeing(citizen, '工作人员的视频')

  await button(citizen, '关摄像头').click()
  await seat.getByLabel('来电人的视频').waitFor({ state: 'hidden', ...patient })
  await button(seat, '关视频').click()
  await citizen.getByLabel('工作人员的视频').waitFor({ state: 'hidden', ...patient })
  await button(citizen, '开摄像头').click()
  await seeing(seat, '来电人的视频')

  const colleague = await seated('seat5', 'colleague')
  await colleague.getByRole('button', { name: /^空闲/ }).waitFor()
  await seat.keyboard.press('F8')
  const targets = seat.getByRole('dialog', { name: '转接或咨询' })
  await targets.getByRole('textbox').fill('seat5')
  await targets.getByRole('listitem').filter({ hasText: 'seat5' }).getByRole('button', { name: /^直接转给 / }).click()
  await stage(colleague, '来电振铃')
  await button(colleague, '接听').click()
  await stage(colleague, '通话中')
  await seeing(colleague, '来电人的视频')
  await hearing(colleague, ['citizen'], 'the colleague hears the citizen')
  await hearing(citizen, ['colleague'], 'the citizen hears the colleague')
  await colleague.keyboard.press('F4')
  await citizen.getByText('通话已结束。如需再次通话，请按“呼叫”。').waitFor(patient)
  await citizen.getByLabel('您的摄像头画面').waitFor({ state: 'hidden' })
})

test('a refused microphone and a missing camera say what to do; a call without camera is a call', async () => {
  const refused = await (await context({ viewport: phone })).newPage()
  await refused.addInitScript(() => {
    navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('no', 'NotAllowedError'))
  })
  await refused.goto('/call')
  await button(refused, '视频通话').click()
  await refused.getByRole('alert').getByText(/请点地址栏旁的图标，把“麦克风”改为“允许”/).waitFor()

  const blind = await (await context({ viewport: phone })).newPage()
  await blind.addInitScript(() => {
    const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices)
    navigator.mediaDevices.getUserMedia = (wanted) => (wanted?.video ? Promise.reject(new DOMException('none', 'NotFoundError')) : ask(wanted))
  })
  await speaks(blind, 'citizen')
  await blind.goto('/call')
  await button(blind, '视频通话').click()
  await blind.getByText('没有找到摄像头，现在是语音通话。').waitFor()
  await button(blind, '按键 1').click()
  await blind.getByText(/^正在排队/).waitFor(patient)
  await button(blind, '挂断').click()
  await blind.getByText('您已挂断。如需再次通话，请按“呼叫”。').waitFor()
})
