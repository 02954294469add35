import { act, fireEvent, render, screen } from '@testing-library/react'
import { useState } from 'react'
import { expect, it, vi } from 'vitest'
import { LocalTime } from './LocalTime'

function Form({ onValue }: { onValue: (iso?: string) => void }) {
  const [value, setValue] = useState<string>()
  return (
    <>
      <LocalTime
        aria-label="time"
        value={value}
        onChange={(iso) => {
          setValue(iso)
          onValue(iso)
        }}
      />
      <button type="button" onClick={() => setValue(undefined)}>
        clear
      </button>
    </>
  )
}

it('keeps the focus while a time is typed, and is emptied from outside', () => {
  const seen: (string | undefined)[] = []
  render(<Form onValue={(x) => seen.push(x)} />)
  const field = screen.getByLabelText<HTMLInputElement>('time')
  act(() => field.focus())
  fireEvent.change(field, { target: { value: '2026-11-23T09:30' } })
  expect(seen).toEqual(['2026-11-23T09:30:00+08:00'])
  expect(document.activeElement).toBe(field)
  fireEvent.change(field, { target: { value: '2026-11-23T09:45' } })
  expect(screen.getByLabelText('time')).toBe(field)
  fireEvent.blur(field)
  expect(field.value).toBe('2026-11-23 09:45')
  fireEvent.click(screen.getByText('clear'))
  expect(screen.getByLabelText<HTMLInputElement>('time').value).toBe('')
})

it('says what it cannot read, and takes nothing of it', () => {
  const seen: (string | undefined)[] = []
  render(<Form onValue={(x) => seen.push(x)} />)
  const field = screen.getByLabelText<HTMLInputElement>('time')
  fireEvent.change(field, { target: { value: '2026-11-23 09:30' } })
  fireEvent.change(field, { target: { value: '2026-11-23 09:3x' } })
  expect(screen.queryByRole('alert')).toBeNull()
  fireEvent.blur(field)
  expect(seen).toEqual(['2026-11-23T09:30:00+08:00', undefined])
  expect(field.value).toBe('2026-11-23 09:3x')
  expect(field).toHaveAttribute('aria-invalid', 'true')
  expect(field).toHaveAccessibleDescription(/看不懂这个时间/)
  fireEvent.change(field, { target: { value: '' } })
  fireEvent.blur(field)
  expect(screen.queryByRole('alert')).toBeNull()
})

it('is the device\'s own field on a phone', () => {
  vi.stubGlobal('matchMedia', () => ({ matches: true, addEventListener: () => undefined, removeEventListener: () => undefined }))
  const seen: (string | undefined)[] = []
  render(<Form onValue={(x) => seen.push(x)} />)
  const field = screen.getByLabelText<HTMLInputElement>('time')
  expect(field.type).toBe('datetime-local')
  fireEvent.change(field, { target: { value: '2026-11-23T09:30' } })
  expect(seen).toEqual(['2026-11-23T09:30:00+08:00'])
  vi.unstubAllGlobals()
})
