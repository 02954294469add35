import { fileURLToPath, URL } from 'node:url'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'

const backend = process.env.ONEDOOR_BACKEND ?? 'http://127.0.0.1:8080'

// The budget (entry + desk ≤ 420 kB gzip before charts) is checked by scripts/budget.mjs.
export default defineConfig({
  base: '/staff/',
  plugins: [react()],
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  server: {
    port: 5173,
    proxy: { '/api': { target: backend, changeOrigin: false } },
  },
  build: {
    outDir: 'dist',
    manifest: true,
    sourcemap: false,
    chunkSizeWarningLimit: 1200,
    rolldownOptions: {
      // The telephone of the portal's page has a name of its own that the page knows; it shares its library with the seats'.
      input: { index: 'index.html', guest: 'src/guest/guest.ts' },
      output: {
        entryFileNames: (chunk) => (chunk.name === 'guest' ? 'guest.js' : 'assets/[name]-[hash].js'),
        codeSplitting: {
          groups: [
            { name: 'react', test: /node_modules[\\/](react|react-dom|react-router|scheduler|@tanstack)[\\/]/, priority: 30 },
            { name: 'charts', test: /node_modules[\\/](echarts|zrender)[\\/]/, priority: 20 },
            // What many screens share comes in two files instead of forty.
            { name: 'ui', test: /node_modules/, minShareCount: 4, priority: 10 },
            { name: 'styles', test: /src[\\/](app|components|lib|verbs)[\\/].*\.css$/, minShareCount: 4, priority: 6 },
            { name: 'parts', test: /src[\\/](api|app|components|lib|texts|verbs)[\\/]/, minShareCount: 8, priority: 5 },
          ],
        },
      },
    },
  },
  test: {
    include: ['src/**/*.test.{ts,tsx}'],
    environment: 'jsdom',
    globals: true,
    setupFiles: ['./src/test/setup.ts'],
    css: false,
    restoreMocks: true,
    testTimeout: 20000,
    maxWorkers: 2,
  },
})
