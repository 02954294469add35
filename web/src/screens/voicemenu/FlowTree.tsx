import { Tag } from '@/components/StateTag'
import { voiceMenu as v } from '@/texts/zh/voicemenu'
import { keysOf, type Flow, type MenuView, type Problem, type Step } from './flow'

interface Props {
  flow: Flow
  queues: MenuView['queues']
  problems: Problem[]
  /** The step that is edited or that a trial has come to. */
  current?: string
  onPick?: (id: string) => void
}

/** A picture of the menu: what each key leads to, from every entry. */
export function FlowTree(p: Props) {
  return (
    <div className="flow-tree" role="region" aria-label={v.picture} tabIndex={0}>
      {p.flow.entries.map((e, i) => {
        const step = p.flow.steps.find((s) => s.id === e.step)
        return (
          <div key={i} className="flow-entry">
            <div className="flow-when">
              {v.entry(i + 1)} · {v.whens[e.when ?? '']}
              {e.hotlines?.length ? ' · ' + e.hotlines.join('、') : ''}
            </div>
            {step ? <Node {...p} step={step} above={[]} /> : <span className="flow-fault">{e.step + v.gone}</span>}
          </div>
        )
      })}
    </div>
  )
}

function Node(p: Props & { step: Step; above: string[] }) {
  const { step } = p
  const faulty = p.problems.some((x) => x.step === step.id)
  const above = [...p.above, step.id]
  return (
    <div className="flow-node">
      <button
        type="button"
        className={'flow-step' + (p.current === step.id ? ' flow-current' : '') + (faulty ? ' flow-faulty' : '')}
        aria-current={p.current === step.id ? 'step' : undefined}
        onClick={() => p.onPick?.(step.id)}
      >
        {step.name || step.id}
        {faulty ? <Tag tone="bad">!</Tag> : null}
      </button>
      <ul>
        {keysOf(step).map((k) => (
          <li key={k}>
            <kbd>{k}</kbd> <To {...p} above={above} to={step.keys?.[k] ?? ''} />
          </li>
        ))}
        <li>
          <kbd>0</kbd> <span className="flow-queue">{v.zero}</span>
        </li>
        <li>
          <span className="flow-silent">{keysOf(step).length > 0 ? v.then : v.thenSaid}</span>{' '}
          {step.then ? <To {...p} above={above} to={step.then} /> : <span className="flow-queue">{v.thenHuman}</span>}
        </li>
      </ul>
    </div>
  )
}

function To(p: Props & { above: string[]; to: string }) {
  const [kind = '', what = ''] = p.to.split(':')
  if (kind === 'step') {
    const step = p.flow.steps.find((s) => s.id === what)
    if (!step || p.above.includes(what) || p.above.length > 3) return <span className="flow-fault">{(step?.name ?? what) + (step ? '' : v.gone)}</span>
    return <Node {...p} step={step} />
  }
  if (kind === 'queue') {
    const queue = p.queues.find((q) => q.code === what)
    return <span className={queue ? 'flow-queue' : 'flow-fault'}>{queue?.name ?? what + v.gone}</span>
  }
  return <span className="flow-silent">{kind === 'back' ? v.back : kind === 'end' ? v.end : v.gone}</span>
}
