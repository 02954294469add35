import { useDiff } from '@/api/catalogue'
import { listFrom } from '@/api/lists'
import type { CatalogueEntry, CatalogueVersion, EntryChange } from '@/api/types'
import { DataTable, type Column } from '@/components/DataTable'
import { Panel } from '@/components/PageShell'
import { Tag, type Tone } from '@/components/StateTag'
import { t } from '@/texts'
import { Conditions } from './EntriesPanel'

const c = t.catalogue
const tones: Record<EntryChange['how'], Tone> = { added: 'good', changed: 'warn', removed: 'bad' }

const columns: Column<EntryChange>[] = [
  { key: 'how', title: c.columns.state, fixed: true, width: 80, by: (x) => x.how, render: (x) => <Tag tone={tones[x.how]}>{c.how[x.how]}</Tag> },
  { key: 'what', title: c.entry.category, fixed: true, render: (x) => <What entry={(x.after ?? x.before)!} /> },
  { key: 'before', title: c.before, fixed: true, render: (x) => <Side entry={x.before} other={x.after} /> },
  { key: 'after', title: c.after, fixed: true, render: (x) => <Side entry={x.after} other={x.before} /> },
]

/** How a version differs from the one that it was copied from. */
export function DiffPanel({ version }: { version: CatalogueVersion }) {
  const diff = useDiff(version.id)
  return (
    <Panel flush title={diff.data ? `${c.base(diff.data.base_number)}${t.common.colon}${c.diffTitle(diff.data.added, diff.data.changed, diff.data.removed)}` : c.tabs.diff}>
      <DataTable
        name="catalogue-diff"
        label={c.tabs.diff}
        columns={columns}
        list={listFrom({ ...diff, data: diff.data?.items })}
        rowKey={(x) => (x.after ?? x.before)!.id}
        empty={{ title: c.diffNone }}
        plain
      />
    </Panel>
  )
}

function What({ entry: e }: { entry: CatalogueEntry }) {
  return (
    <>
      {e.category_name || c.anyCategory} · {e.division_name || c.wholeCity}
    </>
  )
}

/** One side of a change; what differs from the other side stands out. */
function Side({ entry: e, other }: { entry?: CatalogueEntry; other?: CatalogueEntry }) {
  if (!e) return null
  const facts: [string, string, string | undefined][] = [
    [c.fields.unit, e.unit_name, other?.unit_name],
    [c.fields.co, e.co_unit_names.join(t.common.separator), other?.co_unit_names.join(t.common.separator)],
    [c.fields.basis, e.basis, other?.basis],
  ]
  return (
    <div className="diff-side">
      <Conditions entry={e} />
      {facts
        .filter(([, text]) => text)
        .map(([name, text, was]) => (
          <div key={name}>
            <span className="muted">{name}</span> {other && was !== text ? <mark>{text}</mark> : text}
          </div>
        ))}
    </div>
  )
}
