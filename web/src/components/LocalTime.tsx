import { parseLocal } from '@/lib/localTime'
import { fromLocalField, toLocalField } from '@/lib/time'
import { t } from '@/texts'
import { TypedTime, type TypedTimeProps, type Writing } from './TypedTime'

const moment: Writing = {
  native: 'datetime-local',
  written: (iso) => toLocalField(iso).replace('T', ' '),
  parse: parseLocal,
  toNative: toLocalField,
  fromNative: fromLocalField,
  hint: t.common.timeHint,
  wrong: t.common.timeWrong,
  pick: t.common.pickTime,
}

/** A moment in the city's time, as an RFC 3339 text. */
export function LocalTime(p: TypedTimeProps) {
  return <TypedTime as={moment} {...p} />
}
