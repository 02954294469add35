import { App } from 'antd'
import { http } from '@/api/client'
import type { Problem } from '@/api/problem'
import { useCommand } from '@/api/useCommand'
import { t } from '@/texts'

/** Lists whose rows are added by POST to the list and changed by PATCH of the row. */
type Administered = '/units' | '/hotlines' | '/staff' | '/categories' | '/divisions' | '/topics'

interface Saved {
  id?: string
  body: Record<string, unknown>
}

/** Adds or changes one row of an administered list. */
export function useSave(path: Administered, o: { onDone: () => void; onRefused?: (p: Problem) => void; also?: readonly (readonly unknown[])[] }) {
  const { message } = App.useApp()
  return useCommand<Saved, unknown>(
    ({ id, body }, key) => (id ? http.patch(`${path}/${id}`, body) : http.post(path, body, { idempotencyKey: key })),
    {
      invalidates: [[path], ...(o.also ?? [])],
      onDone: () => {
        void message.success(t.admin.saved)
        o.onDone()
      },
      onRefused: o.onRefused,
    },
  )
}
