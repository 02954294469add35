import { zh } from './zh'

/** What a catalogue of another language must hold: the same names, the same parameters. */
export type Catalogue = typeof zh

const catalogues: Record<string, Catalogue> = { zh }

function chosen(): string {
  const wanted = document.documentElement.lang.slice(0, 2)
  return wanted in catalogues ? wanted : 'zh'
}

/** Every sentence that a person reads comes from here: t.desk.submit, t.common.count(3). */
export const t: Catalogue = catalogues[chosen()]!
