import { access, realpath } from 'node:fs/promises'
import { dirname, resolve, sep } from 'node:path'
import {
  ERRORS,
  checkSchemas,
  createRedactor,
  describeMismatch,
  isErrorCode,
  isMapValue,
  expandInspect,
  expandSpec,
  inspectModeOf,
  listPermissions,
  listSecrets,
  redactDeep,
  findPlace,
  readFlowText,
  sentence,
  told,
  type EndpointSchema,
  type FlowError,
  type FlowIssue,
  type FlowReading,
  type FlowSpec,
  type GraphEdges,
  type Permission,
  type Preflight,
  type Secret,
  type Sentence,
} from '@flowdeck/shared'
import { POD_ENTRY } from '../state/paths.ts'
import { loadSchemas } from '../state/schemaCache.ts'
import { checkOptions } from './checkOptions.ts'
import { checkCertificate } from './checkCertificate.ts'
import type { FlowPlan } from './flowPlan.ts'
import { countCudaDevices } from './cudaDevices.ts'
import { choosePorts } from './choosePorts.ts'
import { findSources } from './findSources.ts'
import { planFlow, type ExecutorSource } from './planFlow.ts'
import { planFreePort } from './planFreePort.ts'
import { isSeenByAll } from './podEnv.ts'
import { tooManyPods } from './tooManyPods.ts'
import { unsupportedKeys } from './unsupportedKeys.ts'

export interface PrepareOptions {
  text: string
  /** Absolute path of the Flow file; sources are looked for beside it, and Pods run in its folder. */
  flowPath: string
  flowId: string
  revision: string
  /** Where variables and the allowed part of a Pod's environment come from. */
  env?: NodeJS.ProcessEnv
  /** Address that the Gateway listens on; 127.0.0.1 unless told. */
  host?: string
  /**
   * Whether the person who starts the Flow agreed to a permission before, by its id; to none unless told. When it is told, the Flow reads no
   * variable that is not listed: a value that itself looks like `$Y` stays as it is.
   */
  isGranted?: (permission: string) => boolean
  /** Folder whose sources need no word; all need none unless told. */
  workspace?: string
  /** Reads the text; in place unless told. A server reads in a thread: see `FlowReader`. */
  read?: (text: string) => FlowReading | Promise<FlowReading>
}

export interface Prepared {
  /** Null when a problem of severity `error` stands in the way. */
  plan: FlowPlan | null
  preflight: Preflight
}

type Problem = Preflight['problems'][number]

/**
 * Finds out what starting a Flow would run, and what stands in its way: sources are found and compiled, ports chosen
 * and tried. Starts no process of the Flow and runs none of its code.
 */
