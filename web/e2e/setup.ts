import { spawn, execFileSync, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  export interface ProvidedContext {
    base: string
  }
}

/** Starts the real program with a fresh demo city; all browser tests share it. */
export default async function setup(project: TestProject) {
  const binary = process.env.ONEDOOR_BINARY ?? resolve(import.meta.dirname, '../../bin/onedoor')
  const data = mkdtempSync(join(tmpdir(), 'onedoor-e2e-'))
  execFileSync(binary, ['--data', data, 'demo', '--install-only'], { stdio: ['ignore', 'ignore', 'inherit'], env: { ...process.env, ONEDOOR_LOG_LEVEL: 'warn' } })
  const server = spawn(binary, ['--data', data, 'demo', '--listen', '127.0.0.1:0'], { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, ONEDOOR_LOG_LEVEL: 'warn' } })
  project.provide('base', await address(server))
  return async () => {
    const gone = new Promise((done) => server.once('exit', done))
    server.kill('SIGTERM')
    await gone
    rmSync(data, { recursive: true, force: true })
  }
}

function address(server: ChildProcess): Promise<string> {
  return new Promise((done, fail) => {
    let text = ''
    server.stdout?.on('data', (part: Buffer) => {
      text += part.toString()
      const found = /(http:\/\/127\.0\.0\.1:\d+)\/staff\//.exec(text)
      if (found?.[1]) done(found[1])
    })
    server.once('exit', (code) => fail(new Error(`the program ended with ${code}: ${text}`)))
  })
}
