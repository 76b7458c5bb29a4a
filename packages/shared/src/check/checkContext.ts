import { sentence, told, type Sentence } from '../words/sentence.ts'
import type { ParsedYaml } from '../yaml/parseYaml.ts'
import type { FlowIssue, QuickFix, Severity, TextRange, YamlPath } from '../model/flowIssue.ts'
import type { YamlMap } from '../value/yamlValue.ts'
import type { FlowSpec, SourceMap } from '../model/flowModel.ts'
import type { IssueCode } from '../model/issueCodes.ts'

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
  more: { said: Sentence; path: YamlPath; executor?: string; fixes?: QuickFix[]; at?: 'key' | 'value' },
): FlowIssue {
  const { said, path, executor, fixes } = more
  return {
    code,
    severity,
    ...told(said),
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

/** The line of a key, for naming a second place in a message. */
export function lineOf(input: CheckInput, path: YamlPath): number {
  return rangeFor(input, path, 'key').line
}

/** The question after an unknown name, where a known one is near. */
export function didYouMean(nearest: string | null): Sentence | null {
  return nearest ? sentence('Did you mean "{{nearest}}"?', { nearest }) : null
}
