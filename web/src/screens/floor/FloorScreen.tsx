import { App, Button } from 'antd'
import { useState } from 'react'
import { useFloor, useFloorCommand, type FloorOrder } from '@/api/floor'
import type { Floor, FloorSeat } from '@/api/types'
import { PageShell, Panel } from '@/components/PageShell'
import { Ask, EmptyState } from '@/components/states'
import { ViewTabs } from '@/components/ViewTabs'
import { useUrlQuery } from '@/lib/useUrlQuery'
import { useTelephone } from '@/phone/telephone'
import { t } from '@/texts'
import { AttendanceList } from './AttendanceList'
import { Helps } from './Helps'
import { Queues } from './Queues'
import { SeatForm, type Asked } from './SeatForm'
import { Seats } from './Seats'
import './floor.css'

const f = t.floor
type Tab = 'now' | 'attendance'

/** All seats and queues as they are now, and what a team leader does about them. */
export default function FloorScreen() {
  const [url, setUrl] = useUrlQuery(['tab'] as const)
  const tab: Tab = url.tab === 'attendance' ? 'attendance' : 'now'
  return (
    <PageShell title={f.title} extra={<span className="muted">{f.hint}</span>}>
      <ViewTabs
        label={f.title}
        tabs={[
          { key: 'now', label: f.tabs.now },
          { key: 'attendance', label: f.tabs.attendance },
        ]}
        current={tab}
        onChange={(x) => setUrl({ tab: x === 'now' ? undefined : x })}
      />
      {tab === 'now' ? <Now /> : <AttendanceList />}
    </PageShell>
  )
}

function Now() {
  const { message } = App.useApp()
  const [asked, setAsked] = useState<Asked>()
  const command = useFloorCommand(
    (words) => void message.error(words),
    (_, o) => {
      if (o.verb !== 'state' && o.verb !== 'breaks') return
      setAsked(undefined)
      void message.success(o.verb === 'state' ? f.done : f.granted)
    },
  )
  const floor = useFloor()
  return (
    <Ask query={floor} rows={8}>
      {(now) => (
        <>
          <Board floor={now} busy={command.isPending} onOrder={command.mutate} onAsk={setAsked} />
          {asked ? <SeatForm asked={asked} busy={command.isPending} onClose={() => setAsked(undefined)} onSend={command.mutate} /> : null}
        </>
      )}
    </Ask>
  )
}

interface BoardProps {
  floor: Floor
  busy: boolean
  onOrder: (o: FloorOrder) => void
  onAsk: (asked: Asked) => void
}

function Board({ floor, busy, onOrder, onAsk }: BoardProps) {
  const phone = useTelephone()
  const ahead = phone?.ahead ?? 0
  if (!floor.served) return <EmptyState title={f.noExchange} hint={f.noExchangeHint} />
  const count = (is: (s: FloorSeat) => boolean) => floor.seats.filter(is).length
  const unready = phone && phone.view.served && !phone.view.online
  return (
    <div className="floor">
      {unready ? (
        <p className="floor-note" role="note">
          {f.noPhone}
          {phone.view.state === 'offline' ? (
            <Button size="small" onClick={phone.signIn} disabled={phone.busy}>
              {t.phone.signIn}
            </Button>
          ) : null}
        </p>
      ) : null}
      <Helps seats={floor.seats} busy={busy} ahead={ahead} onOrder={onOrder} />
      <Panel title={f.queues} extra={<span className="muted">{f.today}</span>} flush>
        <Queues queues={floor.queues} today={floor.today} ahead={ahead} />
      </Panel>
      <Panel
        title={f.seats}
        extra={<span className="muted">{f.seatsCount(floor.seats.length, count((s) => s.state === 'ready'), count((s) => s.state === 'talking'))}</span>}
        flush
      >
        {floor.seats.length === 0 ? (
          <EmptyState title={f.none} hint={f.noneHint} />
        ) : (
          <Seats seats={floor.seats} watching={floor.watching?.call_id ?? undefined} busy={busy} ahead={ahead} onOrder={onOrder} onAsk={onAsk} />
        )}
      </Panel>
    </div>
  )
}
