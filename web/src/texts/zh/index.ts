import { accused } from './accused'
import { admin } from './admin'
import { article } from './article'
import { audit } from './audit'
import { calls } from './calls'
import { catalogue } from './catalogue'
import { desk } from './desk'
import { floor, handover } from './floor'
import { followup } from './followup'
import { inbox } from './inbox'
import { jobs } from './jobs'
import { openings } from './openings'
import { order } from './order'
import { dial } from './owed'
import { parts } from './parts'
import { phone } from './phone'
import { queue } from './queue'
import { rates } from './rates'
import { refusals, remit } from './remit'
import { retention } from './retention'
import { shell } from './shell'
import { meetings, supervise } from './supervise'
import { signin } from './signin'
import { storm } from './storm'
import { verbs } from './verbs'
import { wallboard } from './wallboard'
import { words } from './words'

export const zh = {
  ...parts,
  ...shell,
  accused,
  dial,
  calls,
  words,
  signin,
  desk,
  inbox,
  openings,
  retention,
  order,
  verbs,
  queue,
  floor,
  handover,
  followup,
  article,
  wallboard,
  admin,
  audit,
  catalogue,
  jobs,
  phone,
  rates,
  remit,
  refusals,
  storm,
  supervise,
  meetings,
}
