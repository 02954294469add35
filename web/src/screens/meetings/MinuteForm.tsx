import { Input } from 'antd'
import { useSupervise } from '@/api/supervise'
import type { Attachment, MeetingView } from '@/api/types'
import { AttachmentUpload } from '@/components/Attachments'
import { Field } from '@/components/Field'
import { ProblemAlert } from '@/components/states'
import { useForm } from '@/lib/useForm'
import { t } from '@/texts'
import { FormFrame } from '@/verbs/FormFrame'

const m = t.meetings

/** The minutes: a draft made of what was decided, worked over by a person, with files. */
export function MinuteForm({ x, onDone }: { x: MeetingView; onDone: () => void }) {
  const run = useSupervise(m.done.minute, onDone)
  const form = useForm<{ text: string; files: Attachment[] }>({ text: x.draft ?? '', files: [] }, (v) => ({
    text: v.text.trim() === '' ? t.common.fieldRequired(m.minutesText) : undefined,
  }))
  const v = form.values
  return (
    <>
      {run.error ? <ProblemAlert problem={run.error} /> : null}
      <FormFrame
        label={m.minute}
        busy={run.isPending}
        onSubmit={() =>
          form.check() &&
          run.mutate({ path: `/meetings/${x.id}/minute`, body: { version: x.version, text: v.text.trim(), attachment_ids: v.files.map((f) => f.id) } })
        }
      >
        <Field label={m.minutesText} required hint={m.minutesHint} error={form.faults.text}>
          <Input.TextArea autoSize={{ minRows: 12, maxRows: 24 }} maxLength={50000} value={v.text} onChange={(e) => form.set('text', e.target.value)} />
        </Field>
        <Field label={m.files} group>
          <AttachmentUpload value={v.files} onChange={(files) => form.set('files', files)} />
        </Field>
      </FormFrame>
    </>
  )
}
