import { App, Button, Input, Modal } from 'antd'
import { useState } from 'react'
import { http } from '@/api/client'
import { useCommand } from '@/api/useCommand'
import { Field } from '@/components/Field'
import { Panel } from '@/components/PageShell'
import { Tag } from '@/components/StateTag'
import { t } from '@/texts'
import { voiceMenu as v } from '@/texts/zh/voicemenu'
import { freeID, menuKey, withStep, type Flow, type MenuView, type Problem } from './flow'
import { FlowTree } from './FlowTree'
import { StepForm } from './StepForm'
import { TryOut } from './TryOut'
import { WholeForm } from './WholeForm'

const changed = [menuKey, ['/menu/versions'], ['/special-lines']]

/** How many problems keep a menu from being published. */
const grave = (list: Problem[]) => list.filter((p) => !p.minor).length

/** The menu that holds, or its draft: picture, form and trial beside each other. */
export function FlowPanel({ view }: { view: MenuView }) {
  const { message, modal } = App.useApp()
  const base = view.draft ?? view.live
  const [edited, setEdited] = useState<Flow>()
  const [found, setFound] = useState<Problem[]>()
  const [picked, setPicked] = useState<string>()
  const [publishing, setPublishing] = useState(false)
  const flow = edited ?? base.menu
  const problems = found ?? (edited ? [] : base.problems)
  const editing = !!edited || !!view.draft
  const at = flow.steps.findIndex((s) => s.id === picked)
  const refused = { onRefused: (p: { message: string }) => void message.error(p.message) }
  const change = (next: Flow) => {
    setEdited(next)
    setFound(undefined)
  }
  const save = useCommand((body: { menu: Flow; revision: number }, key) => http.post<MenuView>('/menu/draft', body, { idempotencyKey: key }), {
    invalidates: changed,
    onDone: (out) => {
      setEdited(undefined)
      setFound(undefined)
      const wrong = grave(out.draft?.problems ?? [])
      void (wrong > 0 ? message.warning(v.problems(wrong)) : message.success(v.saved))
    },
    ...refused,
  })
  const check = useCommand((body: { menu: Flow }, key) => http.post<{ problems: Problem[] }>('/menu/check', body, { idempotencyKey: key }), {
    onDone: (out) => {
      setFound(out.problems)
      const wrong = grave(out.problems)
      void (wrong > 0 ? message.warning(v.problems(wrong)) : message.success(v.checked))
    },
    ...refused,
  })
  const drop = useCommand((_: object, key) => http.post<MenuView>('/menu/drop', {}, { idempotencyKey: key }), {
    invalidates: changed,
    onDone: () => {
      setEdited(undefined)
      void message.success(v.dropped)
    },
    ...refused,
  })
  const step = (id: string) => setPicked(id)
  return (
    <>
      <div className="flow-head">
        <Tag tone="info">{v.live(view.live.number)}</Tag>
        {view.served ? (
          <Tag tone={view.in_force === view.live.number ? 'good' : 'warn'}>{view.in_force === view.live.number ? v.inForce : v.notYet}</Tag>
        ) : (
          <Tag tone="warn">{v.noExchange}</Tag>
        )}
        {view.draft ? <Tag tone="warn">{v.draft}</Tag> : null}
        {edited ? <span className="muted">{v.unsaved}</span> : null}
        {view.voice ? null : <span className="muted">{v.noVoice}</span>}
        <span className="flow-buttons">
          <Button loading={check.isPending} onClick={() => check.mutate({ menu: flow })}>
            {v.check}
          </Button>
          <Button disabled={!edited} loading={save.isPending} onClick={() => save.mutate({ menu: flow, revision: view.draft?.revision ?? 0 })}>
            {v.save}
          </Button>
          {view.draft ? (
            <Button danger onClick={() => void modal.confirm({ title: v.drop, okText: v.drop, cancelText: t.common.cancel, onOk: () => drop.mutate({}) })}>
              {v.drop}
            </Button>
          ) : null}
          <Button type="primary" disabled={!view.draft || !!edited} onClick={() => setPublishing(true)}>
            {v.publish}
          </Button>
        </span>
      </div>
      {problems.length > 0 ? (
        <ul className="flow-problems" aria-label={grave(problems) > 0 ? v.problems(problems.length) : v.advice}>
          {problems.map((p) => (
            <li key={p.field + p.message}>
              {p.step ? (
                <button type="button" className="flow-link" onClick={() => step(p.step)}>
                  {flow.steps.find((s) => s.id === p.step)?.name || p.step}
                </button>
              ) : null}{' '}
              {p.message}
            </li>
          ))}
        </ul>
      ) : null}
      <div className="flow-columns">
        <Panel title={v.picture}>
          <FlowTree flow={flow} queues={view.queues} problems={problems} current={picked} onPick={step} />
          <div className="flow-acts">
            <Button onClick={() => setPicked(undefined)}>{v.whole}</Button>
            <Button
              onClick={() => {
                const id = freeID(flow)
                change({ ...flow, steps: [...flow.steps, { id, name: v.newStep, say: '', then: 'back' }] })
                setPicked(id)
              }}
            >
              {v.addStep}
            </Button>
          </div>
        </Panel>
        <Panel title={at >= 0 ? v.step(flow.steps[at]!.name) : v.whole}>
          {at >= 0 ? (
            <StepForm
              flow={flow}
              at={at}
              view={view}
              problems={problems}
              onChange={(x) => {
                change(withStep(flow, at, x))
                if (x.id !== undefined) setPicked(x.id)
              }}
              onRemove={() => change({ ...flow, steps: flow.steps.filter((_, i) => i !== at) })}
            />
          ) : (
            <WholeForm flow={flow} view={view} problems={problems} onChange={change} />
          )}
        </Panel>
        <Panel title={v.tryIt}>
          <TryOut key={editing ? 'draft' : 'live'} flow={flow} />
        </Panel>
      </div>
      {publishing && view.draft ? <Publish revision={view.draft.revision} onClose={() => setPublishing(false)} /> : null}
    </>
  )
}

function Publish({ revision, onClose }: { revision: number; onClose: () => void }) {
  const { message } = App.useApp()
  const [note, setNote] = useState('')
  const [fault, setFault] = useState<string>()
  const publish = useCommand((body: { revision: number; note: string }, key) => http.post<MenuView>('/menu/publish', body, { idempotencyKey: key }), {
    invalidates: changed,
    onDone: () => {
      void message.success(v.published)
      onClose()
    },
    onRefused: (p) => setFault(p.message),
  })
  const send = () => (note.trim() === '' ? setFault(v.noteNeeded) : publish.mutate({ revision, note: note.trim() }))
  return (
    <Modal open title={v.publish} okText={v.publish} cancelText={t.common.cancel} confirmLoading={publish.isPending} onOk={send} onCancel={onClose}>
      <Field label={v.note} required error={fault}>
        <Input value={note} maxLength={200} onChange={(e) => setNote(e.target.value)} onPressEnter={send} />
      </Field>
    </Modal>
  )
}
