import { render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, test, vi } from 'vitest'
import { Providers } from '@/app/Providers'
import { ClockBadge } from './ClockBadge'

const now = Date.now()
const at = (hours: number) => new Date(now + hours * 3_600_000).toISOString()
const show = (props: Parameters<typeof ClockBadge>[0]) => {
  render(
    <Providers>
      <ClockBadge {...props} />
    </Providers>,
  )
  return [...document.querySelectorAll('.clock-limit')].map((x) => `${x.querySelector('.clock-mark')?.textContent} ${x.className.split(' ').at(-1)}`)
}

test.each([
  ['a unit that has to sign sees both limits', { state: 'dispatched', signDueAt: at(2), dueAt: at(50), level: 'soon' }, ['签 clock-soon', '办 clock-ok']],
  ['late to sign is not late to handle', { state: 'dispatched', signDueAt: at(-1), dueAt: at(50), level: 'ok' }, ['签 clock-overdue', '办 clock-ok']],
  ['signed: the one that runs', { state: 'handling', signDueAt: at(-1), dueAt: at(5), level: 'soon' }, ['办 clock-soon']],
  ['passed since it was read', { state: 'handling', dueAt: at(-1), level: 'ok' }, ['办 clock-overdue']],
  ['closed in time', { state: 'completed', dueAt: at(-1), level: 'ok' }, ['办 clock-stopped']],
  ['closed late stays late', { state: 'archived', dueAt: at(-1), level: 'overdue' }, ['办 clock-overdue']],
  ['no limit at all', { state: 'registered' }, []],
] as const)('%s', (_, props, want) => {
  expect(show({ ...props })).toEqual(want)
})

test('its explanation is a named dialogue, and a click in it is not one on the row', async () => {
  const row = vi.fn()
  render(
    <Providers>
      <div onClick={row}>
        <ClockBadge state="handling" dueAt={at(5)} clock={{ due: at(5), days: [], warnings: [], short: '三个工作日', rule: '一般诉求' } as never} />
      </div>
    </Providers>,
  )
  await userEvent.click(screen.getByRole('button'))
  const dialog = await screen.findByRole('dialog', { name: '时限说明' })
  await userEvent.click(screen.getByText('三个工作日'))
  expect(dialog).toBeInTheDocument()
  expect(row).not.toHaveBeenCalled()
})
