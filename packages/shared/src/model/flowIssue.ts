import type { FlowEdit } from './flowEdit.ts'
import { wordsOf, type Sentence, type Told } from '../words/sentence.ts'
import type { IssueCode } from './issueCodes.ts'

export type Severity = 'error' | 'warning' | 'info'

/** Where in a text: offsets in UTF-16 units, lines and columns counted from 1. `end` is exclusive. */
export interface TextRange {
  start: number
  end: number
  line: number
  column: number
  endLine: number
  endColumn: number
}

/** Keys and indexes from the root of the YAML file, e.g. `['executors', 2, 'needs']`. */
export type YamlPath = readonly (string | number)[]

/** A repair that one click (or `--fix`) applies: edits of the same kind that the canvas makes. */
export interface QuickFix {
  /** Imperative, e.g. `Rename to "encoder1"`. */
  title: string
  /** The title, for other languages. */
  said?: Sentence
  edits: FlowEdit[]
}

export const quickFix = (said: Sentence, ...edits: FlowEdit[]): QuickFix => ({
  title: wordsOf(said),
  said,
  edits,
})

/**
 * Something wrong *in a Flow*, as data: it marks the node, the line and the field, and is what the command line prints.
 * Codes are stable and kebab-case (`unknown-needs`, `cycle`, …); the list with explanations is `ISSUES` in `issueCodes.ts`.
 */
export interface FlowIssue extends Told {
  code: IssueCode
  severity: Severity
  /** Says what is wrong, where, and what to try, in English. Stands alone. */
  message: string
  path: YamlPath
  range: TextRange
  /** The Executor it belongs to (its resolved name), `gateway`, or absent for the Flow as a whole. */
  executor?: string
  fixes?: QuickFix[]
}
