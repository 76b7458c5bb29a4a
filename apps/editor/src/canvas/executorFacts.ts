import { isMapValue, type ExecutorKind, type ExecutorSpec, type YamlValue } from '@flowdeck/shared'
import { t } from '../i18n/t.ts'

export const KIND_WORDS: Record<ExecutorKind, string> = {
  python: t('Python Executor'),
  script: t('TypeScript Executor'),
  docker: t('container image'),
  hub: t('Hub Executor'),
  config: t('Executor from a config file'),
  external: t('external Executor'),
  class: t('Executor class'),
  blank: t('passes Documents through'),
}

const SCRIPT = /\.[cm]?[jt]s(:\w+)?$/

/** What an Executor is, judged from its written keys alone: nothing is opened or imported. */
export function kindOf(executor: Pick<ExecutorSpec, 'external' | 'uses' | 'args'>): ExecutorKind {
  if (executor.external) return 'external'
  const { uses } = executor
  if (uses === null || uses === '') return executor.args['uses'] ? 'config' : 'blank'
  if (/^[\w+]*docker:\/\//.test(uses)) return 'docker'
  if (/^(jinahub|jinaai)/.test(uses)) return 'hub'
  if (SCRIPT.test(uses)) return 'script'
  if (/\.py(:\w+)?$/.test(uses)) return 'python'
  if (/\.ya?ml$/.test(uses)) return 'config'
  const modules = executor.args['py_modules']
  const list = Array.isArray(modules) ? modules : [modules]
  if (list.some((item) => typeof item === 'string' && SCRIPT.test(item))) return 'script'
  if (list.some((item) => typeof item === 'string')) return 'python'
  return uses === 'BaseExecutor' ? 'blank' : 'class'
}

/** Facts that differ from the defaults, shortest words first on the node. */
export function chipsOf(executor: ExecutorSpec): string[] {
  const chips: string[] = []
  const { args } = executor
  if (executor.shards > 1) chips.push(t('{{number}} shards', { number: executor.shards }))
  if (executor.replicas > 1) chips.push(`×${executor.replicas}`)
  if (args['when'] !== undefined && args['when'] !== null) chips.push('when')
  if (executor.method === 'inspect') chips.push('inspect')
  else if (executor.floating) chips.push('floating')
  if (executor.external) chips.push('external')
  if (args['gpus'] !== undefined && args['gpus'] !== null) chips.push('GPU')
  if (args['stateful'] === true) chips.push('stateful')
  if (args['uses_dynamic_batching'] !== undefined && args['uses_dynamic_batching'] !== null)
    chips.push('batching')
  if (args['no_reduce'] === true) chips.push(t('no reduce'))
  return chips
}

/** What the second row of a node says: where the Executor comes from. */
export function usesText(executor: ExecutorSpec): string {
  if (executor.external) {
    const host = text(executor.args['host'])
    const port = text(executor.args['port'])
    return port ? `${host || '0.0.0.0'}:${port}` : host || 'external'
  }
  if (executor.uses) return executor.uses
  return isMapValue(executor.args['uses']) ? t('inline config') : t('passes Documents through')
}

function text(value: YamlValue | undefined): string {
  return Array.isArray(value)
    ? value.map(String).join(', ')
    : value === null || value === undefined
      ? ''
      : String(value)
}
