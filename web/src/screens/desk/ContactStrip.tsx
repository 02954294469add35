import { Input, Select } from 'antd'
import { useHotlines } from '@/api/reference'
import type { Door } from '@/api/types'
import { useMe } from '@/app/session'
import { Field } from '@/components/Field'
import { t } from '@/texts'
import type { ContactDraft, DeskFaults } from './model'

interface Props {
  contact: ContactDraft
  faults: DeskFaults['contact']
  onChange: (patch: Partial<ContactDraft>) => void
  /** The contact is registered already: only further requests are taken. */
  locked: boolean
}

const options = (words: Record<string, string>) => Object.entries(words).map(([value, label]) => ({ value, label }))

/** Who is speaking, and through which door. Both numbers may be absent. */
export function ContactStrip({ contact: c, faults, onChange, locked }: Props) {
  const d = t.desk
  const hotlines = useHotlines()
  const { scope, scope_numbers } = useMe()
  // The own seats of a number take on what comes on it, and nothing else.
  const offered = (hotlines.data ?? []).filter((h) => h.active && (scope !== 'numbers' || scope_numbers.includes(h.number)))
  const only = scope === 'numbers' && scope_numbers.length === 1 ? scope_numbers[0] : undefined
  return (
    <section className="strip" aria-label={d.contact}>
      <Field label={d.door} className="s-door">
        <Select disabled={locked} value={c.door} onChange={(door: Door) => onChange({ door })} options={options(t.words.door)} />
      </Field>
      <Field label={d.callerNumber} error={faults.caller_number} className="s-phone">
        <Input
          className="desk-caller"
          disabled={locked}
          inputMode="tel"
          autoComplete="off"
          allowClear
          maxLength={24}
          placeholder={d.callerNumberHint}
          value={c.caller_number}
          onChange={(e) => onChange({ caller_number: e.target.value })}
        />
      </Field>
      <Field label={d.contactPhone} error={faults.contact_phone} className="s-phone">
        <Input
          disabled={locked}
          inputMode="tel"
          autoComplete="off"
          allowClear
          maxLength={24}
          placeholder={d.contactPhoneHint}
          value={c.contact_phone}
          onChange={(e) => onChange({ contact_phone: e.target.value })}
        />
      </Field>
      <Field label={d.callerName} className="s-name">
        <Input
          disabled={locked}
          autoComplete="off"
          maxLength={30}
          placeholder={d.callerNameHint}
          value={c.caller_name}
          onChange={(e) => onChange({ caller_name: e.target.value })}
        />
      </Field>
      <Field label={d.salutation} className="s-small">
        <Select
          allowClear
          disabled={locked}
          value={c.salutation}
          onChange={(salutation?: string) => onChange({ salutation })}
          options={options(t.words.salutation)}
        />
      </Field>
      <Field label={d.language} className="s-small">
        <Select value={c.language} onChange={(language: string) => onChange({ language })} options={options(t.words.language)} />
      </Field>
      <Field label={d.hotline} className="s-hotline">
        <Select
          allowClear={!only}
          showSearch={{ optionFilterProp: 'label' }}
          disabled={locked}
          value={c.hotline_number ?? only}
          onChange={(hotline_number?: string) => onChange({ hotline_number })}
          popupMatchSelectWidth={260}
          options={offered.map((h) => ({ value: h.number, label: `${h.number} ${h.name}` }))}
        />
      </Field>
    </section>
  )
}
