import { App, Button, ConfigProvider, type InputRef } from 'antd'
import { useCallback, useReducer, useRef, useState } from 'react'
import { http } from '@/api/client'
import { countsKey, ordersKey } from '@/api/orders'
import { asProblem } from '@/api/problem'
import { useCommand } from '@/api/useCommand'
import type { ContactAnswer, ContactForm, Receipt } from '@/api/types'
import { rights } from '@/app/rights'
import { useCan, useMe } from '@/app/session'
import { ProblemAlert } from '@/components/states'
import { useCommands } from '@/lib/keys'
import { clockTime } from '@/lib/time'
import { focusFirstFault } from '@/lib/useForm'
import { t } from '@/texts'
import { ContactStrip } from './ContactStrip'
import { HistoryPanel } from './HistoryPanel'
import { KnowledgePanel } from './KnowledgePanel'
import { deskFaults, deskReducer, isBlank, newDraft, toContactForm, type DeskFaults, type QuotedArticle, type RequestDraft, type ThenVerb } from './model'
import { ParkedDrafts } from './ParkedDrafts'
import { Receipts } from './Receipts'
import { RepeatCall } from './RepeatCall'
import { RequestForm } from './RequestForm'
import { RequestTabs } from './RequestTabs'
import { ThenPart } from './ThenPart'
import { useParkedDrafts, useWorkingDraft, working as workingDraft } from './useDrafts'
import { useDeskCommands } from './useDeskCommands'
import './desk.css'

interface Sent {
  contactId?: string
  form: ContactForm
}

/** A further request of a registered contact goes to that contact; the first ones come with it. */
async function register({ contactId, form }: Sent, key: string): Promise<ContactAnswer> {
  if (!contactId) return http.post<ContactAnswer>('/contacts', form, { idempotencyKey: key })
  const receipts: Receipt[] = []
  for (const [i, r] of form.requests.entries())
    receipts.push(await http.post<Receipt>(`/contacts/${contactId}/requests`, r, { idempotencyKey: `${key}-${i}` }))
  return { contact_id: contactId, receipts }
}

const noFaults: DeskFaults = { contact: {}, requests: {}, count: 0 }

