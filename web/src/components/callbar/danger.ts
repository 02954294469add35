/** What is seldom needed in a call, in one file that is fetched with the first call: emergency services, abusive callers. */
export { Emergency } from './Emergency'
export { Guard } from './Guard'
export { LeadEmergency } from './LeadEmergency'
export { MarkForm } from './MarkForm'
