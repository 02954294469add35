import { admin } from './admin'
import { article } from './article'
import { audit } from './audit'
import { desk } from './desk'
import { followup } from './followup'
import { inbox } from './inbox'
import { jobs } from './jobs'
import { order } from './order'
import { parts } from './parts'
import { queue } from './queue'
import { rates } from './rates'
import { shell } from './shell'
import { signin } from './signin'
import { verbs } from './verbs'
import { wallboard } from './wallboard'
import { words } from './words'

export const zh = {
  ...parts,
  ...shell,
  words,
  signin,
  desk,
  inbox,
  order,
  verbs,
  queue,
  followup,
  article,
  wallboard,
  admin,
  audit,
  jobs,
  rates,
}
