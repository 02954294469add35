import { fireEvent, render, screen } from '@testing-library/react'
import { Drawer, Modal, Popover } from 'antd'
import { useState, type ReactNode } from 'react'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { FormFrame } from '@/verbs/FormFrame'
import { useCommands } from './keys'

const page = vi.fn()
const inner = vi.fn()

beforeEach(() => {
  page.mockReset()
  inner.mockReset()
})

function Inner() {
  useCommands([{ keys: 'ctrl+enter', label: 'inner', run: inner }])
  return <p>inside</p>
}

function Page({ frame }: { frame: (open: boolean, close: () => void) => ReactNode }) {
  const [open, setOpen] = useState(false)
  useCommands([
    { keys: 'ctrl+enter', label: 'page', run: page },
    { keys: 'j', label: 'next', run: page },
    { keys: 'g d', label: 'go', run: page },
  ])
  return (
    <>
      <button onClick={() => setOpen(true)}>open</button>
      {frame(open, () => setOpen(false))}
    </>
  )
}

const press = (...keys: string[]) => keys.forEach((key) => fireEvent.keyDown(document.body, { key: key.replace('ctrl+', ''), ctrlKey: key.startsWith('ctrl+') }))

describe.each([
  ['modal', (open: boolean, close: () => void, children: ReactNode) => (open ? <Modal open onCancel={close} transitionName="" maskTransitionName="">{children}</Modal> : null)],
  ['drawer', (open: boolean, close: () => void, children: ReactNode) => <Drawer open={open} onClose={close} motion={{}} maskMotion={{}} destroyOnHidden>{children}</Drawer>],
  ['drawer that stays', (open: boolean, close: () => void, children: ReactNode) => <Drawer open={open} onClose={close} motion={{}} maskMotion={{}}>{children}</Drawer>],
])('%s', (_, frame) => {
  test('keeps the page from acting behind it', async () => {
    render(<Page frame={(open, close) => frame(open, close, <p>inside</p>)} />)
    await new Promise((done) => setTimeout(done, 5))
    press('ctrl+enter')
    expect(page).toHaveBeenCalledTimes(1)
    fireEvent.click(screen.getByText('open'))
    await screen.findByText('inside')
    press('ctrl+enter', 'j', 'g', 'd')
    expect(page).toHaveBeenCalledTimes(1)
    fireEvent.click(screen.getByRole('button', { name: /close/i }))
    await vi.waitFor(() => {
      press('ctrl+enter')
      expect(page.mock.calls.length).toBeGreaterThan(1)
    })
    // Opened a second time it owns the keyboard again.
    page.mockReset()
    fireEvent.click(screen.getByText('open'))
    await screen.findByText('inside')
    press('ctrl+enter', 'j')
    expect(page).not.toHaveBeenCalled()
  })
  test('runs its own commands', async () => {
    render(<Page frame={(open, close) => frame(open, close, <Inner />)} />)
    fireEvent.click(screen.getByText('open'))
    await screen.findByText('inside')
    press('ctrl+enter')
    expect(inner).toHaveBeenCalledTimes(1)
    expect(page).not.toHaveBeenCalled()
  })
})

test('a popover leaves the keyboard to the page', () => {
  render(<Page frame={(open) => <Popover open={open} content={<div role="dialog" aria-label="why">why</div>} />} />)
  fireEvent.click(screen.getByText('open'))
  press('j')
  expect(page).toHaveBeenCalledTimes(1)
})

test('a form is not sent by a key in a dialogue that was opened from it', async () => {
  const send = vi.fn()
  render(
    <FormFrame label="x" busy={false} onSubmit={send}>
      <input aria-label="words" />
      <Modal open title="read">
        text
      </Modal>
    </FormFrame>,
  )
  fireEvent.keyDown(await screen.findByText('text'), { key: 'Enter', ctrlKey: true })
  expect(send).not.toHaveBeenCalled()
  fireEvent.keyDown(screen.getByLabelText('words'), { key: 'Enter', ctrlKey: true })
  expect(send).toHaveBeenCalledTimes(1)
})

test('the keys of the telephone work over a dialogue', async () => {
  const answer = vi.fn<() => void>()
  function Telephone() {
    useCommands([{ keys: 'f2', label: 'answer', run: answer }], true)
    return null
  }
  render(
    <>
      <Telephone />
      <Page frame={(open) => (open ? <Modal open transitionName="" maskTransitionName="">inside</Modal> : null)} />
    </>,
  )
  await new Promise((done) => setTimeout(done, 5))
  fireEvent.click(screen.getByText('open'))
  await screen.findByText('inside')
  press('F2', 'ctrl+enter')
  expect(answer).toHaveBeenCalledTimes(1)
  expect(page).not.toHaveBeenCalled()
})
