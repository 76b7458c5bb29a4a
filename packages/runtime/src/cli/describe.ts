import { writeFile } from 'node:fs/promises'
import { FlowError, toMermaid, toPlainJson, type FlowIssue, type ParsedFlow } from '@flowdeck/shared'
import { readFlowFile } from './readFlowFile.ts'
import { print } from './print.ts'

/** An issue as the command line and other tools read it. */
export interface IssueJson {
  code: string
  severity: string
  line: number
  column: number
  path: (string | number)[]
  message: string
  fix: string | null
}

export function issueJson(issue: FlowIssue): IssueJson {
  return {
    code: issue.code,
    severity: issue.severity,
    line: issue.range.line,
    column: issue.range.column,
    path: [...issue.path],
    message: issue.message,
    fix: issue.fixes?.[0]?.title ?? null,
  }
}

export async function validateFile(file: string, { json = false }: { json?: boolean }): Promise<void> {
  const { issues } = await readFlowFile(file)
  if (json) print(JSON.stringify(issues.map(issueJson), null, 2))
  else if (issues.length === 0) print(`${file}: no problems`)
  else
    for (const { severity, range, message, code, fixes } of issues)
      print(
        `${file}:${range.line}:${range.column}: ${severity}: ${message} [${code}]${fixes?.[0] ? `\n    fix: ${fixes[0].title}` : ''}`,
      )
  if (issues.some((issue) => issue.severity === 'error')) process.exitCode = 1
}

/** What would run, as data; `edges` and `conditions` in the notation of Jina's `graph_description`. */
export function graphJson({ graph, spec, issues }: ParsedFlow) {
  return {
    edges: graph?.edges ?? {},
    conditions: toPlainJson({ ...graph?.conditions }),
    executors: (spec?.executors ?? []).map((executor) => ({
      name: executor.name,
      uses: toPlainJson(executor.args['uses'] ?? null),
      needs: executor.needs,
      replicas: executor.replicas,
      shards: executor.shards,
      floating: executor.floating,
      external: executor.external,
    })),
    gateway: { protocols: spec?.gateway.protocols ?? [], ports: spec?.gateway.ports ?? [] },
    issues: issues.map(issueJson),
  }
}

export async function graphFile(file: string): Promise<void> {
  const parsed = await readFlowFile(file)
  print(JSON.stringify(graphJson(parsed), null, 2))
  if (!parsed.spec) process.exitCode = 1
}

export async function exportFlowchart(
  file: string,
  out: string | undefined,
  { verticalLayout = false }: { verticalLayout?: boolean },
): Promise<void> {
  const { spec, issues } = await readFlowFile(file)
  if (!spec) throw new FlowError('FLOW_INVALID', `${file}: ${issues[0]?.message ?? 'not a Flow'}`)
  const text = toMermaid(spec, { vertical: verticalLayout })
  if (out === undefined) process.stdout.write(text)
  else await writeFile(out, text)
}
