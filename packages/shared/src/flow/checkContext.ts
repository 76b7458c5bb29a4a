import type { ParsedYaml } from '../yaml/parseYaml.ts'
import type { FlowIssue, QuickFix, Severity, TextRange, YamlPath } from './flowIssue.ts'
import type { FlowSpec, SourceMap, YamlMap } from './flowModel.ts'
import type { IssueCode } from './issueCodes.ts'

/** What every check gets: the Flow, the top of the file, and where things stand. */
export interface CheckInput {
  spec: FlowSpec
  top: YamlMap
  yaml: ParsedYaml
  source: SourceMap
}

/** Builds one issue; its range is the key's, else the value's, else that of the nearest parent in the file. */
export function issue(
  input: CheckInput,
  code: IssueCode,
  severity: Severity,
  more: { message: string; path: YamlPath; executor?: string; fixes?: QuickFix[]; at?: 'key' | 'value' },
): FlowIssue {
  const { message, path, executor, fixes } = more
  return {
    code,
    severity,
    message,
    path,
    range: rangeFor(input, path, more.at ?? 'key'),
    ...(executor === undefined ? {} : { executor }),
    ...(fixes && fixes.length > 0 ? { fixes } : {}),
  }
}

function rangeFor({ source, yaml }: CheckInput, path: YamlPath, at: 'key' | 'value'): TextRange {
  for (let length = path.length; length > 0; length--) {
    const part = path.slice(0, length)
    const range =
      at === 'value' && length === path.length
        ? (source.range(part) ?? source.keyRange(part))
        : (source.keyRange(part) ?? source.range(part))
    if (range) return range
  }
  return yaml.positions.range(0, 0)
}

/** `line 7`, for naming a second place in a message. */
export function lineOf(input: CheckInput, path: YamlPath): string {
  return `line ${rangeFor(input, path, 'key').line}`
}
