import { App, Button, Input } from 'antd'
import { useNavigate } from 'react-router'
import { versionsKey } from '@/api/catalogue'
import { http } from '@/api/client'
import { useCommand } from '@/api/useCommand'
import type { CatalogueVersion } from '@/api/types'
import { rights } from '@/app/rights'
import { useCan, useMe } from '@/app/session'
import { Field } from '@/components/Field'
import { LocalTime } from '@/components/LocalTime'
import { Panel } from '@/components/PageShell'
import { ProblemAlert } from '@/components/states'
import { useForm } from '@/lib/useForm'
import { t } from '@/texts'

const p = t.catalogue.publish

interface Values {
  effective_at?: string
  note: string
}

/** Puts the draft in force, by somebody who did not write it and after it was tried. */
export function PublishPanel({ version, tried }: { version: CatalogueVersion; tried: boolean }) {
  const can = useCan()
  const me = useMe()
  const go = useNavigate()
  const { message, modal } = App.useApp()
  const form = useForm<Values>({ note: '' }, (v) => ({ note: v.note.trim() === '' ? p.needNote : undefined }))
  const v = form.values
  const publish = useCommand<Values & { revision: number }, CatalogueVersion>(
    (body, key) => http.post(`/dispatch-catalogue/versions/${version.id}/publish`, body, { idempotencyKey: key }),
    {
      invalidates: [versionsKey, ['/default-unit'], ['/triage/suggest']],
      onDone: () => {
        void message.success(p.done)
        void go('/catalogue')
      },
      onRefused: form.refuse,
    },
  )
  const why = !can(rights.cataloguePublish) ? p.noRight : version.four_eyes && version.author_ids.includes(me.id) ? p.own : !tried ? p.needReplay : undefined
  return (
    <Panel title={p.title}>
      {why ? (
        <p className="muted">{why}</p>
      ) : (
        <form
          className="publish"
          noValidate
          onSubmit={(e) => {
            e.preventDefault()
            if (!form.check()) return
            void modal.confirm({
              title: p.sure,
              okText: p.title,
              onOk: () => publish.mutateAsync({ effective_at: v.effective_at, note: v.note.trim(), revision: version.revision }).catch(() => undefined),
            })
          }}
        >
          {publish.error ? <ProblemAlert problem={publish.error} /> : null}
          <Field label={p.at} hint={p.atHint} error={form.faults.effective_at}>
            <LocalTime value={v.effective_at} onChange={(x) => form.set('effective_at', x)} />
          </Field>
          <Field label={p.note} required hint={p.noteHint} error={form.faults.note}>
            <Input.TextArea rows={3} maxLength={500} value={v.note} onChange={(e) => form.set('note', e.target.value)} />
          </Field>
          <Button type="primary" htmlType="submit" loading={publish.isPending}>
            {p.submit}
          </Button>
        </form>
      )}
    </Panel>
  )
}
