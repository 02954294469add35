/** Campaigns of calls out, under the names that the screens use. */
import type { Body } from './shape'

export type CampaignRow = Body<'CampaignRow'>
export type Campaign = Body<'OutreachDetail'>
export type CampaignForm = Body<'CampaignIn'>
export type CampaignPerson = Body<'PersonRow'>
export type CampaignTurn = Body<'Turn'>
export type ListReport = Body<'Report'>
export type CampaignTrial = Body<'Trial'>
export type CampaignMeans = Body<'Means'>
export type Barred = Body<'BarredView'>
