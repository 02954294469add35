import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { App as AntApp, ConfigProvider } from 'antd'
import zhCN from 'antd/locale/zh_CN'
import dayjs from 'dayjs'
import 'dayjs/locale/zh-cn'
import type { ReactNode } from 'react'
import { Problem } from '@/api/problem'
import { useMedia } from '@/lib/useMedia'
import { stillTheme, theme } from './theme'

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

/**
 * What a field or button of the screen opens belongs to the screen, and what the head opens to the head: to a screen
 * reader it would otherwise stand outside everything. Drawers and dialogues ask with the page itself, and stay there.
 */
function popupPlace(trigger?: HTMLElement): HTMLElement {
  if (!trigger || trigger === document.body) return document.body
  return trigger.closest<HTMLElement>('.head, .callrow, main') ?? document.getElementById('main') ?? document.body
}

const queries = newQueryClient()

export function Providers({ client = queries, children }: { client?: QueryClient; children: ReactNode }) {
  const still = useMedia('(prefers-reduced-motion: reduce)')
  return (
    <QueryClientProvider client={client}>
      <ConfigProvider locale={zhCN} theme={still ? stillTheme : theme} button={{ autoInsertSpace: false }} wave={{ disabled: true }} getPopupContainer={popupPlace}>
        <AntApp message={{ maxCount: 3 }}>{children}</AntApp>
      </ConfigProvider>
    </QueryClientProvider>
  )
}
