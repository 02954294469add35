import { App, Button } from 'antd'
import { useRef } from 'react'
import { entriesKey, versionsKey } from '@/api/catalogue'
import { http } from '@/api/client'
import { useCommand } from '@/api/useCommand'
import type { ImportReport } from '@/api/types'
import { ProblemAlert } from '@/components/states'
import { t } from '@/texts'

const c = t.catalogue

/** A file with what tells it from another one: a File itself says nothing as JSON. */
interface Chosen {
  file: File
  name: string
  size: number
  changed: number
}

/** Puts a file in the place of a draft's entries; what is wrong is named by row and column. */
export function ImportButton({ version }: { version: string }) {
  const { message, modal } = App.useApp()
  const input = useRef<HTMLInputElement>(null)
  const send = useCommand<Chosen, ImportReport>(
    ({ file }, key) => http.post(`/dispatch-catalogue/versions/${version}/import`, file, { idempotencyKey: key, headers: { 'Content-Type': 'application/octet-stream' } }),
    {
      invalidates: [versionsKey, entriesKey(version)],
      onDone: (r) => void message.success(c.uploaded(r.added, r.changed, r.removed)),
      onRefused: (p) => void modal.error({ title: c.upload, content: <ProblemAlert problem={p} />, width: 640 }),
    },
  )
  return (
    <>
      <input
        ref={input}
        type="file"
        hidden
        accept=".xlsx,.csv"
        aria-label={c.upload}
        onChange={(e) => {
          const file = e.target.files?.[0]
          if (file) send.mutate({ file, name: file.name, size: file.size, changed: file.lastModified })
          e.target.value = ''
        }}
      />
      <Button title={c.uploadHint} loading={send.isPending} onClick={() => input.current?.click()}>
        {c.upload}
      </Button>
    </>
  )
}
