import type { ComponentProps } from 'react'
import { KnowledgeFinder } from '@/components/KnowledgeFinder'
import { Panel } from '@/components/PageShell'
import { t } from '@/texts'

/** Knowledge beside the desk's form. */
export function KnowledgePanel(props: ComponentProps<typeof KnowledgeFinder>) {
  return (
    <Panel title={t.desk.knowledge} className="panel-scroll desk-knowledge">
      <KnowledgeFinder {...props} />
    </Panel>
  )
}
