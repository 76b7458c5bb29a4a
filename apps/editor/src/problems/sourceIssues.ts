import { GATEWAY, type CommandResult, type FlowIssue, type ParsedFlow } from '@flowdeck/shared'
import { toCanvas } from '../canvas/canvasModel.ts'
import { command } from '../live/connection/connect.ts'
import { useLive } from '../live/state/useLive.ts'
import { useDocument } from '../state/documentStore.ts'

type Missing = CommandResult<'sources.check'>['missing']

const CODE = 'missing-source'
/** Typing may go on. */
const DELAY_MS = 400
/** While something is missing it may be put there at any time. */
const AGAIN_MS = 3000

/** What the server said last, and about which sources of which Flow. */
let known: { about: string; missing: Missing } = { about: '', missing: [] }
let timer: ReturnType<typeof setTimeout> | undefined

/** Adds a problem for each source that is not on the server's disk to the Flow that is open, and to each reading of it from now on. */
export function watchSources(): void {
  const look = () => {
    clearTimeout(timer)
    timer = setTimeout(() => void ask(), DELAY_MS)
  }
  useDocument.subscribe(({ parsed, id }, before) => {
    if (parsed === before.parsed && id === before.id) return
    show()
    if (aboutNow() !== known.about) look()
  })
  useLive.subscribe((now, before) => {
    if (now.connection === 'open' && before.connection !== 'open') look()
  })
  addEventListener('focus', look)
  look()
}

async function ask(): Promise<void> {
  const { id, text, parsed } = useDocument.getState()
  if (id === null || !parsed.spec || text !== parsed.text) return
  const about = aboutNow()
  // Without a server nothing is known about its disk.
  const answer = await command('sources.check', { flowId: id, text }).catch(() => null)
  if (answer === null || about !== aboutNow()) return
  known = { about, missing: answer.missing }
  show()
  clearTimeout(timer)
  if (answer.missing.length > 0) timer = setTimeout(() => void askWhenSeen(), AGAIN_MS)
}

async function askWhenSeen(): Promise<void> {
  if (document.visibilityState === 'visible') await ask()
}

/** Everything that a source is found by: while it stays, the answer of the server holds for the next text too. */
function aboutNow(): string {
  const { id, parsed } = useDocument.getState()
  const { executors = [], gateway } = parsed.spec ?? {}
  const keys = ['uses', 'uses_before', 'uses_after', 'py_modules', 'extra_search_paths', 'external', 'shards']
  const of = (args: Readonly<Record<string, unknown>> | undefined) => keys.map((key) => args?.[key])
  return JSON.stringify([id, of(gateway?.args), executors.map(({ name, args }) => [name, of(args)])])
}

function show(): void {
  const { parsed } = useDocument.getState()
  const others = parsed.issues.filter(({ code }) => code !== CODE)
  const mine = known.about === aboutNow() ? toIssues(parsed, known.missing) : []
  if (mine.length === 0 && others.length === parsed.issues.length) return
  if (JSON.stringify(mine) === JSON.stringify(parsed.issues.filter(({ code }) => code === CODE))) return
  const next = { ...parsed, issues: [...mine, ...others] }
  const model = toCanvas(next)
  useDocument.setState({ parsed: next, ...(model ? { model } : {}) })
}

function toIssues(parsed: ParsedFlow, missing: Missing): FlowIssue[] {
  return missing.flatMap(({ owner, key, message }) => {
    const executor = parsed.spec?.executors.find(({ name }) => name === owner)
    const path = executor?.argsPath ?? (owner === GATEWAY ? [GATEWAY] : [])
    const range = parsed.source.keyRange([...path, key]) ?? parsed.source.range(executor?.path ?? path)
    if (!range) return []
    return [
      {
        code: CODE,
        severity: 'error' as const,
        message,
        said: { text: message },
        path: [...path, key],
        range,
        executor: owner,
      },
    ]
  })
}
