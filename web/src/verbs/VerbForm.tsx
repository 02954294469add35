import type { RefObject } from 'react'
import type { Order, Step } from '@/api/types'
import { useMe } from '@/app/session'
import { Kept } from '@/components/Kept'
import { ProblemAlert } from '@/components/states'
import { dropLocalDraft } from '@/lib/localDrafts'
import { t } from '@/texts'
import { AccuseForm } from './AccuseForm'
import { AnswerForm } from './AnswerForm'
import { ApplyForm } from './ApplyForm'
import { ClassifyForm } from './ClassifyForm'
import { ContributeForm } from './ContributeForm'
import { ContactForm } from './ContactForm'
import { DecideForm } from './DecideForm'
import { DesignateForm } from './DesignateForm'
import { DispatchForm } from './DispatchForm'
import { InviteForm } from './InviteForm'
import { JudgeForm } from './JudgeForm'
import { MergeForm } from './MergeForm'
import { PartForm } from './PartForm'
import { PauseForm } from './PauseForm'
import { ReassignForm } from './ReassignForm'
import { RedoForm } from './RedoForm'
import { ReplyForm } from './ReplyForm'
import { ReturnForm } from './ReturnForm'
import { ReturnInviteForm } from './ReturnInviteForm'
import { ReviewForm } from './ReviewForm'
import { ReviewReturnForm } from './ReviewReturnForm'
import { TextForm } from './TextForm'
import { TransferForm } from './TransferForm'
import { useVerb, type VerbFormProps } from './useVerb'

interface Props {
  order: Order
  verb: Step
  onDone?: (order: Order, verb: Step) => void
  /** Told whether the form holds words that were not sent. */
  dirty?: RefObject<boolean>
}

/** The form of a verb, sent with the version of the order that its writer saw. Left unsent, its words wait for it. */
export function VerbForm({ order, verb, onDone, dirty }: Props) {
  const name = `${useMe().id}.${order.id}.${verb}`
  const run = useVerb((o, v) => {
    dropLocalDraft(name)
    onDone?.(o, v)
  })
  const p: VerbFormProps = {
    order,
    busy: run.isPending,
    send: (body) => run.mutate({ id: order.id, verb, body: { ...body, version: order.version } }),
  }
  return (
    <>
      {run.error ? <ProblemAlert problem={run.error} /> : null}
      <Kept name={name} dirty={dirty}>
        {formOf(verb, p)}
      </Kept>
    </>
  )
}

function formOf(verb: Step, p: VerbFormProps) {
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
      return <AnswerForm key={key} {...p} />
    case 'redo':
      return <RedoForm key={key} {...p} />
    case 'urge':
      return <TextForm key={key} {...p} label={v.name.urge} name={v.urgeNote} into="note" />
    case 'supplement':
      return <TextForm key={key} {...p} label={v.name.supplement} name={v.supplementContent} into="content" />
    case 'note':
      return <TextForm key={key} {...p} label={v.name.note} name={v.noteText} into="text" />
    case 'classify':
      return <ClassifyForm key={key} {...p} />
    case 'designate':
      return <DesignateForm key={key} {...p} />
    case 'apply':
      return <ApplyForm key={key} {...p} />
    case 'decide':
      return <DecideForm key={key} {...p} />
    case 'pause':
      return <PauseForm key={key} {...p} />
    case 'merge':
      return <MergeForm key={key} {...p} />
    case 'contact':
      return <ContactForm key={key} {...p} />
    case 'progress':
      return <TextForm key={key} {...p} label={v.name.progress} name={v.progressContent} into="content" />
    case 'invite':
      return <InviteForm key={key} {...p} />
    case 'contribute':
      return <ContributeForm key={key} {...p} />
    case 'return-invite':
      return <ReturnInviteForm key={key} {...p} />
    case 'release':
    case 'insist':
      return <PartForm key={key} {...p} verb={verb} />
    case 'transfer':
      return <TransferForm key={key} {...p} />
    case 'ask-contact':
      return <TextForm key={key} {...p} label={v.name['ask-contact']} name={v.askContact} into="ask" />
    case 'accuse':
      return <AccuseForm key={key} {...p} />
    case 'judge-accused':
      return <JudgeForm key={key} {...p} />
    case 'resume':
    case 'recall':
    case 'split':
    case 'withdraw':
    case 'reopen':
    case 'seal':
    case 'unseal':
      return <TextForm key={key} {...p} label={v.name[verb]} name={v[`${verb}Reason`]} into="reason" danger={verb === 'withdraw' || verb === 'recall'} />
    default:
      return null
  }
}
