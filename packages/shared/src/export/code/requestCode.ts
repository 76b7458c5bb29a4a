import type { DocarrayGeneration } from '../../run/runState.ts'
import type { RequestSend } from '../../protocol/messages.ts'
import type { ServerAddress } from './addresses.ts'
import { javascriptRequest, typescriptRequest } from './javascriptCode.ts'
import { pythonRequest } from './pythonCode.ts'
import { curlRequest, grpcurlRequest } from './shellCode.ts'
import { withWrittenNumbers } from './writtenNumbers.ts'

export const CODE_LANGUAGES = ['curl', 'grpcurl', 'Python', 'JavaScript', 'TypeScript'] as const
export type CodeLanguage = (typeof CODE_LANGUAGES)[number]

/** A request before it is tied to a run: what is sent, and over which protocol. */
export type WrittenRequest = Omit<RequestSend, 'runId' | 'requestId'>

export interface CodeContext {
  gateway: readonly ServerAddress[]
  docarray: DocarrayGeneration
}

const WRITERS: Record<CodeLanguage, (request: WrittenRequest, context: CodeContext) => string> = {
  curl: curlRequest,
  grpcurl: grpcurlRequest,
  Python: pythonRequest,
  JavaScript: javascriptRequest,
  TypeScript: typescriptRequest,
}

/** A request as a person would write it in a language, ready to run; where that cannot be, a comment that says why. */
export function requestCode(language: CodeLanguage, request: WrittenRequest, context: CodeContext): string {
  return WRITERS[language](withWrittenNumbers(request), context)
}

const INTERPRETER: Partial<Record<CodeLanguage, string>> = {
  Python: 'python3 -',
  JavaScript: 'node --input-type=module -',
}

/** The same code as lines for a POSIX shell: commands stay what they are, programs go to their interpreter. */
export function forShell(language: CodeLanguage, code: string): string {
  if (language === 'curl' || language === 'grpcurl') return code
  let end = 'EOF'
  while (code.split('\n').includes(end)) end += '_'
  const interpreter = INTERPRETER[language]
  return interpreter
    ? `${interpreter} <<'${end}'\n${code}${end}\n`
    : `cat > request.ts <<'${end}'\n${code}${end}\nnpx flowdeck run "$PWD/request.ts"\n`
}
