import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Agent, AgentCall, AgentEvents, CallEvents, Line, MakeAgent } from './agent'
import { MicrophoneError } from './microphone'
import { Phone } from './phone'

const line = (expires = 900_000): Line => ({
  account: '1001',
  password: 'secret-' + expires,
  uri: 'sip:1001@onedoor',
  target: '',
  ws_path: '/sip',
  expires_at: new Date(Date.now() + expires).toISOString(),
  ice_servers: [],
})

/** A telephone line without a network: the test says what happens on it. */
class FakeAgent implements Agent {
  events!: AgentEvents
  start = vi.fn<() => void>()
  stop = vi.fn<() => void>()
  renew = vi.fn<(l: Line, register: boolean) => void>()
  call = vi.fn<() => AgentCall>()
  readonly make: MakeAgent = (_, events) => {
    this.events = events
    return this
  }
  /** Somebody calls. */
  ring(id: string, part = '') {
    let told!: CallEvents
    const call = { id, part, attend: (e: CallEvents) => (told = e), answer: vi.fn<() => void>(), mute: vi.fn<(on: boolean) => void>(), show: vi.fn<(camera: MediaStreamTrack | undefined) => void>(), key: vi.fn<(k: string) => void>(), hangUp: vi.fn<() => void>() }
    this.events.rings(call as unknown as AgentCall)
    return { call, events: () => told }
  }
}

const stopped = vi.fn<() => void>()
const voice = () => Promise.resolve({ getTracks: () => [{ stop: stopped }] } as unknown as MediaStream)

function given(over: Partial<ConstructorParameters<typeof Phone>[0]> = {}) {
  const agent = new FakeAgent()
  const exchange = { line: vi.fn<() => Promise<Line>>(() => Promise.resolve(line())), rejoin: vi.fn<(id: string) => Promise<unknown>>(() => Promise.resolve()) }
  const phone = new Phone({ exchange, voice, load: () => Promise.resolve(agent.make), ...over })
  const phase = () => phone.state().call?.phase
  return { agent, exchange, phone, phase }
}

const settle = () => vi.advanceTimersByTimeAsync(0)

beforeEach(() => {
  vi.useFakeTimers()
  stopped.mockReset()
})
afterEach(() => vi.useRealTimers())

test('a call rings, is answered, muted, keyed and ends', async () => {
  const { agent, phone, phase } = given()
  await phone.start()
  expect(phone.state().line).toBe('connecting')
  agent.events.registered()
  expect(phone.state().line).toBe('ready')
  const { call, events } = agent.ring('7')
  expect(phone.state().call).toMatchObject({ id: '7', phase: 'ringing' })
  phone.mute(true)
  expect(call.mute).not.toHaveBeenCalled()
  void phone.answer()
  expect(phase()).toBe('answering')
  await settle()
  expect(call.answer).toHaveBeenCalledTimes(1)
  const sound = {} as MediaStream
  events().sound(sound)
  expect(phone.state().sound).toBe(sound)
  events().talking()
  expect(phase()).toBe('talking')
  phone.mute(true)
  expect(call.mute).toHaveBeenCalledWith(true)
  expect(phone.state().call?.muted).toBe(true)
  phone.key('5')
  phone.key('#')
  expect(call.key).toHaveBeenLastCalledWith('#')
  expect(phone.state().call?.keys).toBe('5#')
  events().ended(0)
  expect(phone.state().call).toBeUndefined()
  expect(stopped).toHaveBeenCalledTimes(1)
  expect(phone.state().sound).toBeUndefined()
})

test.each(['leader', 'dial'])('a call that its person has just asked for answers by itself: %s', async (part) => {
  const { agent, phone, phase } = given()
  await phone.start()
  agent.events.registered()
  const { call } = agent.ring('7', part)
  expect(phase()).toBe('answering')
  await settle()
  expect(call.answer).toHaveBeenCalledTimes(1)
})

test('pictures of the camera go only while the caller can see them, and the camera is off when the call is over', async () => {
  const lens = {} as MediaStreamTrack
  const dark = vi.fn<() => void>()
  const camera = () => Promise.resolve({ getTracks: () => [{ stop: dark }], getVideoTracks: () => [lens] } as unknown as MediaStream)
  const { agent, phone } = given({ camera })
  await phone.start()
  await phone.film(true)
  expect(phone.state().camera, 'no call, no camera').toBeUndefined()
  const { call, events } = agent.ring('7')
  void phone.answer()
  await settle()
  events().talking()
  await phone.film(true)
  expect(call.show).not.toHaveBeenCalled()
  phone.see({ id: '7', cut: false, video: true })
  expect(call.show).toHaveBeenLastCalledWith(lens)
  phone.see({ id: '7', cut: false, video: false })
  expect(call.show).toHaveBeenLastCalledWith(undefined)
  phone.see({ id: '7', cut: false, video: true })
  expect(call.show).toHaveBeenLastCalledWith(lens)
  const picture = {} as MediaStream
  events().picture?.(picture)
  expect(phone.state().picture).toBe(picture)
  await phone.film(false)
  expect(call.show).toHaveBeenLastCalledWith(undefined)
  expect(dark).toHaveBeenCalledTimes(1)
  await phone.film(true)
  events().ended(0)
  expect(dark).toHaveBeenCalledTimes(2)
  expect(phone.state()).toMatchObject({ camera: undefined, picture: undefined })
})

