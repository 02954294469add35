import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { App as AntApp, ConfigProvider } from 'antd'
import zhCN from 'antd/locale/zh_CN'
import dayjs from 'dayjs'
import 'dayjs/locale/zh-cn'
import type { ReactNode } from 'react'
import { Problem } from '@/api/problem'
import { theme } from './theme'

dayjs.locale('zh-cn')

/** A refusal stands; only a missing answer is worth asking again. */
export function newQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 10_000,
        retry: (count, err) => (!(err instanceof Problem) || err.uncertain) && count < 2,
        refetchOnWindowFocus: 'always',
        networkMode: 'always',
      },
      mutations: { networkMode: 'always' },
    },
  })
}

const queries = newQueryClient()

export function Providers({ client = queries, children }: { client?: QueryClient; children: ReactNode }) {
  return (
    <QueryClientProvider client={client}>
      <ConfigProvider locale={zhCN} theme={theme} button={{ autoInsertSpace: false }} wave={{ disabled: true }}>
        <AntApp message={{ maxCount: 3 }}>{children}</AntApp>
      </ConfigProvider>
    </QueryClientProvider>
  )
}
