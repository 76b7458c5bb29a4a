import { resolve } from 'node:path'
import { FlowError } from '@flowdeck/shared'
import { findPython } from '../python/findPython.ts'
import { setUpPython } from '../python/setUpPython.ts'
import { print, warn } from './print.ts'

/** `flowdeck python setup`: Ctrl+C leaves something that the next call goes on with. */
export async function setUp({ docarray, dir }: { docarray: string; dir: string }): Promise<void> {
  if (docarray !== 'v1' && docarray !== 'v2')
    throw new FlowError('BAD_REQUEST', `--docarray is v1 or v2, not "${docarray}"`)
  const cancelling = new AbortController()
  process.once('SIGINT', () => cancelling.abort())
  process.once('SIGTERM', () => cancelling.abort())
  const { path, version, jina } = await setUpPython({
    root: resolve(dir),
    docarray,
    env: process.env,
    onLine: (line) => warn(line),
    signal: cancelling.signal,
  })
  print(`${path} (Python ${version}, jina ${jina})`)
}

export async function listPythons({ dir }: { dir: string }): Promise<void> {
  const { found, broken } = await findPython(resolve(dir), process.env)
  for (const { path, version, jina, docarray } of found)
    print(`${path}  Python ${version}  jina ${jina ?? '-'}  docarray ${docarray ?? '-'}`)
  for (const place of broken) print(place)
}
