import { App, Checkbox, Input, InputNumber, Radio, Select } from 'antd'
import { http } from '@/api/client'
import { useCommand } from '@/api/useCommand'
import type { OrderKind, Sample, SamplePurpose } from '@/api/types'
import { Field } from '@/components/Field'
import { UnitPicker } from '@/components/pickers/UnitPicker'
import { useForm } from '@/lib/useForm'
import { EditDrawer } from '@/screens/admin/EditDrawer'
import { options } from '@/screens/admin/parts'
import { t } from '@/texts'
import { fairness as fairnessTexts } from '@/texts/zh/fairness'

const s = fairnessTexts.samples
const f = s.fields

/** A new or changed sampling plan. */
export function SampleEdit({ sample, onClose }: { sample?: Sample; onClose: () => void }) {
  const { message } = App.useApp()
  const form = useForm(
    {
      name: sample?.name ?? '',
      purpose: sample?.purpose ?? ('recheck' as SamplePurpose),
      unit_id: sample?.unit_id ?? '',
      kind: sample?.kind ?? ('' as OrderKind | ''),
      door: sample?.door ?? '',
      byShare: sample ? sample.permille > 0 : true,
      permille: sample?.permille || 50,
      number: sample?.number || 5,
      seed: sample?.seed ?? '',
      active: sample?.active ?? true,
    },
    (v) => ({
      name: v.name.trim() === '' ? t.common.fieldRequired(f.name) : undefined,
      seed: /^[0-9A-Za-z._-]{4,64}$/.test(v.seed) ? undefined : s.seedHint,
    }),
  )
  const v = form.values
  const share = v.byShare || v.purpose === 'phone'
  const save = useCommand<object, Sample>(
    (body, key) => (sample ? http.put(`/samples/${sample.id}`, body) : http.post('/samples', body, { idempotencyKey: key })),
    {
      invalidates: [['/samples']],
      onDone: () => {
        void message.success(s.saved)
        onClose()
      },
      onRefused: form.refuse,
    },
  )
  function send() {
    if (!form.check()) return
    const { byShare: _, permille, number, unit_id, ...rest } = v
    save.mutate({ ...rest, unit_id: unit_id || undefined, permille: share ? permille : 0, number: share ? 0 : number, version: sample?.version })
  }
  return (
    <EditDrawer title={sample ? s.edit : s.create} busy={save.isPending} problem={save.error} onClose={onClose} onSave={send}>
      <Field label={f.name} required error={form.faults.name}>
        <Input autoFocus maxLength={40} value={v.name} onChange={(e) => form.set('name', e.target.value)} />
      </Field>
      <Field label={f.purpose} group required>
        <Radio.Group optionType="button" buttonStyle="solid" value={v.purpose} onChange={(e) => form.set('purpose', e.target.value as SamplePurpose)} options={options(fairnessTexts.purpose)} />
      </Field>
      <Field label={f.unit}>
        <UnitPicker allowClear placeholder={s.anyUnit} value={v.unit_id || undefined} onChange={(id) => form.set('unit_id', id ?? '')} />
      </Field>
      <Field label={f.kind}>
        <Select
          value={v.kind}
          onChange={(k: OrderKind | '') => form.set('kind', k)}
          options={[{ value: '', label: s.anyKind }, ...options(t.words.kind).filter((o) => o.value !== 'invalid')]}
        />
      </Field>
      <Field label={f.door}>
        <Select value={v.door} onChange={(d: string) => form.set('door', d)} options={[{ value: '', label: s.anyDoor }, ...options(t.words.door)]} />
      </Field>
      {v.purpose === 'recheck' ? (
        <Field label={f.by} group>
          <Radio.Group
            optionType="button"
            buttonStyle="solid"
            value={v.byShare}
            onChange={(e) => form.set('byShare', e.target.value as boolean)}
            options={[
              { value: true, label: f.byShare },
              { value: false, label: f.byNumber },
            ]}
          />
        </Field>
      ) : null}
      {share ? (
        <Field label={f.permille} required error={form.faults.permille}>
          <InputNumber min={1} max={1000} precision={0} value={v.permille} onChange={(n) => form.set('permille', n ?? 0)} />
        </Field>
      ) : (
        <Field label={f.number} required error={form.faults.number}>
          <InputNumber min={1} max={10000} precision={0} value={v.number} onChange={(n) => form.set('number', n ?? 0)} />
        </Field>
      )}
      <Field label={f.seed} required error={form.faults.seed} hint={s.seedHint}>
        <Input maxLength={64} value={v.seed} onChange={(e) => form.set('seed', e.target.value)} />
      </Field>
      <Checkbox checked={v.active} onChange={(e) => form.set('active', e.target.checked)}>
        {f.active}
      </Checkbox>
    </EditDrawer>
  )
}
