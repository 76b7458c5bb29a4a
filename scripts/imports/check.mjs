// Checks that imports between the folders of a package go down, that no files import each other in a circle at load time, and
// that no folder is too large.
//   node scripts/imports/check.mjs    exit code 1 with each import that is not allowed, and what its folder may import
import { dirname, join } from 'node:path'
import { groupBy } from '../lib/groupBy.mjs'
import { readArguments } from '../lib/usage.mjs'
import { findCycles } from './findCycles.mjs'
import { findImports, listSources } from './findImports.mjs'
import { LAYERS, MOST_FILES } from './layers.mjs'

readArguments(
  `node scripts/imports/check.mjs

Checks that the imports between the folders of a package go down its layers (scripts/imports/layers.mjs), that no files import each other
in a circle at load time, and that no folder has more than ${MOST_FILES} source files. Prints what breaks a rule; exit code 1 then.`,
  [],
)

const ROOT = join(import.meta.dirname, '..', '..')
const problems = Object.entries(LAYERS).flatMap(([root, layers]) => checkPackage(root, layers))
for (const problem of problems) process.stdout.write(`${problem}\n`)
process.exitCode = problems.length === 0 ? 0 : 1

function checkPackage(root, layers) {
  const level = new Map(layers.flatMap((folders, i) => folders.map((folder) => [folder, i])))
  const imports = findImports(join(ROOT, root))
  const folders = groupBy(listSources(join(ROOT, root)), dirname)
  return [
    ...[...folders.keys()]
      .filter((folder) => !level.has(folder))
      .map((folder) => `${root}/${folder}: the folder has no layer; add it to scripts/imports/layers.mjs`),
    ...[...folders]
      .filter(([, files]) => files.length > MOST_FILES)
      .map(
        ([folder, files]) =>
          `${root}/${folder}: ${files.length} source files; at most ${MOST_FILES} are allowed`,
      ),
    ...imports
      .filter(
        ({ from, to }) => dirname(from) !== dirname(to) && level.get(dirname(from)) <= level.get(dirname(to)),
      )
      .map(({ from, to, line }) => {
        const allowed = layers.slice(0, level.get(dirname(from))).flat()
        return `${root}/${from}:${line} imports ${to}: ${dirname(from)} may import ${allowed.join(', ') || 'no other folder'}`
      }),
    ...findCycles(imports.filter(({ typesOnly, onDemand }) => !typesOnly && !onDemand)).map(
      (files) => `${root}: these files import each other in a circle: ${files.join(', ')}`,
    ),
  ]
}
