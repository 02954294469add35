// How people write a day and a time: 11月23日9点, 昨天 20:15, 9:30.

export const todayWord = '今天'
/** Days back from today. */
export const dayWords: Record<string, number> = { 今天: 0, 昨天: 1, 前天: 2, 明天: -1, 后天: -2 }
export const dated = /^(?:(\d{4})[-/.年])?(\d{1,2})[-/.月](\d{1,2})[日号]?[\sT]*(?:\s|T|日|号)(\d{1,2})[:时点](\d{1,2})?分?$/
export const timed = /^(今天|昨天|前天|明天|后天)?\s*(\d{1,2})[:时点](\d{1,2})?分?$/
export const day = /^(?:(\d{4})[-/.年])?(\d{1,2})[-/.月](\d{1,2})[日号]?$/
export const dayDigits = /^(\d{4})(\d{2})(\d{2})$/
export const digits = /^(\d{4})(\d{2})(\d{2})\s?(\d{2})(\d{2})$/
