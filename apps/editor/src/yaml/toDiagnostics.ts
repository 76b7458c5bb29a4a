import type { Diagnostic } from '@codemirror/lint'
import type { FlowIssue } from '@flowdeck/shared'
import { messageOf } from '../i18n/issueWords.ts'

/** Issues as marks in the text; an empty range marks the character after it, so that it can be seen. */
export function toDiagnostics(issues: readonly FlowIssue[], length: number): Diagnostic[] {
  return issues
    .map((issue): Diagnostic => {
      const { range, severity, code } = issue
      const from = Math.min(range.start, length)
      const to = Math.min(Math.max(range.end, from + 1), length)
      return { from: Math.min(from, to), to, severity, message: messageOf(issue), source: code }
    })
    .sort((a, b) => a.from - b.from)
}