export default function DeskScreen() {
  const d = t.desk
  const me = useMe()
  const can = useCan()
  const { message, modal } = App.useApp()
  const allowed: ThenVerb[] = [
    ...(can(rights.dispatch) ? (['dispatch'] as const) : []),
    ...(can(rights.answer) ? (['answer'] as const) : []),
    'register',
  ]
  const usual = allowed[0] === 'answer' ? 'register' : allowed[0]!
  const [draft, act] = useReducer(deskReducer, usual, (then) => newDraft(then))
  const [checked, setChecked] = useState(false)
  const [selected, setSelected] = useState<string>()
  const [repeating, setRepeating] = useState(false)
  const [done, setDone] = useState<{ answer: ContactAnswer; titles: string[] }>()
  const knowledge = useRef<InputRef>(null)
  const saved = useWorkingDraft(me.id, draft, usual, (loaded) => act({ type: 'load', draft: loaded }))
  const parked = useParkedDrafts()

  const request = draft.requests.find((r) => r.key === draft.current) ?? draft.requests[0]!
  const faults = checked ? deskFaults(draft) : noFaults
  const phone = draft.contact.caller_number || draft.contact.contact_phone

  const send = useCommand(register, {
    invalidates: [ordersKey, countsKey, ['/history']],
    onDone: (answer, { form }) => {
      setDone({ answer, titles: form.requests.map((r) => r.title) })
      saved.drop()
    },
  })

  function submit() {
    if (send.isPending || done) return
    const f = deskFaults(draft)
    setChecked(true)
    if (f.count > 0) {
      const faulty = draft.requests.find((r) => Object.keys(f.requests[r.key] ?? {}).length > 0)
      const here = Object.keys(f.contact).length > 0 || Object.keys(f.requests[draft.current] ?? {}).length > 0
      if (!here && faulty) act({ type: 'select', key: faulty.key })
      void message.warning(d.checkFaults(f.count))
      focusFirstFault()
      return
    }
    send.mutate({ contactId: draft.contactId, form: toContactForm(draft, workingDraft) })
  }

  const startOver = useCallback(
    (contactId?: string) => {
      const fresh = newDraft(usual, draft.contact)
      act({ type: 'load', draft: contactId ? { ...fresh, contact: draft.contact, contactId } : fresh })
      setChecked(false)
      setDone(undefined)
      if (!contactId) setSelected(undefined)
      send.reset()
      setTimeout(() => document.querySelector<HTMLElement>(contactId ? '.desk-title input' : 'input.desk-caller, .desk-caller input')?.focus(), 0)
    },
    [usual, draft.contact, send],
  )

  async function park() {
    if (isBlank(draft)) return
    try {
      await parked.park(draft)
      saved.drop()
      startOver()
      void message.success(d.parkedDone)
    } catch (err) {
      void message.error(asProblem(err).message)
    }
  }

  const patch = useCallback((p: Partial<RequestDraft>) => act({ type: 'request', key: request.key, patch: p }), [request.key])
  const quote = (article: QuotedArticle, text: string) => act({ type: 'quote', key: request.key, article, text })
  const add = () => act({ type: 'add', then: usual })

  useCommands(
    useDeskCommands({
      submit,
      add: () => (done ? undefined : add()),
      next: () => {
        const at = draft.requests.findIndex((r) => r.key === draft.current)
        act({ type: 'select', key: draft.requests[(at + 1) % draft.requests.length]!.key })
      },
      park: () => void park(),
      repeat: () => selected && setRepeating(true),
      knowledge: () => knowledge.current?.focus(),
      answer: () => allowed.includes('answer') && patch({ then: 'answer' }),
    }),
  )

  return (
    <ConfigProvider theme={{ token: { controlHeight: 30 } }}>
      <div className="desk">
        <h1 className="sr-only">{d.title}</h1>
        <ContactStrip
          contact={draft.contact}
          faults={faults.contact}
          locked={draft.contactId !== undefined}
          onChange={(p) => act({ type: 'contact', patch: p })}
        />
        <div className="desk-cols">
          <div className="desk-left">
            <HistoryPanel phone={phone} selected={selected} onSelect={setSelected} onRepeat={() => setRepeating(true)} />
          </div>
          <div className="desk-centre">
            {done ? (
              <Receipts
                answer={done.answer}
                titles={done.titles}
                onNext={() => startOver()}
                onMore={() => startOver(done.answer.contact_id)}
              />
            ) : (
              <section className="panel desk-form" aria-label={d.form}>
                <RequestTabs
                  requests={draft.requests}
                  current={request.key}
                  faults={checked ? faults : undefined}
                  onSelect={(key) => act({ type: 'select', key })}
                  onAdd={add}
                  onRemove={(key) => act({ type: 'remove', key })}
                />
                <div className="desk-scroll">
                  {saved.restored && !checked ? <p className="desk-restored" role="status">{d.draftRestored}</p> : null}
                  <RequestForm key={request.key} request={request} faults={faults.requests[request.key] ?? {}} onChange={patch} />
                  <ThenPart request={request} faults={faults.requests[request.key] ?? {}} allowed={allowed} onChange={patch} />
                </div>
                <footer className="desk-foot">
                  {send.error ? <ProblemAlert problem={send.error} /> : null}
                  <div className="row">
                    <Button type="primary" size="large" loading={send.isPending} onClick={submit}>
                      {submitLabel(draft.requests)} <kbd className="on-primary">Ctrl+Enter</kbd>
                    </Button>
                    <Button onClick={() => void park()} disabled={isBlank(draft)}>
                      {d.park}
                    </Button>
                    <Button
                      disabled={isBlank(draft)}
                      onClick={() => void modal.confirm({ title: d.clearConfirm, onOk: () => startOver() })}
                    >
                      {d.clear}
                    </Button>
                    <span className="desk-saved">
                      {saved.local ? d.draftLocal : saved.at ? d.draftSaved(clockTime(saved.at)) : ''}
                      <ParkedDrafts parked={parked} then={usual} onTake={(x) => act({ type: 'load', draft: x })} />
                    </span>
                  </div>
                </footer>
              </section>
            )}
          </div>
          <div className="desk-right">
            <KnowledgePanel inputRef={knowledge} about={request.title} onQuote={quote} />
          </div>
        </div>
        {repeating && selected ? (
          <RepeatCall
            orderId={selected}
            contact={draft.contact}
            typed={request.content}
            onClose={() => setRepeating(false)}
            onDone={(receipt, title) => {
              setRepeating(false)
              saved.drop()
              setDone({ answer: { contact_id: receipt.contact_id, receipts: [receipt] }, titles: [title] })
            }}
          />
        ) : null}
      </div>
    </ConfigProvider>
  )
}

function submitLabel(requests: RequestDraft[]): string {
  const kinds = new Set(requests.map((r) => r.then))
  if (kinds.size > 1) return t.desk.submit
  return kinds.has('dispatch') ? t.desk.submitDispatch : kinds.has('answer') ? t.desk.submitAnswer : t.desk.submitRegister
}
