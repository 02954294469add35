import type { Reporter, TestCase, TestModule } from 'vitest/node'

const called = (t: TestCase) => `${t.module.relativeModuleId} > ${t.fullName}`

/**
 * Prints the names of the tests that failed as the last lines of a run, and of those that passed at a second try: such
 * a test hides a race, of its own or of the program, and waits to be mended.
 */
export default class Names implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]) {
    const tests = modules.flatMap((m) => [...m.children.allTests()])
    const failed = tests.filter((t) => t.result().state === 'failed').map(called)
    const shaky = tests.filter((t) => t.diagnostic()?.flaky).map(called)
    for (const name of shaky) console.log(`passed at the second try: ${name}`)
    for (const name of failed) console.log(`failed: ${name}`)
  }
}
