import { act, renderHook } from '@testing-library/react'
import type { ReactNode } from 'react'
import { expect, test } from 'vitest'
import { KeepContext } from './kept'
import { useForm } from './useForm'

const empty = { text: '', reached: true, files: [] as string[] }

const inside = (key: string, dirty: { current: boolean }) => {
  const keeping = { key, dirty }
  return ({ children }: { children: ReactNode }) => <KeepContext.Provider value={keeping}>{children}</KeepContext.Provider>
}

test('a kept form has its words again after it was left', () => {
  const dirty = { current: false }
  const wrapper = inside('7.42.reply', dirty)
  const first = renderHook(() => useForm(empty), { wrapper })
  expect(dirty.current).toBe(false)
  act(() => first.result.current.set('text', '已处理'))
  expect(dirty.current).toBe(true)
  first.unmount()
  const again = renderHook(() => useForm(empty), { wrapper })
  expect(again.result.current.values).toEqual({ ...empty, text: '已处理' })
  // Another order, another verb, another person: nothing.
  const other = renderHook(() => useForm(empty), { wrapper: inside('7.43.reply', { current: false }) })
  expect(other.result.current.values).toEqual(empty)
})

test('a form that is empty again keeps nothing', () => {
  const dirty = { current: false }
  const { result } = renderHook(() => useForm(empty), { wrapper: inside('7.42.note', dirty) })
  act(() => result.current.set('text', '写错了'))
  expect(localStorage).toHaveLength(1)
  act(() => result.current.set('text', ''))
  expect(localStorage).toHaveLength(0)
  expect(dirty.current).toBe(false)
})

test('a form that nobody asked to keep leaves nothing behind', () => {
  const { result } = renderHook(() => useForm(empty))
  act(() => result.current.set('text', '只在屏幕上'))
  expect(localStorage).toHaveLength(0)
})
