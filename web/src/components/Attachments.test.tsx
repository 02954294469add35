import { act, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { useState } from 'react'
import { expect, test, vi } from 'vitest'
import type { Attachment } from '@/api/types'
import { FormFrame } from '@/verbs/FormFrame'
import { AttachmentUpload } from './Attachments'

const { upload, rule } = vi.hoisted(() => ({
  upload: vi.fn<(file: File) => Promise<Attachment>>(),
  rule: { max_bytes: 30 * 1024 * 1024, max_files: 3, endings: ['.pdf'] },
}))
vi.mock('@/api/upload', async (real) => ({ ...(await real<object>()), upload, useUploadRule: () => rule }))

function Form({ onSend }: { onSend: (files: Attachment[]) => void }) {
  const [files, setFiles] = useState<Attachment[]>([])
  return (
    <FormFrame label="答复" busy={false} onSubmit={() => onSend(files)}>
      <input aria-label="说明" />
      <AttachmentUpload value={files} onChange={setFiles} />
    </FormFrame>
  )
}

test('a form waits for the files that are on their way', async () => {
  let arrived: (a: Attachment) => void = () => {}
  upload.mockReturnValue(new Promise((done) => (arrived = done)))
  const sent = vi.fn()
  const user = userEvent.setup()
  render(<Form onSend={sent} />)
  await user.upload(screen.getByLabelText('添加附件'), new File(['%PDF-1.4'], '签到表.pdf'))

  const button = screen.getByRole('button', { name: /提交答复/ })
  expect(button).toHaveProperty('disabled', true)
  expect(screen.getByText('附件正在上传，传完即可提交。')).toBeDefined()
  await user.type(screen.getByLabelText('说明'), '{Control>}{Enter}{/Control}')
  expect(sent).not.toHaveBeenCalled()

  const file = { id: '7', name: '签到表.pdf', size: 8 } as Attachment
  await act(async () => arrived(file))
  expect(button).toHaveProperty('disabled', false)
  await user.click(button)
  expect(sent).toHaveBeenCalledExactlyOnceWith([file])
})

test('a file that was refused does not hold the form', async () => {
  upload.mockRejectedValue(new Error('offline'))
  const sent = vi.fn()
  const user = userEvent.setup()
  render(<Form onSend={sent} />)
  await user.upload(screen.getByLabelText('添加附件'), new File(['%PDF-1.4'], '签到表.pdf'))
  expect((await screen.findByRole('alert')).textContent).toContain('签到表.pdf')
  await user.click(screen.getByRole('button', { name: /提交答复/ }))
  expect(sent).toHaveBeenCalledExactlyOnceWith([])
})

test('what is too large or too many is said before it is sent, by the rule of the server', async () => {
  upload.mockClear()
  upload.mockImplementation(async (f) => ({ id: f.name, name: f.name, size: f.size }) as Attachment)
  const user = userEvent.setup()
  render(<Form onSend={() => {}} />)
  expect(screen.getByText(/30 MB/)).toBeDefined()
  const file = (name: string, size: number) => Object.defineProperty(new File(['%PDF'], name), 'size', { value: size })
  await user.upload(screen.getByLabelText('添加附件'), [file('大.pdf', 25 * 1024 * 1024), file('更大.pdf', 31 * 1024 * 1024)])
  expect((await screen.findByRole('alert')).textContent).toContain('更大.pdf')
  expect(upload.mock.calls.map(([f]) => f.name)).toEqual(['大.pdf'])
  await user.upload(screen.getByLabelText('添加附件'), [file('二.pdf', 1), file('三.pdf', 1), file('四.pdf', 1)])
  expect((await screen.findByRole('alert')).textContent).toContain('最多 3 个附件')
  expect(upload).toHaveBeenCalledTimes(3)
})
