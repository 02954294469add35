import { SoundFilled } from '@ant-design/icons'
import { Link } from 'react-router'
import { useBanners } from '@/api/storm'
import { rights } from '@/app/rights'
import { useCan } from '@/app/session'
import { dateTime } from '@/lib/time'
import { t } from '@/texts'
import './storm-banner.css'

/** What the events that run now announce: the words that the caller may be told. */
export function StormBanner() {
  const can = useCan()
  const { data } = useBanners()
  if (!data?.length) return null
  return (
    <section className="storm-banner" aria-label={t.storm.banner}>
      {data.map((b) => (
        <p key={b.id}>
          <SoundFilled aria-hidden="true" /> {can(rights.stormRead) ? <Link to={`/storms/${b.id}`}>{b.name}</Link> : <strong>{b.name}</strong>}
          <span className="storm-words">{b.announcement}</span>
          <small>{t.storm.since(dateTime(b.since))}</small>
        </p>
      ))}
    </section>
  )
}
