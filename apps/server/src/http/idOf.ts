import type { Request } from 'express'
import { z } from 'zod'

/** The Flow's id in the path of a request. */
export function idOf(request: Request): string {
  return z.string().max(512).parse(request.params['id'])
}
