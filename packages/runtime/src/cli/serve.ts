import { access } from 'node:fs/promises'
import { pathToFileURL } from 'node:url'
import { FlowError } from '@flowdeck/shared'
import { compileExecutor } from '../executor/compileExecutor.ts'
import { resolveUses } from '../executor/resolveUses.ts'
import { GATEWAY_FLAGS } from '../gateway/gatewayFlags.ts'
import { formatTable, parseExactFlags, textFlag } from '../pod/podFlags.ts'
import { EXECUTOR_MODULES, POD_ENTRY } from '../state/paths.ts'
import { HEAD_FLAGS } from '../head/headFlags.ts'
import { WORKER_FLAGS } from '../worker/workerFlags.ts'
import { fillArguments } from './fillArguments.ts'
import { asksForHelp, describeFlags } from './flagHelp.ts'
import { ownFlags, withJinaFlags } from './jinaFlags.ts'

export async function serveExecutor(words: string[]): Promise<void> {
  const argv = fillArguments(words, process.env)
  if (asksForHelp(argv)) {
    const about =
      'Serves one Executor. Takes the flags of `jina executor`; those that do nothing here are accepted.\nWith --pod-role HEAD it serves a Head.'
    console.log(
      describeFlags('executor', about, WORKER_FLAGS, [
        'flowdeck executor --uses ./encoder.ts --port 5000',
        `flowdeck executor --uses encoder.ts:Encoder --uses-with '{"size": 3}'`,
      ]),
    )
    return
  }
  const isHead = /--pod[-_]role[ =]HEAD\b/i.test(argv.join(' '))
  // Jina 3.x: `jina executor --pod-role HEAD` is a Head.
  if (isHead) return await serveHead(argv)
  const flags = parseExactFlags(argv, withJinaFlags('executor', WORKER_FLAGS))
  const source = await resolveUses({
    uses: flags['uses'],
    pyModules: flags['py_modules'],
    searchPaths: [process.cwd()],
  })
  if (source.kind === 'python' || source.kind === 'container')
    throw new FlowError(
      'UNSUPPORTED',
      `${textFlag(flags, 'uses', 'this Executor')} is not TypeScript or JavaScript; serve it with "jina executor"`,
    )
  const own = ownFlags(flags, WORKER_FLAGS)
  if (source.kind === 'module') {
    own['uses'] = source.file
    own['compiled'] = (await compileExecutor(source.file, EXECUTOR_MODULES)).path
    if (source.className) own['class'] = source.className
    own['config'] = source.config.others
    for (const key of ['with', 'metas', 'requests', 'dynamic_batching'] as const)
      own[`uses_${key}`] = { ...source.config[key], ...((flags[`uses_${key}`] ?? {}) as object) }
  }
  await becomePod(POD_ENTRY.worker, formatTable(own, WORKER_FLAGS))
}

async function serveHead(argv: string[]): Promise<void> {
  const flags = parseExactFlags(argv, withJinaFlags('executor', HEAD_FLAGS))
  await becomePod(POD_ENTRY.head, formatTable(ownFlags(flags, HEAD_FLAGS), HEAD_FLAGS))
}

/** Jina 3.x: which protocols are served is told by --protocol; these classes only repeat it. */
const JINA_GATEWAYS = ['GRPCGateway', 'HTTPGateway', 'WebSocketGateway', 'CompositeGateway']

export async function serveGateway(words: string[]): Promise<void> {
  const argv = fillArguments(words, process.env)
  if (asksForHelp(argv)) {
    const about =
      'Serves a Gateway. Takes the flags of `jina gateway`; those that do nothing here are accepted.'
    console.log(
      describeFlags('gateway', about, GATEWAY_FLAGS, [
        `flowdeck gateway --protocol HTTP --port 8080 --graph-description '{"start-gateway": ["a"], "a": ["end-gateway"]}' --deployments-addresses '{"a": ["127.0.0.1:5000"]}'`,
      ]),
    )
    return
  }
  const flags = parseExactFlags(argv, withJinaFlags('gateway', GATEWAY_FLAGS))
  const [uses] = [flags['uses'] ?? []].flat().map(String)
  if (uses !== undefined && !JINA_GATEWAYS.includes(uses))
    throw new FlowError(
      'UNSUPPORTED',
      `--uses ${uses} is a Gateway of its own; serve it with "jina gateway", in the image that has it`,
    )
  await becomePod(POD_ENTRY.gateway, formatTable(ownFlags(flags, GATEWAY_FLAGS), GATEWAY_FLAGS))
}

/** This process goes on as the Pod: a container runs exactly this. */
async function becomePod(entry: string, flags: string[]): Promise<void> {
  await access(entry).catch(() => {
    throw new FlowError('INTERNAL', `${entry} is missing: run "npm run build"`)
  })
  // As Pods of a Flow are started (--enable-source-maps): the stack of an error names the source.
  process.setSourceMapsEnabled(true)
  process.argv.splice(1, process.argv.length - 1, entry, ...flags)
  await import(pathToFileURL(entry).href)
}
