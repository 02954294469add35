import { Checkbox, Radio } from 'antd'
import { useState } from 'react'
import { useEmergencyServices, type EmergencyOrder } from '@/api/emergency'
import { Field } from '@/components/Field'
import { EmptyState, ProblemAlert } from '@/components/states'
import { emergency as e } from '@/texts/zh/emergency'
import './emergency.css'

interface Props {
  call: string
  busy: boolean
  /** A leader calls it into somebody else's call, and says nothing of when the seat leaves. */
  leads?: boolean
  onCall: (o: EmergencyOrder) => void
}

/** The emergency services. A click on one calls it; whatever else is said here may be left as it is. */
export function EmergencyChoice({ call, busy, leads, onCall }: Props) {
  const services = useEmergencyServices()
  const [reason, setReason] = useState('')
  const [leave, setLeave] = useState(false)
  const list = services.data?.items ?? []
  return (
    <div className="emergency">
      {services.error ? <ProblemAlert problem={services.error} onRetry={() => void services.refetch()} compact /> : null}
      {services.data && list.length === 0 ? <EmptyState title={e.none} /> : null}
      <div className="emergency-services">
        {list.map((s) => (
          <button key={s.code} type="button" disabled={busy} onClick={() => onCall({ call, service: s.code, reason: reason || undefined, leave })}>
            <strong className="num">{s.code}</strong>
            <span>{s.name.replace(s.code, '').trim()}</span>
          </button>
        ))}
      </div>
      <Field label={e.reason} group>
        <Radio.Group
          size="small"
          optionType="button"
          value={reason}
          onChange={(x) => setReason(x.target.value as string)}
          options={[{ value: '', label: e.byService }, ...Object.entries(e.reasons).map(([value, label]) => ({ value, label }))]}
        />
      </Field>
      {leads ? null : (
        <Checkbox checked={leave} onChange={(x) => setLeave(x.target.checked)}>
          {e.leave}
        </Checkbox>
      )}
      <p className="muted">
        {leads ? e.leadHint : e.hint}
        {list.some((s) => s.tells_caller) ? ` ${e.tells}。` : ''}
      </p>
    </div>
  )
}
