/**
 * The names of the rights that decide what is offered. The server decides what
 * is allowed; these only keep useless entries out of sight.
 */
export const rights = {
  takeOn: 'intake.take_on',
  orderRead: 'workorder.read',
  dispatch: 'workorder.dispatch',
  reviewReturn: 'workorder.review_return',
  reviewReply: 'workorder.review',
  sign: 'workorder.sign',
  reply: 'workorder.reply',
  answer: 'workorder.answer',
  attach: 'workorder.attach',
  export: 'workorder.export',
  followUp: 'followup.read',
  followUpCall: 'followup.attempt',
  rates: 'followup.rates',
  knowledgeRead: 'knowledge.read',
  knowledgeQuote: 'knowledge.quote',
  knowledgeWrite: 'knowledge.write',
  knowledgeReview: 'knowledge.review',
  wallboard: 'insight.wallboard',
  directory: 'directory.write',
  staff: 'directory.staff',
  catalogue: 'catalogue.write',
  audit: 'audit.read',
  jobs: 'jobs.admin',
  reveal: 'vault.reveal',
  history: 'intake.history',
  requestsRead: 'intake.read',
  notices: 'notice.read',
} as const

export type Right = (typeof rights)[keyof typeof rights]
