import { App, Button, ConfigProvider, type InputRef } from 'antd'
import { lazy, Suspense, useCallback, useReducer, useRef, useState } from 'react'
import { http } from '@/api/client'
import { countsKey, ordersKey } from '@/api/orders'
import { asProblem } from '@/api/problem'
import { useUploadRule } from '@/api/upload'
import { useCommand } from '@/api/useCommand'
import { refusalsKey, useAdvice, useRemit } from '@/api/remit'
import type { ContactAnswer, ContactForm, Receipt, RemitCode, SeatCall } from '@/api/types'
import { rights } from '@/app/rights'
import { useCan, useMe } from '@/app/session'
import { ProblemAlert } from '@/components/states'
import { StormBanner } from '@/components/StormBanner'
import { useCommands } from '@/lib/keys'
import { clockTime } from '@/lib/time'
import { useUnderway } from '@/lib/underway'
import { focusFirstFault } from '@/lib/useForm'
import { useTelephone } from '@/phone/telephone'
import { t } from '@/texts'
import { AdvicePart } from './AdvicePart'
import { CallOffer } from './CallOffer'
import { taken } from './callSent'
import { ContactStrip } from './ContactStrip'
import { HistoryPanel, openOrder, useHistory } from './HistoryPanel'
import { KnowledgePanel } from './KnowledgePanel'
import type { QuotedArticle } from '@/lib/quotes'
import { deskFaults, deskReducer, handedOver, isBlank, joined, newDraft, toContactForm, type DeskDraft, type DeskFaults, type RequestDraft, type ThenVerb } from './model'
import { ParkedDrafts } from './ParkedDrafts'
import { Receipts } from './Receipts'
import { RepeatCall } from './RepeatCall'
import { RequestForm } from './RequestForm'
import { RequestTabs } from './RequestTabs'
import { ThenPart } from './ThenPart'
import { useCallPop } from './useCallPop'
import { useParkedDrafts, useWorkingDraft, working as workingDraft } from './useDrafts'
import { useDeskCommands } from './useDeskCommands'
import './desk.css'

