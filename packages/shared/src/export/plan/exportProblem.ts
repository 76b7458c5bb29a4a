import { told, wordsOf, type Sentence } from '../../words/sentence.ts'
import type { ExportProblem } from './exportTypes.ts'

/** A problem of an export from its two sentences: what is wrong and where, and what to do. */
export function exportProblem({
  said,
  fix,
  ...about
}: Omit<ExportProblem, 'message' | 'said' | 'fix' | 'saidFix'> & {
  said: Sentence
  fix: Sentence
}): ExportProblem {
  return { ...about, ...told(said), fix: wordsOf(fix), saidFix: fix }
}
