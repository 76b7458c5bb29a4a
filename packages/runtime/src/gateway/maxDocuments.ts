/** Documents that one request may hold, unless FLOWDECK_MAX_DOCUMENTS says otherwise. */
const MAX_DOCUMENTS = 10_000

/** How many documents a Gateway takes in one request; `FLOWDECK_MAX_DOCUMENTS` of the operator goes before the default. */
export function maxDocuments(env: NodeJS.ProcessEnv): number {
  const told = Number(env['FLOWDECK_MAX_DOCUMENTS'])
  return Number.isInteger(told) && told > 0 ? told : MAX_DOCUMENTS
}