const CallSent = lazy(() => import('./CallSent').then((m) => ({ default: m.CallSent })))

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
    ...(can(rights.refuse) ? (['refuse'] as const) : []),
  ]
  const usual = allowed[0] === 'answer' ? 'register' : allowed[0]!
  const [draft, act] = useReducer(deskReducer, usual, (then) => newDraft(then))
  const [checked, setChecked] = useState(false)
  const [selected, setSelected] = useState<string>()
  const [repeating, setRepeating] = useState(false)
  const [done, setDone] = useState<{ answer: ContactAnswer; titles: string[]; refused?: (RemitCode | undefined)[] }>()
  const knowledge = useRef<InputRef>(null)
  const saved = useWorkingDraft(me.id, draft, usual, (loaded) => act({ type: 'load', draft: loaded }))
  const parked = useParkedDrafts()

  const sending = useUnderway() > 0
  const request = draft.requests.find((r) => r.key === draft.current) ?? draft.requests[0]!
  const storm = joined(request)
  const faults = checked ? deskFaults(draft) : noFaults
  const phone = draft.contact.caller_number || draft.contact.contact_phone
  const history = useHistory(phone)
  const remit = useRemit()
  const advice = useAdvice({
    title: request.title,
    content: request.content,
    address: request.address,
    accused: request.accused,
    division_code: request.division_code,
    category_id: request.category_id,
    phone,
    sealed: request.sealed,
  })

  const send = useCommand(register, {
    invalidates: [ordersKey, countsKey, refusalsKey, ['/history']],
    onDone: (answer, { form }) => {
      const refused = form.requests.map(({ then }) => (then?.verb === 'refuse' ? remit.data?.find((c) => c.code === then.code) : undefined))
      setDone({ answer, titles: form.requests.map((r) => r.title ?? ''), refused })
      saved.drop()
    },
  })

  function submit() {
    if (send.isPending || done) return
    if (sending) return void message.info(t.attachments.underway)
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

  const call = useTelephone()?.call
  // What was sent is still there when the call is over, until the next one or a fresh form.
  const [lastCall, setLastCall] = useState<SeatCall>()
  if (call && call !== lastCall) setLastCall(call)
  const sent = (call ?? lastCall)?.sent ?? []

  const startOver = useCallback(
    (contactId?: string) => {
      const fresh = newDraft(usual, draft.contact)
      act({ type: 'load', draft: contactId ? { ...fresh, contact: draft.contact, contactId } : fresh })
      setChecked(false)
      setDone(undefined)
      if (!contactId) {
        setSelected(undefined)
        setLastCall(undefined)
      }
      send.reset()
      setTimeout(() => document.querySelector<HTMLElement>(contactId ? '.desk-title input' : 'input.desk-caller, .desk-caller input')?.focus(), 0)
    },
    [usual, draft.contact, send],
  )

  async function putAside(): Promise<boolean> {
    if (sending) {
      void message.info(t.attachments.underway)
      return false
    }
    try {
      await parked.park(draft)
      saved.drop()
      return true
    } catch (err) {
      void message.error(asProblem(err).message)
      return false
    }
  }

  async function park() {
    if (isBlank(draft) || !(await putAside())) return
    startOver()
    void message.success(d.parkedDone)
  }

  const { reset } = send
  const loadCall = useCallback(
    (loaded: DeskDraft) => {
      act({ type: 'load', draft: loaded })
      setChecked(false)
      setDone(undefined)
      setSelected(undefined)
      reset()
    },
    [reset],
  )
  const pop = useCallPop({
    draft,
    ready: saved.ready,
    done: done !== undefined,
    then: usual,
    load: loadCall,
    park: async () => {
      const safe = await putAside()
      if (safe) void message.success(t.phone.pop.taken)
      return safe
    },
  })

  const patch = useCallback((p: Partial<RequestDraft>) => act({ type: 'request', key: request.key, patch: p }), [request.key])
  const quote = (article: QuotedArticle, text: string) => act({ type: 'quote', key: request.key, article, text })
  const transferTo = (code?: { code: string; phone?: string }) => {
    const to = code ?? remit.data?.find((c) => c.active && c.group === 'emergency')
    if (to?.phone) patch(handedOver(request, to.code, to.phone))
  }
  const add = () => act({ type: 'add', then: usual })

  const rule = useUploadRule()
  const takeSent = () => !done && sent.length > 0 && patch(taken(sent, request, rule?.max_files))
  useCommands([{ keys: 'alt+i', label: t.phone.sent.key, group: d.title, disabled: sent.length === 0, run: () => void takeSent() }])
  useCommands([{ keys: 'alt+c', label: t.phone.keys.pop, group: d.title, disabled: !pop.offer, run: () => void pop.take() }])
  useCommands(
    useDeskCommands({
      submit,
      add: () => (done ? undefined : add()),
      next: () => {
        const at = draft.requests.findIndex((r) => r.key === draft.current)
        act({ type: 'select', key: draft.requests[(at + 1) % draft.requests.length]!.key })
      },
      park: () => void park(),
      repeat: () => {
        const order = openOrder(history.data, selected)
        if (!order) return void message.info(d.repeatNone)
        setSelected(order)
        setRepeating(true)
      },
      knowledge: () => knowledge.current?.focus(),
      transfer: () => (done || !can(rights.refuse) ? undefined : transferTo(advice.data?.emergencies[0])),
      answer: () => allowed.includes('answer') && patch({ then: 'answer' }),
    }),
  )

  return (
    <ConfigProvider theme={{ token: { controlHeight: 30 } }}>
      <div className="desk">
        <h1 className="sr-only">{d.title}</h1>
        <StormBanner />
        {pop.offer ? <CallOffer call={pop.offer} onTake={() => void pop.take()} onDismiss={pop.dismiss} /> : null}
        {done || sent.length === 0 ? null : (
          <Suspense fallback={null}>
            <CallSent items={sent} request={request} onTake={() => void takeSent()} />
          </Suspense>
        )}
        <ContactStrip
          contact={draft.contact}
          faults={faults.contact}
          locked={draft.contactId !== undefined}
          onChange={(p) => act({ type: 'contact', patch: p })}
        />
        <div className="desk-cols">
          <div className="desk-left">
            <HistoryPanel history={history} phone={phone} selected={selected} onSelect={setSelected} onRepeat={() => setRepeating(true)} />
          </div>
          <div className="desk-centre">
            {done ? (
              <Receipts
                answer={done.answer}
                titles={done.titles}
                refused={done.refused}
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
                  <AdvicePart
                    advice={advice.data}
                    request={request}
                    mayRefuse={can(rights.refuse)}
                    onTransfer={transferTo}
                    onChange={patch}
                  />
                  <RequestForm key={request.key} request={request} faults={faults.requests[request.key] ?? {}} onChange={patch} />
                </div>
                {storm ? (
                  <p className="desk-then desk-storm" role="status">{t.storm.willJoin(storm.name)}</p>
                ) : (
                  <ThenPart request={request} door={draft.contact.door} hotline={draft.contact.hotline_number} faults={faults.requests[request.key] ?? {}} allowed={allowed} onChange={patch} />
                )}
                <footer className="desk-foot">
                  {send.error ? <ProblemAlert problem={send.error} /> : null}
                  <div className="row">
                    <Button type="primary" size="large" loading={send.isPending} disabled={sending} onClick={submit}>
                      {submitLabel(draft.requests)} <kbd className="on-primary">Ctrl+Enter</kbd>
                    </Button>
                    <Button onClick={() => void park()} disabled={isBlank(draft)}>
                      {d.park}
                    </Button>
                    <Button
                      disabled={isBlank(draft)}
                      onClick={() => void modal.confirm({ title: d.clearConfirm, onOk: () => { startOver(); pop.again() } })}
                    >
                      {d.clear}
                    </Button>
                    <span className="desk-saved">
                      {saved.local === 'offline' ? d.draftLocal : saved.local ? d.draftRefused : saved.at ? d.draftSaved(clockTime(saved.at)) : ''}
                      <ParkedDrafts parked={parked} then={usual} writing={draft} onTake={(x) => act({ type: 'load', draft: x })} />
                    </span>
                  </div>
                </footer>
              </section>
            )}
          </div>
          <div className="desk-right">
            <KnowledgePanel inputRef={knowledge} about={request.title} hotline={draft.contact.hotline_number} onQuote={quote} />
          </div>
        </div>
        {repeating && selected ? (
          <RepeatCall
            orderId={selected}
            contact={draft.contact}
            request={request}
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
  const kinds = new Set(requests.map((r) => (joined(r) ? 'join' : r.then)))
  if (kinds.size > 1) return t.desk.submit
  if (kinds.has('refuse')) return t.remit.submit
  if (kinds.has('join')) return t.storm.submitJoin
  return kinds.has('dispatch') ? t.desk.submitDispatch : kinds.has('answer') ? t.desk.submitAnswer : t.desk.submitRegister
}
