import { toLineFeeds } from '../yaml/lineBreaks.ts'
import { sentence, told } from '../words/sentence.ts'
import type { FlowIssue } from '../model/flowIssue.ts'

const TAG = /!([\p{L}\p{N}_]+)/u

/** Words behind an exclamation mark inside a text, which Jina rewrites as if they were tags: the first of each line. */
export function checkTagsInText(text: string): FlowIssue[] {
  if (!TAG.test(text)) return []
  const found: FlowIssue[] = []
  let start = 0
  for (const [index, line] of toLineFeeds(text).split('\n').entries()) {
    const tag = TAG.exec(line)
    if (tag && isInText(line.slice(0, tag.index))) found.push(tagIssue(tag, index + 1, start + tag.index))
    start += line.length + 1
  }
  return found
}

/** Whether what stands before a tag on its line makes it part of a text: neither the beginning of a value nor a comment. */
function isInText(before: string): boolean {
  return /\S[ \t]/.test(before) && !before.includes('#') && !/^\s*(- )?([\w-]+:)?\s*$/.test(before)
}

function tagIssue(tag: RegExpExecArray, line: number, start: number): FlowIssue {
  const [whole, word = ''] = tag
  const column = tag.index + 1
  return {
    code: 'tag-in-text',
    severity: 'warning',
    ...told(
      sentence(
        'Jina rewrites "!{{word}}" to "jtype: {{word}}" even inside a text. Write it without the exclamation mark.',
        { word },
      ),
    ),
    path: [],
    range: {
      start,
      end: start + whole.length,
      line,
      column,
      endLine: line,
      endColumn: column + whole.length,
    },
  }
}
