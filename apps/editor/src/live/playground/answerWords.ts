import type { RequestResponse } from '@flowdeck/shared'

/** How many documents an answer had, those included that were too many for this page. */
export const countOf = ({ docs, leftOut }: RequestResponse) => docs.length + (leftOut?.docs ?? 0)

export const documentCount = (n: number) => `${n.toLocaleString('en')} document${n === 1 ? '' : 's'}`
