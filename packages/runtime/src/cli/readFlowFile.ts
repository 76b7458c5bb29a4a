import { readFile } from 'node:fs/promises'
import { FlowError, checkPatterns, parseFlow, type ParsedFlow } from '@flowdeck/shared'

/** Reads and parses a Flow file; nothing of it runs. @throws FlowError FLOW_NOT_FOUND */
export async function readFlowFile(file: string): Promise<ParsedFlow> {
  let text: string
  try {
    text = await readFile(file, 'utf8')
  } catch (thrown) {
    throw new FlowError('FLOW_NOT_FOUND', `${file} cannot be read: ${(thrown as Error).message}`, {
      cause: thrown,
    })
  }
  const parsed = parseFlow(text)
  return { ...parsed, issues: [...parsed.issues, ...checkPatterns(parsed)] }
}
