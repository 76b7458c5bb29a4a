import type { JsonObject } from '@flowdeck/shared'

/** Where a class of documents carries its name and JSON Schema; a global symbol, as the file that makes them is a bundle of its own. */
export const DOC_TYPE: unique symbol = Symbol.for('flowdeck.docType') as never

/** A class of documents, or of parameters, as an Executor's process sees it: a name, a JSON Schema, and a check. */
export interface DocType {
  readonly [DOC_TYPE]: { name: string; jsonSchema: () => JsonObject }
  safeParse(
    value: unknown,
  ):
    | { success: true; data: unknown }
    | { success: false; error: { issues: { path: PropertyKey[]; message: string }[] } }
}

export function isDocType(value: unknown): value is DocType {
  return typeof value === 'object' && value !== null && DOC_TYPE in value
}

/** Where documents or parameters do not fit what the Executor declares. */
export class ValidationError extends Error {
  constructor(type: DocType, where: string, issues: { path: PropertyKey[]; message: string }[]) {
    const lines = issues.map(({ path, message }) => `${[where, ...path].map(String).join('.')}: ${message}`)
    super(`${type[DOC_TYPE].name} does not fit: ${lines.join('; ')}`)
    this.name = 'ValidationError'
  }
}

/** The value with its defaults filled in. @throws ValidationError that names each field */
export function checked(type: DocType, value: unknown, where: string): unknown {
  const parsed = type.safeParse(value)
  if (parsed.success) return parsed.data
  throw new ValidationError(type, where, parsed.error.issues)
}
