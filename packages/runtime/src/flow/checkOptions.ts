import {
  FlowError,
  isMapValue,
  toPlainJson,
  sentence,
  told,
  type FlowSpec,
  type Sentence,
  type YamlMap,
} from '@flowdeck/shared'
import { KNOWN_UVICORN_KWARGS, readUvicornKwargs } from '../gateway/uvicornKwargs.ts'
import { KNOWN_GRPC_OPTIONS, readGrpcOptions } from '../transport/grpcOptions.ts'
import type { ExecutorSource } from './planFlow.ts'

/** An option that is written and that does nothing here, or that cannot be read. */
export interface OptionProblem {
  owner: string
  key: string
  severity: 'error' | 'warning'
  message: string
  /** The message, for other languages; absent where an error tells it. */
  said?: Sentence
}

/** Looks at options of servers that Flowdeck runs itself; those of Python processes are Jina's and go to them as they are. */
export function checkOptions(spec: FlowSpec, sources: ReadonlyMap<string, ExecutorSource>): OptionProblem[] {
  const owners = [
    ...spec.executors.filter(({ external }) => !external).map(({ name, args }) => ({ name, args })),
    { name: 'gateway', args: spec.gateway.args },
  ]
  return owners
    .filter(({ name }) => sources.get(name)?.kind !== 'python')
    .flatMap(({ name, args }) => [
      ...grpcProblems(name, args),
      ...(name === 'gateway' ? [...uvicornProblems(args), ...proxyProblems(args)] : []),
    ])
}

function grpcProblems(owner: string, args: YamlMap): OptionProblem[] {
  return (['grpc_server_options', 'grpc_channel_options'] as const).flatMap((key) =>
    problemsOf({ owner, key, known: KNOWN_GRPC_OPTIONS[key] }, args, (written) =>
      readGrpcOptions(toPlainJson(written)),
    ),
  )
}

function uvicornProblems(args: YamlMap): OptionProblem[] {
  return problemsOf(
    { owner: 'gateway', key: 'uvicorn_kwargs', known: KNOWN_UVICORN_KWARGS },
    args,
    (written) => {
      // Whether the files can be read is looked at where certificates are.
      const { ssl_certfile: _, ssl_keyfile: __, ...others } = isMapValue(written) ? written : {}
      readUvicornKwargs(toPlainJson(others), null)
    },
  )
}

function proxyProblems(args: YamlMap): OptionProblem[] {
  if (args['proxy'] !== true) return []
  const said = sentence(
    '"proxy" does nothing for the built-in Gateway: it connects to its Executors directly. It counts for a Gateway class of your own.',
  )
  return [{ owner: 'gateway', key: 'proxy', severity: 'warning', ...told(said) }]
}

function problemsOf(
  { owner, key, known }: { owner: string; key: string; known: readonly string[] },
  args: YamlMap,
  read: (written: YamlMap) => unknown,
): OptionProblem[] {
  const written = args[key]
  if (!isMapValue(written)) return []
  const idle = Object.keys(written).filter((name) => !known.includes(name))
  const found: OptionProblem[] = idle.map((name) => ({
    owner,
    key,
    severity: 'warning',
    ...told(
      sentence('{{key}} of "{{owner}}": "{{name}}" does nothing here; known are {{known}}', {
        key,
        owner,
        name,
        known: known.join(', '),
      }),
    ),
  }))
  try {
    read(written)
  } catch (thrown) {
    found.push({ owner, key, severity: 'error', message: `"${owner}": ${FlowError.from(thrown).message}` })
  }
  return found
}
