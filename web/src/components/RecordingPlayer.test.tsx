import { fireEvent, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, expect, test, vi } from 'vitest'
import type { Hearing } from '@/api/types'
import { RecordingPlayer } from './RecordingPlayer'

const hearing = { id: '9', seconds: 187, whole: true, citizen: [0, 50, 0], seat: [40, 0, 0] } as Hearing
const shown = (h: Hearing = hearing) => render(<RecordingPlayer src="/sound" hearing={h} label="来电" />)
const place = () => screen.getByRole('slider', { name: '播放位置' })

beforeEach(() => {
  vi.spyOn(HTMLMediaElement.prototype, 'play').mockImplementation(function (this: HTMLMediaElement) {
    fireEvent.play(this)
    return Promise.resolve()
  })
  vi.spyOn(HTMLMediaElement.prototype, 'pause').mockImplementation(function (this: HTMLMediaElement) {
    fireEvent.pause(this)
  })
})

test('a recording is played, stopped and sped up', async () => {
  const user = userEvent.setup()
  const { container } = shown()
  await user.click(screen.getByRole('button', { name: '播放' }))
  await user.click(screen.getByRole('button', { name: '暂停' }))
  expect(screen.getByRole('button', { name: '播放' })).toBeDefined()
  await user.click(screen.getByText('1.5 倍'))
  expect(container.querySelector('audio')!.playbackRate).toBe(1.5)
})

test('the keyboard moves within it', async () => {
  const user = userEvent.setup()
  const { container } = shown()
  place().focus()
  await user.keyboard('{ArrowRight}{PageUp}')
  expect(container.querySelector('audio')!.currentTime).toBe(35)
  expect(place().getAttribute('aria-valuetext')).toBe('0:35 / 3:07')
  await user.keyboard('{ArrowLeft}{ArrowLeft}{Home}{ArrowLeft}')
  expect(container.querySelector('audio')!.currentTime).toBe(0)
})

test('a recording that breaks off, or that cannot be played, says so', () => {
  const { container } = shown({ ...hearing, whole: false })
  expect(screen.getByText('通话中途系统停止，录音到此为止。')).toBeDefined()
  fireEvent.error(container.querySelector('audio')!)
  expect(screen.getByRole('alert').textContent).toContain('重新登记调听')
  expect(screen.getByRole('button', { name: '播放' })).toHaveProperty('disabled', true)
})
