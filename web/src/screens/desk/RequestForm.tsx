import { Checkbox, Input, Radio, Select } from 'antd'
import type { OrderKind, ReplyWay } from '@/api/types'
import { AttachmentUpload } from '@/components/Attachments'
import { Field } from '@/components/Field'
import { LocalTime } from '@/components/LocalTime'
import { CategoryPicker } from '@/components/pickers/CategoryPicker'
import { DivisionPicker } from '@/components/pickers/DivisionPicker'
import { useCategories } from '@/api/reference'
import { useTopicOptions } from '@/components/pickers/topics'
import { t } from '@/texts'
import { AccusedPart } from './AccusedPart'
import type { RequestDraft, RequestFaults } from './model'

interface Props {
  request: RequestDraft
  faults: RequestFaults
  onChange: (patch: Partial<RequestDraft>) => void
}

const options = (words: Record<string, string>) => Object.entries(words).map(([value, label]) => ({ value, label }))
const kinds = options(t.words.kind)

/** One request: what, where, when, about whom, and what is wished. */
export function RequestForm({ request: r, faults, onChange }: Props) {
  const f = t.desk.fields
  const categories = useCategories()

  function chooseCategory(id?: string) {
    const usual = categories.data?.find((c) => c.id === id)?.default_kind
    onChange({ category_id: id, ...(r.kind || !usual ? {} : { kind: usual }) })
  }

  const topicOptions = useTopicOptions(r.topics)
  return (
    <div className="fields">
      <Field label={f.kind} group required error={faults.kind} className="desk-kind">
        <Radio.Group
          optionType="button"
          buttonStyle="solid"
          value={r.kind}
          onChange={(e) => onChange({ kind: e.target.value as OrderKind })}
          options={kinds}
        />
      </Field>
      <Field label={f.title} required error={faults.title}>
        <Input
          className="desk-title"
          showCount
          maxLength={60}
          count={{ show: true, max: 40 }}
          placeholder={f.titleHint}
          value={r.title}
          onChange={(e) => onChange({ title: e.target.value })}
        />
      </Field>
      <Field label={f.category} required={r.kind !== 'invalid'} error={faults.category_id} className="w6">
        <CategoryPicker value={r.category_id} onChange={chooseCategory} />
      </Field>
      <Field label={f.division} required={r.kind !== 'invalid'} error={faults.division_code} className="w6">
        <DivisionPicker value={r.division_code} onChange={(division_code) => onChange({ division_code })} />
      </Field>
      <Field label={f.address} className="w7">
        <Input maxLength={120} placeholder={f.addressHint} value={r.address} onChange={(e) => onChange({ address: e.target.value })} />
      </Field>
      <Field label={f.occurredAt} error={faults.occurred_at} className="w5">
        <LocalTime value={r.occurred_at} onChange={(occurred_at) => onChange({ occurred_at })} />
      </Field>
      <Field label={f.content} required error={faults.content}>
        <Input.TextArea
          className="desk-content"
          autoSize={{ minRows: 3, maxRows: 12 }}
          placeholder={f.contentHint}
          value={r.content}
          onChange={(e) => onChange({ content: e.target.value })}
        />
      </Field>
      <Field label={f.accused} className="w6">
        <Input maxLength={80} placeholder={f.accusedHint} value={r.accused} onChange={(e) => onChange({ accused: e.target.value })} />
      </Field>
      <Field label={f.expectation} className="w6">
        <Input maxLength={200} placeholder={f.expectationHint} value={r.expectation} onChange={(e) => onChange({ expectation: e.target.value })} />
      </Field>
      <AccusedPart request={r} onChange={onChange} />
      <div className="desk-flags">
        <Checkbox checked={r.urgent} onChange={(e) => onChange({ urgent: e.target.checked })}>
          {f.urgent}
        </Checkbox>
        <Checkbox checked={r.business} onChange={(e) => onChange({ business: e.target.checked })}>
          {f.business}
        </Checkbox>
        <Checkbox checked={r.sealed} onChange={(e) => onChange({ sealed: e.target.checked })}>
          {f.sealed}
        </Checkbox>
        <Checkbox checked={r.reply_wanted} onChange={(e) => onChange({ reply_wanted: e.target.checked })}>
          {f.replyWanted}
        </Checkbox>
      </div>
      <Field label={f.topics} className="w4">
        <Select
          mode="multiple"
          maxTagCount="responsive"
          value={r.topics}
          onChange={(topics: string[]) => onChange({ topics })}
          options={topicOptions}
        />
      </Field>
      {r.reply_wanted ? (
        <>
          <Field label={f.replyWay} error={faults.reply_way} className="w6">
            <Select value={r.reply_way} onChange={(reply_way: ReplyWay) => onChange({ reply_way })} options={options(t.words.replyWay)} />
          </Field>
          <Field label={f.replyHours} className="w6">
            <Select value={r.reply_hours} onChange={(reply_hours: string) => onChange({ reply_hours })} options={options(t.words.replyHours)} />
          </Field>
        </>
      ) : null}
      <Field label={f.attachments} group>
        <AttachmentUpload value={r.attachments} onChange={(attachments) => onChange({ attachments })} />
      </Field>
    </div>
  )
}
