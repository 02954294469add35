import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { signedIn, useBrowser, violations } from './browser'
import { post } from './given'
import { mark } from './mark'
import { rows } from './orders'

useBrowser()

const numbers = async (page: Page) => (await rows<{ number: number }>(page, '/menu/versions')).map((v) => v.number)

/** A leader changes the menu: a wrong step is pointed to, the way is tried, it is published, and an earlier one is put back. */
test('a leader edits the menu, checks it, tries it and publishes it', async () => {
  const leader = await signedIn('leader1')
  const before = await numbers(leader)
  const next = (before[0] ?? 0) + 1
  const note = `换一句问候 ${mark()}`
  await leader.goto('/staff/voice-menu')
  const tree = leader.getByRole('region', { name: '流程图' })
  await tree.getByRole('button', { name: '欢迎' }).click()
  const step = leader.getByRole('region', { name: '步骤：欢迎' })
  await step.getByLabel('播报内容').fill('您好，{姓名}。{按键}')
  await leader.getByRole('button', { name: /^检\s?查$/ }).click()
  await leader.getByRole('list', { name: '有 1 处问题' }).getByText('没有变量 {姓名}', { exact: false }).waitFor()
  expect(await violations(leader)).toEqual([])
  await step.getByLabel('播报内容').fill(`您好，这里是{城市}{热线}。${note}。{按键}`)
  await leader.getByRole('button', { name: /^检\s?查$/ }).click()
  await leader.getByText('检查通过，可以发布').waitFor()
  await leader.getByRole('list', { name: '发布前的建议' }).getByText('没有一个入口步骤告知通话会被录音', { exact: false }).waitFor()

  // The server walks with the menu that is edited: a key that means nothing, then people.
  const trial = leader.getByRole('region', { name: '试走' })
  await trial.getByText('人工服务，请按0。', { exact: false }).first().waitFor()
  await trial.getByRole('button', { name: '试按 9' }).click()
  await expect.poll(() => trial.getByRole('listitem').count()).toBe(2)
  await trial.getByRole('button', { name: '试按 0' }).click()
  await trial.getByText('进入队列：政务服务').waitFor()

  await leader.getByRole('button', { name: '保存草稿' }).click()
  await leader.getByText('草稿已保存').waitFor()
  await leader.getByRole('button', { name: /^发\s?布$/ }).click()
  const form = leader.getByRole('dialog')
  await form.getByRole('button', { name: /^发\s?布$/ }).click()
  await form.getByText('请填写发布说明。').waitFor()
  await form.getByLabel('发布说明').fill(note)
  await form.getByRole('button', { name: /^发\s?布$/ }).click()
  await leader.getByText(`现行：第 ${next} 版`).waitFor()

  await leader.getByRole('button', { name: '历史版本' }).click()
  await leader.getByText(note).first().waitFor()
  await leader.getByRole('button', { name: '恢复出厂菜单' }).click()
  await leader.getByRole('dialog').getByRole('button', { name: '恢复出厂菜单' }).click()
  await expect.poll(() => numbers(leader)).toEqual([next + 1, next, ...before])
})

/** A line is opened from a template and closed at once. */
test('a leader opens a special line from a template and closes it', async () => {
  const leader = await signedIn('leader1')
  // What an earlier try left open has the key.
  for (const { id, key } of await rows<{ id: string; key: string }>(leader, '/special-lines?state=living')) if (key === '5') await post(leader, `/special-lines/${id}/close`, {})
  const line = `暴雨应急专线${mark()}`
  await leader.goto('/staff/voice-menu?tab=lines')
  await leader.getByRole('button', { name: '开通专线' }).click()
  const form = leader.getByRole('dialog')
  await form.getByLabel('专线名称').fill(line)
  await form.getByLabel('被叫号码').fill('九六')
  await form.getByRole('button', { name: '开通专线' }).click()
  await form.getByText('被叫号码须为数字。').waitFor()
  expect(await violations(leader)).toEqual([])
  await form.getByLabel('被叫号码').fill('')
  await form.getByRole('button', { name: '开通专线' }).click()
  await form.waitFor({ state: 'detached' })
  const row = leader.getByRole('row').filter({ hasText: line })
  await row.getByText('按 5').waitFor()
  expect(await violations(leader)).toEqual([])
  await leader.getByRole('button', { name: `立即关闭“${line}”` }).click()
  await leader.getByRole('dialog').getByRole('button', { name: '立即关闭' }).click()
  await expect
    .poll(async () => (await rows<{ name: string; state: string }>(leader, '/special-lines?state=closed')).map((x) => `${x.name} ${x.state}`))
    .toContain(`${line} closed`)
})
