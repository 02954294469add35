import { App, Select } from 'antd'
import { http } from '@/api/client'
import type { Page, Preset } from '@/api/types'
import { useCommand } from '@/api/useCommand'
import { Field } from '@/components/Field'
import { Panel } from '@/components/PageShell'
import { t } from '@/texts'

const k = t.admin.clock
const kinds = [...Object.entries(k.useFor), ...Object.entries(t.words.kind).filter(([kind]) => kind !== 'invalid')]

/** Which set of time limits holds for whom. */
export function PresetUses({ presets }: { presets: Preset[] }) {
  const { message } = App.useApp()
  const title = (name: string) => presets.find((p) => p.name === name)?.title ?? k.useNone
  const use = useCommand<{ kind: string; preset: string }, Page<Preset>>((body) => http.put<Page<Preset>>('/preset-uses', body), {
    invalidates: [['/presets']],
    onDone: (_, { kind, preset }) => void message.success(k.used(kinds.find(([x]) => x === kind)?.[1] ?? kind, title(preset))),
    onRefused: (p) => void message.error(p.message),
  })
  return (
    <Panel title={k.uses}>
      <p className="muted">{k.usesHint}</p>
      <div className="fields">
        {kinds.map(([kind, label]) => (
          <Field key={kind} label={label} className="w4">
            <Select
              value={presets.find((p) => p.used_for.includes(kind))?.name ?? ''}
              disabled={use.isPending}
              onChange={(preset: string) => use.mutate({ kind, preset })}
              options={[...(kind === '' ? [] : [{ value: '', label: k.useNone }]), ...presets.map((p) => ({ value: p.name, label: p.title }))]}
            />
          </Field>
        ))}
      </div>
    </Panel>
  )
}
