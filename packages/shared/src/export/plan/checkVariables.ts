import { isMapValue } from '../../value/exactNumber.ts'
import { type YamlMap, type YamlValue } from '../../value/yamlValue.ts'
import { GATEWAY } from '../../model/flowModel.ts'
import { looksSecret } from '../../flow/secretKeys.ts'
import { sentence } from '../../words/sentence.ts'
import { findVariables } from '../../yaml/variables.ts'
import { mapOf } from './containers.ts'
import type { ExportPlan } from './exportPlan.ts'
import { exportProblem } from './exportProblem.ts'
import type { ExportProblem } from './exportTypes.ts'

/** Secrets in plain text, and variables that whoever deploys must fill in. */
export function checkVariables(plan: ExportPlan, format: 'compose' | 'kubernetes'): ExportProblem[] {
  if (plan.options.jina_exact) return []
  const problems: ExportProblem[] = []
  const look = (executor: string, value: YamlValue, path: readonly string[]): void => {
    if (typeof value === 'string') {
      const key = path.join('.')
      if (path.length > 1 && looksSecret(path.at(-1) ?? '', value))
        problems.push(
          exportProblem({
            code: 'plain-secret',
            severity: 'warning',
            executor,
            said: sentence(
              '{{key}} of "{{name}}" is a secret in plain text. It is moved out of the manifests, into a file of its own.',
              { key, name: executor },
            ),
            fix: sentence('Write {{variable}} in the Flow, and keep the value elsewhere.', {
              variable: `\${{ ENV.${(path.at(-1) ?? '').toUpperCase()} }}`,
            }),
          }),
        )
      for (const variable of findVariables(value))
        problems.push(
          variableProblem(executor, key, variable.text, { isEnv: variable.kind === 'env', format }),
        )
    } else if (Array.isArray(value)) value.forEach((item, i) => look(executor, item, [...path, String(i)]))
    else if (isMapValue(value))
      for (const [key, item] of Object.entries(value)) look(executor, item, [...path, key])
  }
  const blocks: [string, YamlMap][] = [
    ...plan.executors.map((executor): [string, YamlMap] => [executor.name, executor.args]),
    [
      GATEWAY,
      { ...plan.spec.gateway.args, env: { ...plan.spec.env, ...mapOf(plan.spec.gateway.args['env']) } },
    ],
  ]
  for (const [executor, args] of blocks) look(executor, args, [])
  return problems
}

/** Counts, ports and images are needed to write the export at all. */
const NEEDED = new Set([
  'replicas',
  'shards',
  'port',
  'port_monitoring',
  'protocol',
  'uses',
  'volumes',
  'gpus',
  'host',
])

function variableProblem(
  name: string,
  key: string,
  variable: string,
  { isEnv, format }: { isEnv: boolean; format: 'compose' | 'kubernetes' },
): ExportProblem {
  const [top = ''] = key.split('.')
  // Compose fills variables of a volume in by itself.
  const needed = NEEDED.has(top) && !(top === 'volumes' && format === 'compose')
  const carried = isEnv && !needed
  return exportProblem({
    code: 'variable',
    severity: carried ? 'info' : 'error',
    executor: name,
    said: carried
      ? sentence(
          '{{key}} of "{{name}}" has the variable {{variable}}: it is one of the export too, to be filled in where it is deployed.',
          { key, name, variable },
        )
      : sentence(
          '{{key}} of "{{name}}" has the variable {{variable}}, whose value is needed to write the export.',
          { key, name, variable },
        ),
    fix: carried
      ? sentence('Fill it in in .env, or in the Secret.')
      : sentence('Set the variable, or write the value.'),
  })
}
