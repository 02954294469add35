import { DeleteOutlined, FileOutlined, PaperClipOutlined } from '@ant-design/icons'
import { Button, Progress } from 'antd'
import { useEffect, useId, useRef, useState } from 'react'
import { newKey } from '@/api/client'
import { asProblem } from '@/api/problem'
import type { Attachment } from '@/api/types'
import { formatSize, refuseFile, upload, useUploadRule } from '@/api/upload'
import { underway } from '@/lib/underway'
import { t } from '@/texts'
import './attachments.css'

/** Attachments to look at. The server sends them as downloads, never to be shown inside the page. */
export function AttachmentList({ items }: { items: Attachment[] }) {
  if (items.length === 0) return <p className="muted">{t.attachments.none}</p>
  return (
    <ul className="files">
      {items.map((a) => (
        <li key={a.id}>
          <FileOutlined aria-hidden="true" />
          <a href={`/api/v1/attachments/${a.id}`} download={a.name} aria-label={t.attachments.download(a.name)}>
            {a.name}
          </a>
          <span className="muted">{formatSize(a.size)}</span>
        </li>
      ))}
    </ul>
  )
}

interface Props {
  value: Attachment[]
  onChange: (next: Attachment[]) => void
  /** Tells once what came of the files that were chosen together, when all have ended. */
  onSent?: (sent: Attachment[]) => void
  'aria-labelledby'?: string
}

interface Going {
  key: string
  name: string
  done: number
}

/** Chooses, checks and sends files; what is sent is known by its id. */
export function AttachmentUpload({ value, onChange, onSent, ...rest }: Props) {
  const [going, setGoing] = useState<Going[]>([])
  const [faults, setFaults] = useState<string[]>([])
  const rule = useUploadRule()
  const [over, setOver] = useState(false)
  const input = useRef<HTMLInputElement>(null)
  const hintId = useId()
  // Several files end in their own time: each adds itself to what is there by then.
  const latest = useRef(value)
  useEffect(() => {
    latest.current = value
  })

  async function send(file: File): Promise<Attachment | undefined> {
    const key = newKey()
    setGoing((g) => [...g, { key, name: file.name, done: 0 }])
    try {
      // Underway until the form has the file, not only until the server has it.
      return await underway(
        upload(file, (done) => setGoing((g) => g.map((x) => (x.key === key ? { ...x, done } : x)))).then((a) => {
          latest.current = [...latest.current, a]
          onChange(latest.current)
          return a
        }),
      )
    } catch (err) {
      setFaults((f) => [...f, file.name + t.common.colon + asProblem(err).message])
      return undefined
    } finally {
      setGoing((g) => g.filter((x) => x.key !== key))
    }
  }

  function take(files: FileList | null) {
    const wrong: string[] = []
    const sending: Promise<Attachment | undefined>[] = []
    let room = (rule?.max_files ?? Infinity) - value.length - going.length
    for (const f of Array.from(files ?? [])) {
      const fault = refuseFile(f, rule)
      if (fault) wrong.push(fault)
      else if (room-- <= 0) {
        wrong.push(t.attachments.tooMany(rule?.max_files ?? 0))
        break
      } else sending.push(send(f))
    }
    void Promise.all(sending).then((all) => {
      const sent = all.filter((a) => a !== undefined)
      if (sent.length > 0) onSent?.(sent)
    })
    setFaults(wrong)
    if (input.current) input.current.value = ''
  }

  return (
    <div
      className={'upload' + (over ? ' upload-over' : '')}
      role="group"
      aria-labelledby={rest['aria-labelledby']}
      onDragOver={(e) => {
        e.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(e) => {
        e.preventDefault()
        setOver(false)
        take(e.dataTransfer.files)
      }}
    >
      <input
        ref={input}
        type="file"
        multiple
        hidden
        accept={rule?.endings.join(',')}
        aria-label={t.attachments.add}
        onChange={(e) => take(e.target.files)}
      />
      <Button size="small" icon={<PaperClipOutlined />} aria-describedby={hintId} onClick={() => input.current?.click()}>
        {t.attachments.add}
      </Button>
      <span id={hintId} className="upload-hint">
        {rule ? t.attachments.rule(formatSize(rule.max_bytes), rule.max_files) : null}
      </span>
      {value.length > 0 || going.length > 0 ? (
        <ul className="files">
          {value.map((a) => (
            <li key={a.id}>
              <FileOutlined aria-hidden="true" />
              <span>{a.name}</span>
              <span className="muted">{formatSize(a.size)}</span>
              <Button
                type="text"
                size="small"
                icon={<DeleteOutlined />}
                aria-label={t.attachments.remove(a.name)}
                onClick={() => onChange(value.filter((x) => x.id !== a.id))}
              />
            </li>
          ))}
          {going.map((g) => (
            <li key={g.key}>
              <span>{g.name}</span>
              <Progress
                size="small"
                percent={Math.round(g.done * 100)}
                style={{ width: 120 }}
                aria-label={t.attachments.uploading(g.name, Math.round(g.done * 100))}
              />
            </li>
          ))}
        </ul>
      ) : null}
      {faults.length > 0 ? (
        <div role="alert" className="field-error upload-faults">
          {faults.map((f) => (
            <div key={f}>{f}</div>
          ))}
        </div>
      ) : null}
    </div>
  )
}
