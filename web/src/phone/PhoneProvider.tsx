import { App } from 'antd'
import { useEffect, useMemo, useRef, useState, useSyncExternalStore, type ReactNode } from 'react'
import { getLine, rejoinCall, useSeatCommand, useSeatView } from '@/api/seat'
import { rights } from '@/app/rights'
import { useCan } from '@/app/session'
import { t } from '@/texts'
import { Phone } from './phone'
import { ring } from './ring'
import { TelephoneContext, type Telephone } from './telephone'
import { useSole } from './useSole'

/** Gives the screens inside a telephone, where the person may have one. It lives as long as the session. */
export function PhoneProvider({ children }: { children: ReactNode }) {
  const can = useCan()
  if (!can(rights.seat)) return children
  return <Seated>{children}</Seated>
}

function Seated({ children }: { children: ReactNode }) {
  const { message } = App.useApp()
  const audio = useRef<HTMLAudioElement>(null)
  const [phone] = useState(() => new Phone({ exchange: { line: getLine, rejoin: rejoinCall } }))
  const now = useSyncExternalStore(phone.subscribe, phone.state)
  const seat = useSeatView(true)
  const view = seat.data
  const call = view?.calls[0]
  const command = useSeatCommand((words) => void message.error(words))
  // Somebody has pressed sign in, and the server does not know yet: the telephone comes first.
  const [coming, setComing] = useState(false)
  const served = view?.served === true
  const wanted = served && (coming || view.state !== 'offline')
  const mine = useSole(wanted)

  useEffect(() => {
    if (!wanted || !mine) return
    void phone.start()
    return () => phone.stop()
  }, [phone, wanted, mine])

  const { mutate } = command
  useEffect(() => {
    if (!coming || now.line !== 'ready') return
    mutate({ verb: 'sign-in' }, { onSettled: () => setComing(false) })
  }, [coming, now.line, mutate])

  useEffect(() => {
    if (mine) phone.see(call?.source ? undefined : call)
  }, [phone, mine, call])

  // What happens at the telephone the server knows a moment earlier or later; the screen wants both.
  const { refetch } = seat
  const phase = now.call?.phase
  useEffect(() => {
    void refetch()
  }, [refetch, phase, now.call?.id, now.line])

  useEffect(() => {
    if (audio.current) audio.current.srcObject = now.sound ?? null
  }, [now.sound])

  useEffect(() => (phase === 'ringing' ? ring() : undefined), [phase])

  useEffect(() => {
    if (now.fault) void message.error({ content: t.phone.fault[now.fault], key: 'microphone', duration: 10 })
  }, [now.fault, message])

  useEffect(() => {
    if (now.cameraFault) void message.error({ content: t.phone.cameraFault[now.cameraFault], key: 'camera', duration: 10 })
  }, [now.cameraFault, message])

  const ahead = useMemo(() => (view ? Date.parse(view.now) - Date.now() : 0), [view])
  const telephone = useMemo<Telephone | undefined>(
    () =>
      view && {
        view,
        call,
        now,
        elsewhere: wanted && !mine,
        ahead,
        busy: command.isPending || coming,
        signIn: () => {
          void phone.tryMicrophone().then((there) => there && setComing(true))
        },
        answer: () => void phone.answer(),
        mute: (on) => phone.mute(on),
        key: (k) => phone.key(k),
        film: (on) => void phone.film(on),
        order: (o) => mutate(o),
      },
    [view, call, now, wanted, mine, ahead, command.isPending, coming, phone, mutate],
  )
  return (
    <TelephoneContext.Provider value={telephone}>
      {children}
      {/* Only sound: what is said stands nowhere in writing. */}
      <audio ref={audio} autoPlay aria-label={t.phone.sound} className="sr-only" />
    </TelephoneContext.Provider>
  )
}
