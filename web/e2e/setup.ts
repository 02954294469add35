import { spawn, execFileSync, type ChildProcess } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { TestProject } from 'vitest/node'
import { exchangeOf } from './exchange'
import { provide, type Bases } from './provided'
import { workers } from './workers'

const env = { ...process.env, ONEDOOR_LOG_LEVEL: 'warn' }

/** Starts the real program once for each worker, with a fresh demo city that is installed once. */
export default async function setup(project: TestProject) {
  const binary = process.env.ONEDOOR_BINARY ?? resolve(import.meta.dirname, '../../bin/onedoor')
  const first = mkdtempSync(join(tmpdir(), 'onedoor-e2e-'))
  execFileSync(binary, ['--data', first, 'demo', '--install-only'], { stdio: ['ignore', 'ignore', 'inherit'], env })
  const cities = [first]
  while (cities.length < workers) {
    const copy = mkdtempSync(join(tmpdir(), 'onedoor-e2e-'))
    cpSync(first, copy, { recursive: true })
    if (existsSync(`${first}.anchors`)) cpSync(`${first}.anchors`, `${copy}.anchors`, { recursive: true })
    cities.push(copy)
  }
  const telephones: Awaited<ReturnType<typeof exchangeOf>>[] = []
  for (const [i, data] of cities.entries()) telephones.push(await exchangeOf(data, process.pid * workers + i))
  const exchanges = telephones.map((x) => x.exchange)
  const servers = cities.map((data, i) =>
    spawn(binary, ['--data', data, 'demo', '--listen', '127.0.0.1:0'], { stdio: ['ignore', 'pipe', 'inherit'], env: { ...env, ...exchanges[i]!.env } }),
  )
  provide(project, 'exchanges', exchanges)
  provide(project, 'bases', await Promise.all(servers.map(address)))
  return async () => {
    await Promise.all(servers.map(stop))
    telephones.forEach((x) => x.close())
    for (const data of cities) for (const path of [data, `${data}.anchors`]) rmSync(path, { recursive: true, force: true })
  }
}

function stop(server: ChildProcess): Promise<unknown> {
  const gone = new Promise((done) => server.once('exit', done))
  server.kill('SIGTERM')
  return gone
}

function address(server: ChildProcess): Promise<Bases> {
  return new Promise((done, fail) => {
    let text = ''
    server.stdout?.on('data', (part: Buffer) => {
      text += part.toString()
      const [, http] = /(http:\/\/127\.0\.0\.1:\d+)\/staff\//.exec(text) ?? []
      const [, https] = /(https:\/\/127\.0\.0\.1:\d+)\/staff\//.exec(text) ?? []
      if (http && https) done({ http, https })
    })
    server.once('exit', (code) => fail(new Error(`the program ended with ${code}: ${text}`)))
  })
}