export async function preparePlan(options: PrepareOptions): Promise<Prepared> {
  const { text, flowPath, flowId, revision, env = process.env, host = '127.0.0.1' } = options
  const parsed = await (options.read ?? readFlowText)(text)
  const problems: Problem[] = parsed.issues.filter((issue) => issue.severity !== 'info').map(fromIssue)
  if (parsed.omittedIssues > 0) problems.push(omitted(parsed.omittedIssues))
  const permissions = listPermissions(parsed).map((permission) => ({
    ...permission,
    granted: options.isGranted?.(permission.id) ?? false,
  }))
  const secrets = parsed.spec ? listSecrets(parsed.spec, permissions, { env, isHarmless: isSeenByAll }) : []
  const report = (plan: FlowPlan | null): Prepared => ({
    plan: problems.some((problem) => problem.severity === 'error') ? null : plan,
    preflight: hideSecrets(
      { flowId, revision, permissions, processes: plan ? processesOf(plan, problems) : [], problems },
      secrets,
    ),
  })
  if (!parsed.spec || !parsed.graph) return report(null)
  const expanded = expandSpec(parsed.spec, readable(env, permissions, options))
  const { spec: written, unset } = expanded
  const spec = { ...written, executors: expandInspect(written.executors, inspectModeOf(written.with)) }
  const crowd = tooManyPods(spec, env)
  if (crowd) {
    // Nothing else is looked at: ten thousand ports and sources keep the machine busy for a long time.
    problems.push(problem('too-many-pods', crowd, null))
    return report(null)
  }
  for (const name of unset)
    problems.push(
      // Without spaces it is a reference, which Jina does not leave.
      name.startsWith('${{ENV.')
        ? problem(
            'variable-unset',
            sentence('{{name}} names nothing: Jina refuses to load the Flow', { name }),
            null,
          )
        : {
            ...problem(
              'variable-unset',
              sentence('{{name}} is not set; it stays as written', { name }),
              null,
            ),
            severity: 'warning',
          },
    )
  const at = placeIn(parsed)
  for (const { code, severity, said, owner, key } of expanded.problems)
    problems.push({ ...at(problem(code, said, owner), key), severity })
  problems.push(
    ...unsupportedKeys(spec).map(({ executor, key, said }) =>
      at(problem('unsupported', said, executor), key),
    ),
  )
  const cwd = dirname(flowPath)
  const sources = await findSources(spec, { cwd, env }, (owner, key, error) =>
    problems.push({ ...at(problem(error.code, error.message, owner), key), ...offer(error) }),
  )
  problems.push(
    ...(await findOutside(sources, { cwd, workspace: options.workspace })).map((found) => at(found, 'uses')),
  )
  problems.push(...(await schemaProblems(sources, parsed.graph.edges)).map((found) => at(found, 'uses')))
  for (const { owner, key, severity, message, said } of checkOptions(spec, sources))
    problems.push({ ...at(problem('option', said ?? message, owner), key), severity })
  if (await missing(POD_ENTRY.worker))
    problems.push(
      problem('INTERNAL', sentence('the runtime is not built: run "npm run build" in the repository'), null),
    )
  const certificate = await checkCertificate(spec.gateway.args, spec.gateway.protocols, cwd, Date.now())
  if (certificate)
    problems.push({
      ...at(problem('certificate', certificate.said, 'gateway'), certificate.key),
      severity: certificate.severity,
    })
  const ports = await choosePorts(spec, host)
  for (const taken of ports.taken) {
    const { owner, key, said } = taken
    const fix = sentence('Use a free port')
    problems.push({
      ...at(problem('PORT_IN_USE', said, owner), key),
      fix: fix.text,
      saidFix: fix,
      edits: planFreePort(spec, taken, ports.taken),
    })
  }
  return report(
    planFlow({
      flowId,
      revision,
      spec,
      graph: parsed.graph,
      sources,
      ports: ports.executors,
      gateway: ports.gateway,
      cwd,
      env,
      cudaDevices: await cudaDevicesFor(spec, env, problems),
      secrets,
      node: process.execPath,
      entries: POD_ENTRY,
    }),
  )
}

/** The variables that a Flow may read; all of them where no consent is asked for, as with Jina. */
function readable(
  env: NodeJS.ProcessEnv,
  permissions: readonly Permission[],
  { isGranted }: PrepareOptions,
): NodeJS.ProcessEnv {
  if (!isGranted) return env
  const names = permissions.filter(({ kind }) => kind === 'read').map(({ name }) => name)
  return Object.fromEntries(names.filter((name) => Object.hasOwn(env, name)).map((name) => [name, env[name]]))
}

/** What may be shown: values of variables and secrets are masked. What is sent back as it came (permissions, edits) has none of them. */
function hideSecrets(preflight: Preflight, secrets: readonly Secret[]): Preflight {
  const redact = createRedactor(secrets)
  return {
    ...preflight,
    processes: redactDeep(preflight.processes, redact),
    problems: preflight.problems.map((found) => ({ ...redactDeep(found, redact), edits: found.edits })),
    permissions: preflight.permissions.map((asked) => ({
      ...asked,
      value: asked.value === null ? null : redact(asked.value),
    })),
  }
}

/** Executors whose source is outside the workspace: what runs is not what the person sees in the editor's folder. */
async function findOutside(
  sources: ReadonlyMap<string, ExecutorSource>,
  { cwd, workspace }: { cwd: string; workspace: string | undefined },
): Promise<Problem[]> {
  if (workspace === undefined) return []
  const root = (await realpath(workspace)) + sep
  const problems: Problem[] = []
  for (const [owner, source] of sources) {
    const files =
      source.kind === 'pass'
        ? []
        : source.kind === 'python'
          ? source.files
          : [resolve(cwd, source.uses.replace(/(?<=\.\w+):[\p{ID_Continue}$]+$/u, ''))]
    for (const file of files) {
      const real = await realpath(file).catch(() => file)
      if (real.startsWith(root)) continue
      const [executor = owner] = owner.split('/')
      problems.push({
        ...problem(
          'outside-workspace',
          sentence('"{{executor}}" runs {{file}}, which is outside the workspace', { executor, file: real }),
          executor,
        ),
        severity: 'warning',
      })
      break
    }
  }
  return problems
}

