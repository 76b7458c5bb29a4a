import { mkdir, readFile } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { z } from 'zod'
import { atomicWrite } from '../state/atomicWrite.ts'

/** Images by Flow file and Executor, in the folder of the Flow. */
const file = z.record(z.string(), z.record(z.string(), z.string()))
const placeOf = (flowPath: string) => join(dirname(resolve(flowPath)), '.flowdeck', 'images.json')

/** The images that somebody named for Executors of a Flow in earlier exports; none when the file is not there or is damaged. */
export async function readKeptImages(flowPath: string): Promise<Record<string, string>> {
  return (await readAll(flowPath))[basename(flowPath)] ?? {}
}

/** Keeps the images that were named for Executors of a Flow, so that the next export need not be told. */
export async function keepImages(flowPath: string, images: Readonly<Record<string, string>>): Promise<void> {
  const all = await readAll(flowPath)
  const next = { ...all, [basename(flowPath)]: { ...all[basename(flowPath)], ...images } }
  await mkdir(dirname(placeOf(flowPath)), { recursive: true })
  await atomicWrite(placeOf(flowPath), `${JSON.stringify(next, null, 2)}\n`, { mode: 0o644 })
}

async function readAll(flowPath: string): Promise<z.infer<typeof file>> {
  try {
    return file.parse(JSON.parse(await readFile(placeOf(flowPath), 'utf8')))
  } catch {
    return {}
  }
}
