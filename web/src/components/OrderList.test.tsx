import { render, screen } from '@testing-library/react'
import { MemoryRouter } from 'react-router'
import { expect, test } from 'vitest'
import type { List } from '@/api/lists'
import type { OrderRow } from '@/api/types'
import { OrderList } from './OrderList'

const row = (id: string) => ({ id, number: 'N' + id, title: '第' + id + '件', state: 'registered', kind: 'help' }) as OrderRow
const list = { rows: [row('1'), row('2')], loading: false, refreshing: false, hasMore: false, loadingMore: false } as unknown as List<OrderRow>

test('the current order may change', () => {
  const shown = (currentId: string) => (
    <MemoryRouter>
      <OrderList label="待办" list={list} currentId={currentId} onOpen={() => {}} empty={{ title: '' }} />
    </MemoryRouter>
  )
  const { rerender } = render(shown('1'))
  rerender(shown('2'))
  expect(screen.getByRole('button', { name: '第2件' }).closest('[aria-current]')).not.toBeNull()
})
