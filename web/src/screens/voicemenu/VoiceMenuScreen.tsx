import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { http } from '@/api/client'
import { PageShell } from '@/components/PageShell'
import { Ask } from '@/components/states'
import { ViewTabs } from '@/components/ViewTabs'
import { useUrlQuery } from '@/lib/useUrlQuery'
import { voiceMenu as v } from '@/texts/zh/voicemenu'
import { menuKey, type MenuView } from './flow'
import { FlowPanel } from './FlowPanel'
import { Lines } from './Lines'
import { OpenLine } from './OpenLine'
import { Versions } from './Versions'
import './voicemenu.css'

type Tab = 'flow' | 'versions' | 'lines'

/** What callers hear before the queue, and lines that are there for a while. */
export default function VoiceMenuScreen() {
  const [url, setUrl] = useUrlQuery(['tab'] as const)
  const [opening, setOpening] = useState(false)
  const tab: Tab = url.tab === 'versions' || url.tab === 'lines' ? url.tab : 'flow'
  const menu = useQuery({ queryKey: menuKey, queryFn: ({ signal }) => http.get<MenuView>('/menu', {}, signal), refetchInterval: 10_000 })
  return (
    <PageShell
      title={v.title}
      extra={<span className="muted">{v.hint}</span>}
      actions={
        <Button type="primary" onClick={() => setOpening(true)}>
          {v.open}
        </Button>
      }
    >
      <ViewTabs
        label={v.title}
        tabs={[
          { key: 'flow', label: v.tabs.flow },
          { key: 'versions', label: v.tabs.versions },
          { key: 'lines', label: v.tabs.lines },
        ]}
        current={tab}
        onChange={(x) => setUrl({ tab: x === 'flow' ? undefined : x })}
      />
      {tab === 'lines' ? <Lines /> : null}
      {tab === 'versions' ? <Versions live={menu.data?.live.number ?? 0} /> : null}
      {tab === 'flow' ? (
        <Ask query={menu} rows={8}>
          {(x) => <FlowPanel view={x} />}
        </Ask>
      ) : null}
      {opening ? <OpenLine onClose={() => setOpening(false)} /> : null}
    </PageShell>
  )
}
