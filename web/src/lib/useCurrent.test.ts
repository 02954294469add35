import { renderHook } from '@testing-library/react'
import { expect, it } from 'vitest'
import { useCurrent } from './useCurrent'

const rows = (...ids: string[]) => ids.map((id) => ({ id }))

it('stays with the open row when another comes in above it', () => {
  const { result, rerender } = renderHook(({ list, chosen }: { list: { id: string }[]; chosen?: string }) => useCurrent(list, chosen), {
    initialProps: { list: rows('b', 'c') } as { list: { id: string }[]; chosen?: string },
  })
  expect(result.current).toBe('b')
  rerender({ list: rows('a', 'b', 'c') })
  expect(result.current).toBe('b')
  rerender({ list: rows('a', 'b', 'c'), chosen: 'c' })
  expect(result.current).toBe('c')
  // What has left the list makes room for the first.
  rerender({ list: rows('a', 'b') })
  expect(result.current).toBe('a')
  rerender({ list: [] })
  expect(result.current).toBeUndefined()
})
