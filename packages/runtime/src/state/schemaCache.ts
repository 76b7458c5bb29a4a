import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { readEndpointSchemas, type EndpointSchema, type JsonObject } from '@flowdeck/shared'
import { atomicWrite } from './atomicWrite.ts'
import { stateDir } from './paths.ts'

/**
 * What Executors said of their documents when they ran last, by the fingerprint of their source: a Flow can be checked before it is
 * started, as long as the source is the same.
 */
function pathOf(fingerprint: string): string {
  return join(stateDir(), 'cache', 'schemas', `${fingerprint}.json`)
}

/** `schemas` is what endpoint discovery reported. */
export async function saveSchemas(fingerprint: string, schemas: JsonObject): Promise<void> {
  await atomicWrite(pathOf(fingerprint), JSON.stringify(schemas))
}

/** Null when this source has not run yet. */
export async function loadSchemas(fingerprint: string): Promise<Map<string, EndpointSchema> | null> {
  try {
    return readEndpointSchemas(JSON.parse(await readFile(pathOf(fingerprint), 'utf8')) as JsonObject)
  } catch {
    return null
  }
}
