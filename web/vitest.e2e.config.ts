import { defineConfig } from 'vitest/config'

// Browser tests against the real program; scripts/test-browser.sh runs them.
export default defineConfig({
  test: {
    include: process.env.ONEDOOR_SCREENSHOTS ? ['e2e/pictures/*.test.ts'] : ['e2e/*.test.ts'],
    globalSetup: ['./e2e/setup.ts'],
    environment: 'node',
    globals: true,
    testTimeout: 180_000,
    hookTimeout: 120_000,
    fileParallelism: false,
    maxWorkers: 1,
  },
})
