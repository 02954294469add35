import { randomUUID } from 'node:crypto'

/**
 * Four letters or digits that part what this try of a test makes from what an earlier one left: for names and codes
 * that may be given once, and for words by which a row is found again.
 */
export const mark = () => randomUUID().slice(0, 4)
