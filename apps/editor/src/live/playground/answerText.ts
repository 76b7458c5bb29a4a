import type { SentRequest } from '../state/sentRequest.ts'
import { printJson, withDigits } from './exactAnswer.ts'
import { t } from '../../i18n/t.ts'

/** What two answers are compared by, line by line; more would take a page seconds to compare and a person hours to read. */
const MAX_CHARS = 400_000

/**
 * Request and answer as text to compare: what was asked and what came back, without what differs every time (times, and ids that the
 * Gateway makes up).
 */
export function answerText({ request, responses, state, error, trimmed }: SentRequest): string {
  const head = JSON.stringify({ request, state, ...(error === null ? {} : { error }) }, null, 2)
  let text = `${head}\n`
  for (const { status, parameters, docs, leftOut } of responses.map(withDigits)) {
    if (text.length > MAX_CHARS) return `${text.slice(0, MAX_CHARS)}\n… (${t('the rest is not compared')})\n`
    text += `${printJson({ status, parameters, docs }, 2)}\n`
    if (leftOut)
      text += `… (${t('{{count}} more documents, long values shortened', { count: leftOut.docs })})\n`
  }
  return trimmed ? `${text}… (${t('the rest was too large to be kept')})\n` : text
}
