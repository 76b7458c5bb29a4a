import type { YamlValue } from '../../value/yamlValue.ts'
import type { ExportSource } from './exportTypes.ts'

const MODULE = /\.(ts|mts|cts|tsx|js|mjs|cjs)$/i

/** Which source files an Executor is made of, as far as `uses` and `py_modules` tell; null when they do not. Opens nothing. */
export function guessSource(uses: string, pyModules: YamlValue): ExportSource | null {
  const modules = [pyModules ?? []].flat().filter((module) => typeof module === 'string')
  const [, file = uses, className = null] =
    /^(.*?\.\w+):([\p{ID_Start}_$][\p{ID_Continue}$]*)$/u.exec(uses) ?? []
  if (MODULE.test(file)) return { language: 'typescript', uses, modules: [] }
  if (/\.py$/i.test(file))
    return className === null ? null : { language: 'python', uses: className, modules: [file] }
  if (modules.some((module) => MODULE.test(module))) return { language: 'typescript', uses, modules }
  if (/\.ya?ml$/i.test(uses)) return { language: 'python', uses, modules }
  return modules.length > 0 ? { language: 'python', uses, modules } : null
}
