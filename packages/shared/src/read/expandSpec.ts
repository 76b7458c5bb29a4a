import { envTexts } from '../value/envTexts.ts'
import { findValueProblem, type ValueProblem } from '../check/checkValue.ts'
import { fieldFor, type FieldScope } from '../model/fields.ts'
import { type YamlMap, type YamlValue } from '../value/yamlValue.ts'
import { GATEWAY, type FlowSpec } from '../model/flowModel.ts'
import { setOwn } from '../value/ownKeys.ts'
import { holdsVariable, readArgument } from '../flow/readArgument.ts'
import { readServing } from '../flow/readServing.ts'
import { expandVariables } from './expandVariables.ts'

/** A value that its key does not take once its variables are filled in; `owner` is null for a key of the Flow. */
export interface ExpandedProblem extends ValueProblem {
  owner: string | null
  key: string
}

export interface ExpandedSpec {
  spec: FlowSpec
  /** Variables that have no value, as written. */
  unset: ReadonlySet<string>
  problems: ExpandedProblem[]
}

/**
 * A Flow with environment values where its variables stand, each key read as if the value were written there (Jina 3.x: variables are filled in
 * before anything is read). A variable without a value stays as written.
 */
export function expandSpec(spec: FlowSpec, env: Readonly<Record<string, string | undefined>>): ExpandedSpec {
  const unset = new Set<string>()
  const problems: ExpandedProblem[] = []
  const expand = (scope: FieldScope, owner: string | null, written: YamlMap): YamlMap => {
    const out: YamlMap = {}
    for (const [key, value] of Object.entries(written)) {
      const filled = expandVariables(value, env, unset)
      const field = holdsVariable(value) ? fieldFor(scope, key) : undefined
      // A variable that is left stays one, for the machine that runs an export; as a flag it is a text, which is true.
      const isOpen = holdsVariable(filled) && field?.type !== 'boolean'
      const read = field ? readArgument(field, filled, isOpen) : { value: filled }
      const found = field ? findValueProblem(field, filled) : null
      if (found) problems.push({ ...found, owner, key })
      const meant: YamlValue | undefined =
        read === 'absent' ? (field?.default ?? undefined) : read === 'refused' ? filled : read.value
      if (meant !== undefined) setOwn(out, key, meant)
    }
    return out
  }
  const gatewayArgs = expand('gateway', GATEWAY, spec.gateway.args)
  const expanded: FlowSpec = {
    ...spec,
    with: expand('flow', null, spec.with),
    env: envTexts(expandVariables(spec.env, env, unset)),
    gateway: { args: gatewayArgs, ...readServing(gatewayArgs) },
    executors: spec.executors.map((executor) => {
      const args = expand('executor', executor.name, executor.args)
      const count = (key: string, otherwise: number) =>
        typeof args[key] === 'number' ? args[key] : otherwise
      return {
        ...executor,
        args,
        external: args['external'] === true,
        replicas: count('replicas', executor.replicas),
        shards: count('shards', executor.shards),
        uses: typeof args['uses'] === 'string' ? args['uses'] : executor.uses,
      }
    }),
  }
  return { spec: expanded, unset, problems }
}
