import { useQuery } from '@tanstack/react-query'
import { App, Button, Input, Radio } from 'antd'
import { useState } from 'react'
import { useNavigate, useParams } from 'react-router'
import { http } from '@/api/client'
import type { FieldFault } from '@/api/problem'
import type { Campaign, CampaignForm, CampaignMeans } from '@/api/types'
import { useCommand } from '@/api/useCommand'
import { Field } from '@/components/Field'
import { AskPage, PageShell, Panel } from '@/components/PageShell'
import { ProblemAlert } from '@/components/states'
import { useCommands } from '@/lib/keys'
import { focusFirstFault } from '@/lib/useForm'
import { t } from '@/texts'
import { outreach as o } from '@/texts/zh/outreach'
import { outreachEdit as e } from '@/texts/zh/outreachEdit'
import { More } from './controls'
import { firstScript, firstSettings } from './first'
import { Flow } from './Flow'
import { blank, renamed, stepOf, valueOf, variablesOf, type Settings, type StepValue } from './model'
import { SettingsForm } from './SettingsForm'
import { StepCard } from './StepCard'
import { TryIt } from './TryIt'
import './edit.css'

/** A campaign as it is written: who calls, what is said step by step, and by which rules. */
export default function EditScreen() {
  const { id } = useParams()
  const campaign = useQuery({
    queryKey: ['/campaigns/{id}', id, 'edit'],
    queryFn: ({ signal }) => http.get<Campaign>(`/campaigns/${id}`, {}, signal),
    enabled: !!id,
    refetchOnWindowFocus: false,
    gcTime: 0,
  })
  if (!id) return <Editor />
  return (
    <AskPage title={e.title} query={campaign} rows={10}>
      {(c) => <Editor campaign={c} />}
    </AskPage>
  )
}

function Editor({ campaign }: { campaign?: Campaign }) {
  const go = useNavigate()
  const { message, modal } = App.useApp()
  const means = useQuery({ queryKey: ['/campaigns/means'], queryFn: ({ signal }) => http.get<CampaignMeans>('/campaigns/means', {}, signal) })
  const [name, setName] = useState(campaign?.name ?? '')
  const [kind, setKind] = useState<CampaignForm['kind']>(campaign?.kind ?? 'robot')
  const [steps, setSteps] = useState<StepValue[]>(() => ((campaign?.script ?? firstScript).steps ?? []).map(valueOf))
  const [settings, setSettings] = useState<Settings>(campaign?.settings ?? firstSettings)
  const [faults, setFaults] = useState<FieldFault[]>([])
  const fault = (field: string) => faults.find((f) => f.location === `body.${field}`)?.message
  const forget = (prefix: string) => setFaults((list) => list.filter((f) => !f.location.startsWith(`body.${prefix}`)))
  const save = useCommand(
    (body: CampaignForm, idempotencyKey) => (campaign ? http.put<Campaign>(`/campaigns/${campaign.id}`, body) : http.post<Campaign>('/campaigns', body, { idempotencyKey })),
    {
      invalidates: [['/campaigns'], ['/campaigns/{id}']],
      onDone: (c) => {
        void message.success(e.saved)
        void go(`/outreach?id=${c.id}`)
      },
      onRefused: (p) => {
        setFaults(p.fields)
        focusFirstFault()
      },
    },
  )
  const script = steps.map(stepOf)
  const send = () => save.mutate({ name: name.trim(), kind, script: { steps: script }, settings, version: campaign?.version })
  useCommands([{ keys: 'ctrl+enter', label: e.save, run: send }])

  const change = (i: number, patch: Partial<StepValue>) => {
    forget(`script.steps[${i}].`)
    setSteps((list) => {
      const was = list[i]!.id
      const next = list.map((s, n) => (n === i ? { ...s, ...patch } : s))
      const unique = list.filter((s) => s.id === was).length === 1
      return patch.id !== undefined && unique ? next.map((s) => renamed(s, was, patch.id!)) : next
    })
  }
  const move = (i: number, by: 1 | -1) => {
    setFaults([])
    setSteps((list) => {
      const next = [...list]
      ;[next[i], next[i + by]] = [next[i + by]!, next[i]!]
      return next
    })
  }
  const remove = (i: number) => {
    const gone = steps[i]!
    void modal.confirm({
      title: e.removeAsk(gone.id),
      okText: e.remove,
      okButtonProps: { danger: true },
      onOk: () => {
        setFaults([])
        setSteps((list) => list.filter((s) => s.uid !== gone.uid).map((s) => renamed(s, gone.id, '')))
      },
    })
  }
  const names = [...new Set(steps.map((s) => s.id.trim()).filter(Boolean))]
  const columns = [...new Set([...variablesOf(steps), ...e.columns])].slice(0, 8)
  return (
    <PageShell
      title={campaign ? e.title : e.create}
      actions={
        <>
          <Button onClick={() => void go(-1)}>{t.common.cancel}</Button>
          <Button type="primary" loading={save.isPending} onClick={send}>
            {e.save}
          </Button>
        </>
      }
    >
      {save.error ? <ProblemAlert problem={save.error} /> : null}
      {faults.length > 0 ? (
        <p role="alert" className="field-error">
          {e.faulty(faults.length)}
        </p>
      ) : null}
      <div className="script-edit">
        <div className="stack">
          <Panel title={e.basics}>
            <div className="stack">
              <Field label={o.name} required error={fault('name')}>
                <Input
                  maxLength={60}
                  value={name}
                  onChange={(x) => {
                    forget('name')
                    setName(x.target.value)
                  }}
                />
              </Field>
              <Field label={o.kind} group required error={fault('kind')}>
                <Radio.Group
                  optionType="button"
                  value={kind}
                  onChange={(x) => setKind(x.target.value as CampaignForm['kind'])}
                  options={Object.entries(o.kinds).map(([value, label]) => ({ value, label }))}
                />
              </Field>
              {kind === 'robot' && means.data && !means.data.voice ? <p className="muted">{e.noVoice}</p> : null}
            </div>
          </Panel>
          <Panel title={e.steps}>
            <div className="stack">
              {fault('script.steps') ? <p className="field-error">{fault('script.steps')}</p> : null}
              {steps.map((s, i) => (
                <StepCard
                  key={s.uid}
                  n={i + 1}
                  count={steps.length}
                  value={s}
                  names={names}
                  columns={columns}
                  means={means.data}
                  fault={(field) => fault(`script.steps[${i}].${field}`)}
                  onChange={(patch) => change(i, patch)}
                  onMove={(by) => move(i, by)}
                  onRemove={() => remove(i)}
                />
              ))}
              <div>
                <More
                  label={e.add}
                  disabled={steps.length >= 60}
                  onClick={() => setSteps((list) => [...list, blank(fresh(names, list.length + 1))])}
                />
              </div>
            </div>
          </Panel>
          <Panel title={e.settings}>
            <SettingsForm
              value={settings}
              robot={kind === 'robot'}
              fault={(field) => fault(`settings.${field}`)}
              onChange={(patch) => {
                forget('settings')
                setSettings({ ...settings, ...patch })
              }}
            />
          </Panel>
        </div>
        <div className="script-side stack">
          <Panel title={e.flow}>
            <Flow steps={script} />
          </Panel>
          <Panel title={e.tryIt}>
            <TryIt steps={script} />
          </Panel>
        </div>
      </div>
    </PageShell>
  )
}

/** A name that no step has. */
function fresh(names: string[], from: number): string {
  let n = from
  while (names.includes(e.newStep(n))) n += 1
  return e.newStep(n)
}
