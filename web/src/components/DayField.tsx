import { parseDay } from '@/lib/localTime'
import { t } from '@/texts'
import { TypedTime, type TypedTimeProps, type Writing } from './TypedTime'

const day: Writing = {
  native: 'date',
  written: (value) => value ?? '',
  parse: parseDay,
  toNative: (value) => value ?? '',
  fromNative: (text) => text || undefined,
  hint: t.common.dayHint,
  wrong: t.common.dayWrong,
  pick: t.common.pickDay,
}

/** A day of the city's calendar, as 2026-11-23. */
export function DayField({ value, ...rest }: TypedTimeProps) {
  // A screen may keep "no day" as an empty text: to the field that is the same as nothing.
  return <TypedTime as={day} value={value || undefined} {...rest} />
}