test('a second call while one is on is refused', async () => {
  const { agent, phone } = given()
  await phone.start()
  agent.events.registered()
  agent.ring('7')
  const second = agent.ring('8')
  expect(second.call.hangUp).toHaveBeenCalledTimes(1)
  expect(phone.state().call?.id).toBe('7')
})

test('without a microphone it goes on ringing and says why', async () => {
  let there = false
  const { agent, phone, phase } = given({ voice: () => (there ? voice() : Promise.reject(new MicrophoneError('denied'))) })
  await phone.start()
  agent.events.registered()
  const { call } = agent.ring('7')
  await phone.answer()
  expect(phase()).toBe('ringing')
  expect(phone.state().fault).toBe('denied')
  there = true
  await phone.answer()
  expect(call.answer).toHaveBeenCalledTimes(1)
  expect(phone.state().fault).toBeUndefined()
})

test('a caller who hangs up while the microphone is asked for leaves no voice behind', async () => {
  const { agent, phone } = given()
  await phone.start()
  agent.events.registered()
  const { call, events } = agent.ring('7')
  void phone.answer()
  events().ended(487)
  await settle()
  expect(call.answer).not.toHaveBeenCalled()
  expect(stopped).toHaveBeenCalledTimes(1)
})

test('a lost socket keeps the call, and the line comes back', async () => {
  const { agent, exchange, phone, phase } = given()
  await phone.start()
  agent.events.registered()
  const { events } = agent.ring('7')
  await phone.answer()
  events().talking()
  agent.events.lost()
  expect(phone.state().line).toBe('lost')
  expect(phase()).toBe('talking')
  expect(exchange.line).toHaveBeenCalledTimes(1) // its password is still good
  agent.events.registered()
  phone.see({ id: '7', cut: false, video: false })
  expect(phone.state()).toMatchObject({ line: 'ready', call: { id: '7', phase: 'talking' } })
  expect(exchange.rejoin).not.toHaveBeenCalled()
})

test('a call that was cut is asked for once, and its ring is answered at once', async () => {
  const { agent, exchange, phone, phase } = given()
  phone.see({ id: '7', cut: true, video: false })
  await phone.start()
  expect(exchange.rejoin).not.toHaveBeenCalled()
  agent.events.registered()
  phone.see({ id: '7', cut: true, video: false })
  await settle()
  expect(exchange.rejoin.mock.calls).toEqual([['7']])
  const { call, events } = agent.ring('7')
  await settle()
  expect(call.answer).toHaveBeenCalledTimes(1)
  events().talking()
  expect(phase()).toBe('talking')
  // Another call is not answered by itself.
  events().ended(0)
  agent.ring('8')
  await settle()
  expect(phase()).toBe('ringing')
})

test('a call taken up again takes the place of what was left of it', async () => {
  const { agent, phone } = given()
  await phone.start()
  agent.events.registered()
  const before = agent.ring('7')
  await phone.answer()
  before.events().talking()
  phone.see({ id: '7', cut: true, video: false })
  await vi.advanceTimersByTimeAsync(3_000)
  const after = agent.ring('7')
  await settle()
  expect(before.call.hangUp).toHaveBeenCalledTimes(1)
  expect(after.call.answer).toHaveBeenCalledTimes(1)
  before.events().ended(0) // told late: it is the other's no more
  expect(phone.state().call?.id).toBe('7')
})

test('a call that outlived its socket is let be', async () => {
  const { agent, exchange, phone } = given()
  await phone.start()
  agent.events.registered()
  const before = agent.ring('7')
  await phone.answer()
  before.events().talking()
  agent.events.lost()
  phone.see({ id: '7', cut: true, video: false })
  agent.events.registered()
  await vi.advanceTimersByTimeAsync(500)
  phone.see({ id: '7', cut: false, video: false }) // the server hears it
  await vi.advanceTimersByTimeAsync(10_000)
  expect(exchange.rejoin).not.toHaveBeenCalled()
  expect(before.call.hangUp).not.toHaveBeenCalled()
  // One whose sound is gone, too, is asked for anew.
  phone.see({ id: '7', cut: true, video: false })
  await vi.advanceTimersByTimeAsync(3_000)
  expect(exchange.rejoin.mock.calls).toEqual([['7']])
})

test('a refused registration and one that ends get a fresh password', async () => {
  const { agent, exchange, phone } = given()
  await phone.start()
  agent.events.registered()
  agent.events.expiring()
  await settle()
  expect(agent.renew).toHaveBeenLastCalledWith(expect.anything(), true)
  agent.events.refused()
  expect(phone.state().line).toBe('refused')
  await vi.advanceTimersByTimeAsync(5_000)
  expect(exchange.line).toHaveBeenCalledTimes(3)
  expect(agent.renew).toHaveBeenCalledTimes(2)
})

test('a line that cannot be had is asked for again, until nobody wants it', async () => {
  const asked = vi.fn<() => Promise<Line>>(() => Promise.reject(new Error('no network')))
  const { agent, phone } = given({ exchange: { line: asked, rejoin: () => Promise.resolve() } })
  await phone.start()
  expect(phone.state().line).toBe('lost')
  asked.mockResolvedValue(line())
  await vi.advanceTimersByTimeAsync(5_000)
  expect(agent.start).toHaveBeenCalledTimes(1)
  phone.stop()
  expect(agent.stop).toHaveBeenCalledTimes(1)
  expect(phone.state().line).toBe('off')
  agent.events.lost() // what the agent still says is no longer ours
  expect(phone.state().line).toBe('off')
})
