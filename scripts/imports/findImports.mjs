import { readFileSync, readdirSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'

/** The source files of a package, without tests and generated code; paths from `root`. */
export function listSources(root) {
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file) && !/\.test\.tsx?$/.test(file))
    .filter((file) => !file.split('/').includes('gen'))
    .sort()
}

/** The imports between the files of a package: who imports what, in which line, and whether it is of types only. */
export function findImports(root) {
  return listSources(root).flatMap((from) => {
    const text = readFileSync(join(root, from), 'utf8')
    const found = text.matchAll(
      /^(?:import|export)\s(type\s)?[^;'"]*?from '(\.[^']+)'|import\('(\.[^']+)'\)/gm,
    )
    return [...found].map((match) => ({
      from,
      to: relative(root, join(root, dirname(from), match[2] ?? match[3])),
      line: text.slice(0, match.index + match[0].length).split('\n').length,
      typesOnly: match[1] !== undefined,
      // What is loaded on demand cannot be part of a cycle at load time.
      onDemand: match[3] !== undefined,
    }))
  })
}
