import { useQuery } from '@tanstack/react-query'
import { t } from '@/texts'
import { http, newKey } from './client'
import { networkProblem, problemOf } from './problem'
import type { Attachment, UploadRule } from './types'

/** The server's rule, which has the last word; asked here so that nobody waits for a refusal. Until it is known nothing is refused by it. */
export function useUploadRule(): UploadRule | undefined {
  return useQuery({ queryKey: ['/upload-rule'], queryFn: ({ signal }) => http.get<UploadRule>('/upload-rule', {}, signal), staleTime: 30 * 60_000 }).data
}

/** The reason why a file may not be sent, or undefined. */
export function refuseFile(file: { name: string; size: number }, rule?: UploadRule): string | undefined {
  const ending = file.name.includes('.') ? '.' + file.name.split('.').pop()!.toLowerCase() : ''
  if (rule && !rule.endings.includes(ending)) return t.attachments.wrongType(file.name)
  if (file.size === 0) return t.attachments.emptyFile(file.name)
  if (rule && file.size > rule.max_bytes) return t.attachments.tooLarge(file.name, formatSize(rule.max_bytes))
  return undefined
}

export function formatSize(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`
  if (bytes < 1024 * 1024) return `${(bytes / 1024).toFixed(0)} KB`
  return `${(bytes / 1024 / 1024).toFixed(bytes < 10 * 1024 * 1024 ? 1 : 0)} MB`
}

/** Sends one file; fetch cannot tell progress, so this is an XMLHttpRequest. */
export function upload(file: File, onProgress: (fraction: number) => void): Promise<Attachment> {
  return new Promise((resolve, reject) => {
    const x = new XMLHttpRequest()
    x.open('POST', '/api/v1/attachments')
    x.setRequestHeader('Idempotency-Key', newKey())
    x.setRequestHeader('Accept', 'application/json, application/problem+json')
    x.upload.onprogress = (e) => e.lengthComputable && onProgress(e.loaded / e.total)
    x.onerror = () => reject(networkProblem())
    x.onload = () => {
      let body: unknown
      try {
        body = JSON.parse(x.responseText)
      } catch {
        body = {}
      }
      if (x.status >= 200 && x.status < 300) resolve(body as Attachment)
      else reject(problemOf(x.status, body))
    }
    const form = new FormData()
    form.append('file', file, file.name)
    x.send(form)
  })
}