/** Where Executors of a chain did not fit each other when they ran last; they may have been changed through what they import since. */
async function schemaProblems(
  sources: ReadonlyMap<string, ExecutorSource>,
  edges: GraphEdges,
): Promise<Problem[]> {
  const schemas = new Map<string, ReadonlyMap<string, EndpointSchema>>()
  for (const [name, source] of sources) {
    const known =
      source.kind !== 'pass' && source.fingerprint !== null ? await loadSchemas(source.fingerprint) : null
    if (known) schemas.set(name, known)
  }
  return checkSchemas(edges, schemas).map((mismatch) => ({
    ...problem(
      'SCHEMA_MISMATCH',
      sentence('As of their last run, {{mismatch}}. The Gateway would not start.', {
        mismatch: describeMismatch(mismatch),
      }),
      mismatch.to,
    ),
    severity: 'warning',
  }))
}

/** Cards are counted only when somebody wants them in turn. */
async function cudaDevicesFor(spec: FlowSpec, env: NodeJS.ProcessEnv, problems: Problem[]): Promise<number> {
  const asks = spec.executors.filter(({ args }) => {
    const own = args['env']
    const written = isMapValue(own) ? own['CUDA_VISIBLE_DEVICES'] : undefined
    return String(
      written ?? spec.env['CUDA_VISIBLE_DEVICES'] ?? env['CUDA_VISIBLE_DEVICES'] ?? '',
    ).startsWith('RR')
  })
  const [first] = asks
  if (!first) return 0
  const count = await countCudaDevices(env)
  if (count === 0)
    problems.push({
      ...problem(
        'no-graphics-card',
        sentence(
          'CUDA_VISIBLE_DEVICES asks for a card in turn (RR), and this machine has none; set CUDA_TOTAL_DEVICES if it has',
        ),
        first.name,
      ),
      severity: 'warning',
    })
  return count
}

/** A problem by its sentence, or by the words of an error, which are English. */
function problem(code: string, words: Sentence | string, executor: string | null): Problem {
  const fix = isErrorCode(code) ? ERRORS[code].help : null
  const text = typeof words === 'string' ? { message: words } : told(words)
  return { code, severity: 'error', ...text, executor, line: null, column: null, fix, edits: [] }
}

/** Stands for the issues that are not listed one by one. */
function omitted(count: number): Problem {
  const words = sentence('Further problems: {{more}}. They are listed once those above are fixed.', {
    more: count,
  })
  return { ...problem('more-problems', words, null), severity: 'warning' }
}

/** What the server can make, so that the problem is gone. */
function offer({ code, details }: FlowError): Pick<Problem, 'setUp'> {
  const wanted = details['docarray']
  return code === 'PYTHON_NOT_FOUND' && (wanted === 'v1' || wanted === 'v2') ? { setUp: wanted } : {}
}

function fromIssue(issue: FlowIssue): Problem {
  const [fix] = issue.fixes ?? []
  return {
    code: issue.code,
    severity: issue.severity === 'error' ? 'error' : 'warning',
    message: issue.message,
    said: issue.said,
    executor: issue.executor ?? null,
    line: issue.range.line,
    column: issue.range.column,
    fix: fix?.title ?? null,
    saidFix: fix?.said,
    edits: fix?.edits ?? [],
  }
}

/** Puts a problem at the line of its key, else of its Executor. */
function placeIn(parsed: FlowReading): (problem: Problem, key: string) => Problem {
  return (found, key) => {
    const executor = parsed.spec?.executors.find((e) => e.name === found.executor)
    const base = executor?.argsPath ?? (found.executor === 'gateway' ? ['gateway'] : [])
    const range = findPlace(parsed, base, key)
    return range ? { ...found, line: range.line, column: range.column } : found
  }
}

async function missing(file: string): Promise<boolean> {
  return await access(file).then(
    () => false,
    () => true,
  )
}

/** What would run; an Executor whose source is missing would run nothing. */
function processesOf(plan: FlowPlan, problems: readonly Problem[]): Preflight['processes'] {
  const missing = new Set(
    problems
      .filter(({ code }) => isErrorCode(code) && code !== 'PORT_IN_USE')
      .map(({ executor }) => executor),
  )
  return plan.pods
    .filter(({ deployment }) => !missing.has(deployment))
    .map((pod) => ({
      pod: pod.id,
      deployment: pod.deployment,
      argv: pod.argv,
      cwd: pod.cwd,
      ports: pod.ports.map(({ protocol, port }) => ({ protocol, port })),
      env: Object.keys(pod.env).sort(),
    }))
}
