import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { render, screen } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { afterEach, expect, test, vi } from 'vitest'
import { http } from '@/api/client'
import type { Me, Order } from '@/api/types'
import { rights, type Right } from '@/app/rights'
import { MeProvider } from '@/app/session'
import { ImportedOriginals } from './OrderParts'

const number = '13812340099'
const imported = { id: '7', imported: true, title: '旧工单', content: '请打138****0099', state: 'completed', unit_id: '101' } as Order

function shown(order: Order, held: Right[] = [rights.reveal]) {
  const me = { name: '李敏', login: 'officer', rights: held, unit: { id: '101', name: '水务局' } } as unknown as Me
  render(
    <QueryClientProvider client={new QueryClient()}>
      <MeProvider me={me}>
        <ImportedOriginals order={order} />
      </MeProvider>
    </QueryClientProvider>,
  )
}

const button = () => screen.queryByRole('button', { name: /查看原文/ })

afterEach(() => vi.restoreAllMocks())

test('the words of an imported order are opened for a purpose', async () => {
  const post = vi.spyOn(http, 'post').mockResolvedValue({
    items: [
      { field: 'content', words: `请打${number}` },
      { field: 'supplement', words: '再打13812340088' },
      { field: 'supplement', words: '又打13812340077' },
    ],
  })
  shown(imported)
  await userEvent.click(button()!)
  await screen.findByRole('dialog', { name: '查看遮蔽前的原文' })
  await userEvent.click(screen.getByRole('combobox', { name: /查看目的/ }))
  await userEvent.click(await screen.findByTitle('核实身份'))
  await userEvent.type(screen.getByRole('textbox', { name: /事由/ }), '核对旧号码{Enter}')
  expect(await screen.findByText(`请打${number}`)).toBeInTheDocument()
  expect(screen.getAllByRole('term').map((x) => x.textContent)).toEqual(['诉求内容', '追加', '追加（2）'])
  expect(post.mock.calls[0]!.slice(0, 2)).toEqual(['/orders/7/originals', { purpose: 'verify', reason: '核对旧号码' }])
})

test.each([
  ['nothing was masked', { ...imported, content: '没有号码' }, [rights.reveal]],
  ['its requests have the words', { ...imported, imported: false }, [rights.reveal]],
  ['no right to reveal', imported, []],
  ['the unit only helps', { ...imported, part: 'co' }, [rights.reveal]],
  ['confidential', { ...imported, sealed: true }, [rights.reveal]],
] as [string, Order, Right[]][])('no button: %s', (_, order, held) => {
  shown(order, held)
  expect(button()).toBeNull()
})

test('a confidential one is opened by who may', () => {
  shown({ ...imported, sealed: true }, [rights.reveal, rights.revealSealed])
  expect(button()).not.toBeNull()
})
