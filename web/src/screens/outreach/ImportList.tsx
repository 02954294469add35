import { UploadOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useRef } from 'react'
import { http } from '@/api/client'
import type { Campaign, ListReport } from '@/api/types'
import { useCommand } from '@/api/useCommand'
import { rights } from '@/app/rights'
import { useCan } from '@/app/session'
import { ProblemAlert } from '@/components/states'
import { t } from '@/texts'
import { outreach as outreachTexts } from '@/texts/zh/outreach'

const o = outreachTexts

/** A file as the API takes it. */
export function inBase64(file: File): Promise<string> {
  return new Promise((done, fail) => {
    const r = new FileReader()
    r.onerror = () => fail(r.error ?? new Error(file.name))
    r.onload = () => done(String(r.result).replace(/^[^,]*,/, ''))
    r.readAsDataURL(file)
  })
}

/** Takes a list in, and tells which rows were not taken, and why. */
export function ImportList({ campaign: c }: { campaign: Campaign }) {
  const can = useCan()
  const picker = useRef<HTMLInputElement>(null)
  const send = useCommand((file: string, idempotencyKey) => http.post<ListReport>(`/campaigns/${c.id}/people`, { file }, { idempotencyKey }), {
    invalidates: [['/campaigns'], ['/campaigns/{id}', c.id], [`/campaigns/${c.id}/people`]],
  })
  if (!can(rights.outreachManage) || (c.state !== 'draft' && c.state !== 'approved')) return null
  return (
    <section className="stack">
      <h3 className="side-title">{o.import}</h3>
      <p className="muted">{o.importHint(c.variables.join(t.common.separator))}</p>
      <div>
        <input
          ref={picker}
          hidden
          type="file"
          accept=".xlsx,.csv"
          aria-label={o.import}
          onChange={(e) => {
            const file = e.target.files?.[0]
            e.target.value = ''
            if (file) void inBase64(file).then((text) => send.mutate(text))
          }}
        />
        <Button icon={<UploadOutlined aria-hidden="true" />} loading={send.isPending} onClick={() => picker.current?.click()}>
          {o.import}
        </Button>
      </div>
      {send.error ? <ProblemAlert problem={send.error} compact /> : null}
      {send.data ? (
        <div role="status">
          <p>{o.imported(send.data.taken, send.data.refused)}</p>
          <ul>
            {send.data.rows.map((r) => (
              <li key={r.line}>{o.refusedRow(r.line, r.reason)}</li>
            ))}
          </ul>
        </div>
      ) : null}
    </section>
  )
}
