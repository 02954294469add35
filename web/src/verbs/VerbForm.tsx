import type { Order, Verb } from '@/api/types'
import { ProblemAlert } from '@/components/states'
import { t } from '@/texts'
import { DispatchForm } from './DispatchForm'
import { ReassignForm } from './ReassignForm'
import { RedoForm } from './RedoForm'
import { ReplyForm } from './ReplyForm'
import { ReturnForm } from './ReturnForm'
import { ReviewForm } from './ReviewForm'
import { ReviewReturnForm } from './ReviewReturnForm'
import { TextForm } from './TextForm'
import { useVerb, type VerbFormProps } from './useVerb'

interface Props {
  order: Order
  verb: Verb
  onDone?: (order: Order, verb: Verb) => void
}

/** The form of a verb, sent with the version of the order that its writer saw. */
export function VerbForm({ order, verb, onDone }: Props) {
  const run = useVerb(onDone)
  const p: VerbFormProps = {
    order,
    busy: run.isPending,
    send: (body) => run.mutate({ id: order.id, verb, body: { ...body, version: order.version } }),
  }
  return (
    <>
      {run.error ? <ProblemAlert problem={run.error} /> : null}
      {formOf(verb, p)}
    </>
  )
}

function formOf(verb: Verb, p: VerbFormProps) {
  const v = t.verbs
  const key = p.order.id + verb
  switch (verb) {
    case 'dispatch':
      return <DispatchForm key={key} {...p} />
    case 'return':
      return <ReturnForm key={key} {...p} />
    case 'review-return':
      return <ReviewReturnForm key={key} {...p} />
    case 'reply':
      return <ReplyForm key={key} {...p} />
    case 'review':
      return <ReviewForm key={key} {...p} />
    case 'reassign':
      return <ReassignForm key={key} {...p} />
    case 'answer':
      return <TextForm key={key} {...p} label={v.name.answer} name={v.answerText} into="text" more={{ article_ids: [] }} />
    case 'redo':
      return <RedoForm key={key} {...p} />
    case 'urge':
      return <TextForm key={key} {...p} label={v.name.urge} name={v.urgeNote} into="note" />
    case 'supplement':
      return <TextForm key={key} {...p} label={v.name.supplement} name={v.supplementContent} into="content" />
    case 'note':
      return <TextForm key={key} {...p} label={v.name.note} name={v.noteText} into="text" />
    default:
      return null
  }
}
