import { Button, Input, Select } from 'antd'
import { useRemit } from '@/api/remit'
import type { RemitGroup } from '@/api/types'
import { Field } from '@/components/Field'
import { clockTime } from '@/lib/time'
import { t } from '@/texts'
import type { RefuseDraft } from './model'
import { Told } from './Receipts'

interface Props {
  refuse: RefuseDraft
  fault?: string
  onChange: (patch: Partial<RefuseDraft>) => void
}

const r = t.remit
const groups = Object.keys(r.groups) as RemitGroup[]

/** Not taken on: the coded reason, what is told, and why in this case. */
export function RefusePart({ refuse, fault, onChange }: Props) {
  const remit = useRemit()
  const active = (remit.data ?? []).filter((c) => c.active)
  const chosen = active.find((c) => c.code === refuse.code)
  function choose(code?: string) {
    const c = active.find((x) => x.code === code)
    onChange({ code, needs: c?.needs_words ?? false, same: c?.group === 'same', transferred: undefined, transferred_at: undefined })
  }
  return (
    <>
      <Field label={r.choose} required error={refuse.code ? undefined : fault} hint={r.chooseHint}>
        <Select
          showSearch={{ optionFilterProp: 'label' }}
          loading={remit.isPending}
          value={refuse.code}
          onChange={choose}
          options={groups.map((g) => ({
            label: r.groups[g],
            options: active.filter((c) => c.group === g).map((c) => ({ value: c.code, label: c.label })),
          }))}
        />
      </Field>
      <Field label={r.words} required={refuse.needs} error={refuse.code && !refuse.same ? fault : undefined} hint={r.wordsHint}>
        <Input maxLength={1000} value={refuse.words} onChange={(e) => onChange({ words: e.target.value })} />
      </Field>
      {refuse.same ? (
        <Field label={r.earlier} required error={fault}>
          <Input maxLength={40} value={refuse.earlier} onChange={(e) => onChange({ earlier: e.target.value })} />
        </Field>
      ) : null}
      {chosen ? (
        <div className="desk-then-answer">
          <Told code={chosen} />
          {chosen.group === 'emergency' && chosen.phone ? (
            refuse.transferred ? (
              <p className="row transferred" role="status">
                <strong>{r.transferredAt(refuse.transferred, refuse.transferred_at ? clockTime(refuse.transferred_at) : '')}</strong>
                <Button size="small" onClick={() => onChange({ transferred: undefined, transferred_at: undefined })}>
                  {r.undo}
                </Button>
              </p>
            ) : (
              <Button danger onClick={() => onChange({ transferred: chosen.phone, transferred_at: new Date().toISOString() })}>
                {r.transfer(chosen.phone)}
              </Button>
            )
          ) : null}
        </div>
      ) : null}
    </>
  )
}
