import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'
import { workers } from './e2e/workers.ts'

/** Files that look at every screen take the longest and start first, so that no core idles at the end. */
class LongestFirst extends BaseSequencer {
  override sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const late = (f: TestSpecification) => (/\/axe/.test(f.moduleId) ? 0 : 1)
    return Promise.resolve([...files].sort((a, b) => late(a) - late(b) || a.moduleId.localeCompare(b.moduleId)))
  }
}

// Browser tests against the real program; scripts/test-browser.sh runs them.
export default defineConfig({
  test: {
    include: process.env.ONEDOOR_SCREENSHOTS ? ['e2e/pictures/*.test.ts'] : ['e2e/*.test.ts'],
    globalSetup: ['./e2e/setup.ts'],
    environment: 'node',
    globals: true,
    testTimeout: 180_000,
    hookTimeout: 120_000,
    // As long as the browser is waited for: the usual second is too short on a busy machine.
    expect: { poll: { timeout: 30_000 } },
    // A second try, told at the end of the run, so that one late frame on a busy machine does not hide the other results.
    retry: 1,
    reporters: ['default', './e2e/names.ts'],
    maxWorkers: workers,
    sequence: { sequencer: LongestFirst },
  },
})
