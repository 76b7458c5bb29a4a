import { readFile } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { FlowError } from '@flowdeck/shared'
import { z } from 'zod'
import { atomicWrite } from '../state/atomicWrite.ts'
import { makeOwnFolder, OWN_FOLDER } from '../state/makeOwnFolder.ts'

/** Images by Flow file and Executor, in the folder of the Flow. */
const file = z.record(z.string(), z.record(z.string(), z.string()))
const placeOf = (flowPath: string) => join(dirname(resolve(flowPath)), OWN_FOLDER, 'images.json')

/** The images that somebody named for Executors of a Flow in earlier exports. @throws FlowError BAD_REQUEST when the file that keeps them is damaged */
export async function readKeptImages(flowPath: string): Promise<Record<string, string>> {
  return (await readAll(flowPath))[basename(flowPath)] ?? {}
}

/** Keeps the images that were named for Executors of a Flow, so that the next export need not be told. @throws FlowError BAD_REQUEST as above */
export async function keepImages(flowPath: string, images: Readonly<Record<string, string>>): Promise<void> {
  const all = await readAll(flowPath)
  const next = { ...all, [basename(flowPath)]: { ...all[basename(flowPath)], ...images } }
  await makeOwnFolder(dirname(resolve(flowPath)))
  await atomicWrite(placeOf(flowPath), `${JSON.stringify(next, null, 2)}\n`, { mode: 0o644 })
}

async function readAll(flowPath: string): Promise<z.infer<typeof file>> {
  const place = placeOf(flowPath)
  try {
    return file.parse(JSON.parse(await readFile(place, 'utf8')))
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return {}
    // Written over, it would be lost.
    throw new FlowError('BAD_REQUEST', `${place} cannot be read; repair it, or delete it to start anew`, {
      cause: thrown,
    })
  }
}
