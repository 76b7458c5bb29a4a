import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { dirname, extname, isAbsolute, join, resolve, sep } from 'node:path'
import { pathToFileURL } from 'node:url'
import { FlowError } from '@flowdeck/shared'
import { build, transform, type BuildFailure, type Loader, type Plugin } from 'esbuild'
import { atomicWrite } from '../state/atomicWrite.ts'
import { stateDir } from '../state/paths.ts'
import { mapHelpers } from './mapHelpers.ts'

const RESOLVING = Symbol('resolving')

export interface CompiledExecutor {
  /** The bundle. */
  path: string
  /** Source files that are in it. */
  files: string[]
}

/**
 * Bundles an Executor's source into one JavaScript file outside the workspace.
 * Its own files go in; packages stay where they are installed. Nothing of it runs.
 * `own` tells which file each module of Flowdeck's own means for it.
 * @throws FlowError EXECUTOR_LOAD_FAILED with file, line and column
 */
export async function compileExecutor(
  file: string,
  own: Readonly<Record<string, string>>,
): Promise<CompiledExecutor> {
  const base = dirname(file)
  let code: string
  let files: string[]
  try {
    const result = await build({
      entryPoints: [file],
      bundle: true,
      write: false,
      format: 'esm',
      platform: 'node',
      target: 'node20',
      sourcemap: 'inline',
      // The bundle lies in the cache: its map leads back to the sources all the same.
      sourceRoot: pathToFileURL(base + sep).href,
      metafile: true,
      // Class names appear in errors and choose the Executor.
      keepNames: true,
      logLevel: 'silent',
      absWorkingDir: base,
      plugins: [packagesStayOutside(own), ownImportMeta()],
    })
    code = mapHelpers(result.outputFiles[0]?.text ?? '')
    files = Object.keys(result.metafile.inputs).map((input) => resolve(base, input))
  } catch (thrown) {
    throw compileError(thrown, file)
  }
  const hash = createHash('sha256').update(file).update(code).digest('hex').slice(0, 32)
  const out = join(stateDir(), 'cache', 'executors', `${hash}.mjs`)
  if ((await readFile(out, 'utf8').catch(() => null)) !== code) await atomicWrite(out, code)
  return { path: out, files }
}

function compileError(thrown: unknown, file: string): FlowError {
  const first = (thrown as BuildFailure).errors?.[0]
  const place = first?.location
  const at = place
    ? `${isAbsolute(place.file) ? place.file : join(dirname(file), place.file)}:${place.line}:${place.column + 1}`
    : file
  return new FlowError('EXECUTOR_LOAD_FAILED', `${at}: ${first?.text ?? (thrown as Error).message}`, {
    details: place
      ? { file: at, line: place.line, column: place.column + 1, lineText: place.lineText }
      : { file },
    cause: thrown,
  })
}

/** Imports of packages become absolute URLs, found from the file that imports them. */
function packagesStayOutside(own: Readonly<Record<string, string>>): Plugin {
  return {
    name: 'packages-stay-outside',
    setup(b) {
      b.onResolve({ filter: /^@flowdeck\// }, ({ path }) =>
        own[path] === undefined ? undefined : { path: pathToFileURL(own[path]).href, external: true },
      )
      b.onResolve({ filter: /^[^./]/ }, async ({ path, importer, kind, resolveDir, pluginData }) => {
        if (
          kind === 'entry-point' ||
          pluginData === RESOLVING ||
          isAbsolute(path) ||
          path.startsWith('node:')
        )
          return undefined
        const found = await b.resolve(path, { kind, importer, resolveDir, pluginData: RESOLVING })
        if (found.errors.length > 0)
          return {
            errors: [
              {
                text: `package "${path}" is not installed where ${importer} looks for it; run "npm install ${path}" there`,
              },
            ],
          }
        return found.external ? found : { path: pathToFileURL(found.path).href, external: true }
      })
    },
  }
}

/** `import.meta.url`, `dirname` and `filename` keep naming the source file, so that data files beside it are found. */
function ownImportMeta(): Plugin {
  return {
    name: 'own-import-meta',
    setup(b) {
      b.onLoad({ filter: /\.(ts|mts|cts|tsx|js|mjs|cjs|jsx)$/ }, async ({ path }) => {
        const source = await readFile(path, 'utf8')
        if (!source.includes('import.meta')) return undefined
        const loader = extname(path).slice(1).replace(/^[mc]/, '') as Loader
        const { code } = await transform(source, {
          loader,
          sourcefile: path,
          sourcemap: 'inline',
          format: 'esm',
          target: 'node20',
          keepNames: true,
          define: {
            'import.meta.url': JSON.stringify(pathToFileURL(path).href),
            'import.meta.dirname': JSON.stringify(dirname(path)),
            'import.meta.filename': JSON.stringify(path),
          },
        })
        return { contents: code, loader: 'js' as const, resolveDir: dirname(path) }
      })
    },
  }
}
