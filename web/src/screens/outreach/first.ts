import type { CampaignForm } from '@/api/types'
import { firstWords } from '@/texts/zh/outreachFirst'

/** What a new campaign begins with, to be written over. */
export const firstScript: CampaignForm['script'] = { steps: firstWords }

export const firstSettings: CampaignForm['settings'] = {
  hours: [
    { from: '09:00', to: '12:00' },
    { from: '14:30', to: '20:00' },
  ],
  workdays_only: false,
  lines: 4,
  per_minute: 20,
  ring_seconds: 30,
  wait_seconds: 6,
  redial: [
    { result: 'no_answer', times: 2, after_minutes: 120 },
    { result: 'busy', times: 3, after_minutes: 15 },
  ],
}
