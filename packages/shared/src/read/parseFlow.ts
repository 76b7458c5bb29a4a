import { isMap, isSeq } from 'yaml'
import { buildGraph } from '../flow/buildGraph.ts'
import { expandInspect, inspectModeOf } from '../flow/expandInspect.ts'
import type { FlowIssue, TextRange, YamlPath } from '../model/flowIssue.ts'
import { type YamlMap, type YamlValue } from '../value/yamlValue.ts'
import {
  GATEWAY,
  type ExecutorSpec,
  type FlowSpec,
  type ParsedFlow,
  type SourceMap,
} from '../model/flowModel.ts'
import type { IssueCode } from '../model/issueCodes.ts'
import { isMapValue } from '../value/exactNumber.ts'
import { isNumber } from '../value/exactNumber.ts'
import { pythonText } from '../value/pythonText.ts'
import { isEmptyValue } from '../flow/readArgument.ts'
import { sortIssues, validateFlow } from '../check/validateFlow.ts'
import { sentence, told, type Sentence } from '../words/sentence.ts'
import { parseYaml, type ParsedYaml } from '../yaml/parseYaml.ts'
import { readSpec } from './readSpec.ts'
import { hasReference } from '../yaml/references.ts'
import { rescalarDeep } from '../yaml/rescalar.ts'
import { resolveTree } from '../yaml/expandTree.ts'
import { readTaggedFlow } from './taggedFlow.ts'

/** The tree each Flow was read from: edits need it, what is shown does not. */
const trees = new WeakMap<ParsedFlow, ParsedYaml>()

/** The YAML tree behind a Flow, read again only when the Flow did not come from `parseFlow`. */
export function yamlOf(flow: ParsedFlow): ParsedYaml {
  let yaml = trees.get(flow)
  if (!yaml) trees.set(flow, (yaml = parseYaml(flow.text)))
  return yaml
}

/**
 * Reads a Flow file: what Jina's loader would build from it, and everything that is wrong with it.
 * Never throws and runs nothing: no file is opened, no module imported, no variable expanded.
 */
export function parseFlow(text: string): ParsedFlow {
  const yaml = parseYaml(text)
  const flow = readFlow(text, yaml)
  trees.set(flow, yaml)
  return flow
}

function readFlow(text: string, yaml: ParsedYaml): ParsedFlow {
  const failed = (issues: FlowIssue[]): ParsedFlow => ({
    text,
    spec: null,
    graph: null,
    issues,
    source: sourceMap(yaml, []),
  })
  if (yaml.issues.length > 0 || !yaml.document) return failed(yaml.issues)
  const root = rescalarDeep(yaml.value)
  const whole = yaml.positions.range(0, 0)
  if (root !== null && !isMapValue(root))
    return failed([
      problem(
        'not-a-flow',
        sentence(
          'A Flow file holds a map with keys such as "jtype" and "executors"; this one holds a list or a single value.',
        ),
        whole,
      ),
    ])
  const top = readTop(root)
  const fatal = refuseTop(top, yaml)
  if (fatal) return failed([fatal])
  const spec = resolveSpec(readSpec(top), yaml)
  const { executors } = spec
  const source = sourceMap(yaml, executors)
  return {
    text,
    spec,
    graph: buildGraph(expandInspect(executors, inspectModeOf(spec.with))),
    issues: sortIssues([...yaml.warnings, ...validateFlow({ spec, top, yaml, source })]),
    source,
  }
}

/** A Flow with what its references name, in everything but what is written. */
function resolveSpec(spec: FlowSpec, { text, value }: ParsedYaml): FlowSpec {
  if (!hasReference(text)) return spec
  const { executors, ...resolved } = readSpec(resolveTree(readTop(value)).tree)
  const entries = new Map(executors.map((executor) => [executor.path.at(-1), executor]))
  return {
    ...resolved,
    executors: spec.executors.map((executor) => {
      const { args, external, floating, replicas, shards, uses } =
        entries.get(executor.path.at(-1)) ?? executor
      return { ...executor, args, external, floating, replicas, shards, uses }
    }),
  }
}

/** The keys of a file; none of an empty one. */
export function readTop(root: YamlValue): YamlMap {
  return isMapValue(root) ? (readTaggedFlow(root) ?? root) : {}
}

function problem(code: IssueCode, said: Sentence, range: TextRange, path: YamlPath = []): FlowIssue {
  return { code, severity: 'error', ...told(said), path, range }
}

/** What makes Jina's loader fail before it builds anything. */
function refuseTop(top: YamlMap, yaml: ParsedYaml): FlowIssue | null {
  const at = (key: string) => {
    const node = yaml.positions.nodeAt([key])
    return node?.range ? yaml.positions.range(node.range[0], node.range[1]) : yaml.positions.range(0, 0)
  }
  const jtype = top['jtype']
  const jtypeLine = at('jtype').line
  if (jtype !== undefined && jtype !== 'Flow' && jtype !== 'AsyncFlow')
    return problem(
      'not-a-flow',
      sentence('This file describes a {{jtype}}, not a Flow: "jtype" at line {{line}} must be Flow.', {
        jtype: pythonText(jtype),
        line: jtypeLine,
      }),
      at('jtype'),
      ['jtype'],
    )
  if (jtype !== undefined && Object.keys(top)[0] !== 'jtype')
    return problem(
      'jtype-not-first',
      sentence(
        '"jtype" at line {{line}} must be the first key of the file: Jina refuses it behind others. Move it to the top.',
        {
          line: jtypeLine,
        },
      ),
      at('jtype'),
      ['jtype'],
    )
  const version = top['version']
  if (version !== undefined && !isVersionOne(version))
    return problem(
      'bad-version',
      sentence(
        "Version {{version}} at line {{line}} does not exist: only version '1' does (Jina raises BadYAMLVersion).",
        { version: pythonText(version), line: at('version').line },
      ),
      at('version'),
      ['version'],
    )
  return null
}

/** Jina 3.x: what counts is the part before the first point; what is empty is no version. */
function isVersionOne(version: YamlValue): boolean {
  if (isEmptyValue(version)) return true
  if (typeof version !== 'string' && !isNumber(version)) return false
  return pythonText(version).split('.')[0] === '1'
}

function sourceMap(yaml: ParsedYaml, executors: readonly ExecutorSpec[]): SourceMap {
  const { positions } = yaml
  const blocks = executors.flatMap((executor) => {
    const node = positions.nodeAt(executor.path)
    return node?.range ? [{ name: executor.name, ...positions.range(node.range[0], node.range[2]) }] : []
  })
  return {
    range(path) {
      const node = positions.nodeAt(path)
      if (!node?.range) return null
      const end = isMap(node) || isSeq(node) ? node.range[2] : node.range[1]
      return positions.range(node.range[0], end)
    },
    keyRange(path) {
      const key = positions.pairAt(path)?.key
      return key?.range ? positions.range(key.range[0], key.range[1]) : null
    },
    executorAt(offset) {
      const block = blocks.find((b) => offset >= b.start && offset < b.end)
      if (block) return block.name
      const gateway = positions.pairAt([GATEWAY])
      if (!gateway?.key.range) return null
      const end = gateway.value?.range?.[2] ?? gateway.key.range[1]
      const range = positions.range(gateway.key.range[0], end)
      return offset >= range.start && offset < range.end ? GATEWAY : null
    },
  }
}
