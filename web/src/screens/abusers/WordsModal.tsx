import { Input, Modal } from 'antd'
import { useState } from 'react'
import { useGuardCommand, type GuardOrder } from '@/api/guard'
import { Field } from '@/components/Field'
import { ProblemAlert } from '@/components/states'
import { t } from '@/texts'
import { guard as g } from '@/texts/zh/guard'
import { wordsWrong } from './CoolForm'

interface Props {
  title: string
  hint?: string
  order: (words: string) => GuardOrder
  onClose: () => void
}

/** Asks for the reason of a decision, and makes it. */
export function WordsModal({ title, hint, order, onClose }: Props) {
  const [words, setWords] = useState('')
  const [wrong, setWrong] = useState<string>()
  const command = useGuardCommand(onClose)
  const send = () => {
    const fault = wordsWrong(words)
    setWrong(fault)
    if (!fault) command.mutate(order(words.trim()))
  }
  return (
    <Modal open width={460} title={title} okText={title} cancelText={t.common.cancel} confirmLoading={command.isPending} onOk={send} onCancel={onClose}>
      {hint ? <p className="muted">{hint}</p> : null}
      {command.error ? <ProblemAlert problem={command.error} compact /> : null}
      <Field label={g.words} hint={g.wordsHint} required error={wrong}>
        <Input autoFocus maxLength={200} value={words} onChange={(e) => setWords(e.target.value)} onPressEnter={send} />
      </Field>
    </Modal>
  )
}
