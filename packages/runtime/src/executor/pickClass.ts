import { FlowError } from '@flowdeck/shared'
import { Executor, type ExecutorClass } from './Executor.ts'

/**
 * Finds the Executor among a module's exports: by name, else the only class that has endpoints or extends Executor.
 * @throws FlowError EXECUTOR_NOT_FOUND, with the names that exist
 */
export function pickClass(
  module: Record<string, unknown>,
  className: string | null,
  file: string,
): ExecutorClass {
  const classes = [...new Set(Object.values(module).filter(isClass))]
  const named = (name: string) =>
    classes.find((c) => c.name === name) ?? (isClass(module[name]) ? module[name] : undefined)
  if (className !== null) {
    const found = named(className)
    if (found) return found
    throw new FlowError(
      'EXECUTOR_NOT_FOUND',
      `${file} exports no class "${className}"; ${classes.length > 0 ? `it exports ${names(classes)}` : 'it exports no class at all'}. Is it missing "export"?`,
    )
  }
  const executors = classes.filter((c) => c.prototype instanceof Executor || Object.hasOwn(c, 'requests'))
  if (executors.length === 1) return executors[0] as ExecutorClass
  if (isClass(module['default'])) return module['default']
  throw new FlowError(
    'EXECUTOR_NOT_FOUND',
    executors.length === 0
      ? `${file} exports no Executor: export a class with "static requests = { '/endpoint': 'method' }"`
      : `${file} exports several Executors (${names(executors)}); name one, as in "${file}:${executors[0]?.name ?? ''}"`,
  )
}

function isClass(value: unknown): value is ExecutorClass {
  return typeof value === 'function' && /^class\b/.test(Function.prototype.toString.call(value))
}

function names(classes: ExecutorClass[]): string {
  return classes.map((c) => c.name).join(', ')
}
