import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { exchangeOf } from './exchange'
import { blocks, portsOf, trunkAddress } from './ports'

const ends: (() => void)[] = []
afterEach(() => ends.splice(0).forEach((end) => end()))

/** Where an exchange that begins to look at a block finds its place. */
async function placed(first: number): Promise<{ block: number; close: () => void }> {
  const data = mkdtempSync(join(tmpdir(), 'onedoor-ports-'))
  ends.push(() => rmSync(data, { recursive: true }))
  const { exchange, close } = await exchangeOf(data, first)
  const block = Array.from({ length: blocks }, (_, n) => n).find((n) => portsOf(n).sip === exchange.sip)!
  return { block, close }
}

test('an exchange takes the next ports that nobody has', async () => {
  // Begin where there is room: whoever else runs these tests is somewhere.
  const { block, close } = await placed(process.pid)
  const second = await placed(block)
  expect(second.block).not.toBe(block)
  second.close()
  close()

  const { sip, browser } = portsOf(block)
  const listener = createServer().listen(sip, '127.0.0.1')
  ends.push(() => listener.close())
  await once(listener, 'listening')
  const third = await placed(block)
  expect(third.block).not.toBe(block)
  third.close()
  listener.close()

  const ear = createSocket('udp4').bind(browser, trunkAddress)
  ends.push(() => ear.close())
  await once(ear, 'listening')
  const fourth = await placed(block)
  expect(fourth.block).not.toBe(block)
  fourth.close()
})
