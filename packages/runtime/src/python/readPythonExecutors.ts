import { readFile } from 'node:fs/promises'
import type { SyntaxNode } from '@lezer/common'
import { parser } from '@lezer/python'
import type { GatewayProtocol } from '@flowdeck/shared'

/** An Executor class as its Python source shows it. */
export interface PythonExecutor {
  className: string
  /** What its `@requests` methods answer; `/default` for a bare `@requests` (Jina 3.x). */
  endpoints: string[]
  /** First sentence of its docstring. */
  description: string
  /** Parameters of `__init__` that `uses_with` may set. */
  parameters: PythonParameter[]
}

export interface PythonParameter {
  name: string
  /** As written; null when the source names no type. */
  type: string | null
  /** As written; null when it has none and must be given. */
  default: string | null
}

/** A Gateway class as its Python source shows it. */
export interface PythonGateway {
  className: string
  /** What its base class serves; null when the class itself decides. */
  protocol: GatewayProtocol | null
}

export interface PythonSource {
  executors: PythonExecutor[]
  gateways: PythonGateway[]
  /** Which Documents its imports name: `v1` before docarray 0.30, `v2` since; null when it does not say. */
  docarray: 'v1' | 'v2' | null
}

/** Jina's classes that a Gateway extends, and what they serve. */
const GATEWAY_BASES: Readonly<Record<string, GatewayProtocol | null>> = {
  Gateway: null,
  BaseGateway: null,
  CompositeGateway: null,
  FastAPIBaseGateway: 'http',
  HTTPGateway: 'http',
  GRPCGateway: 'grpc',
  WebSocketGateway: 'websocket',
}

/** Jina's own Gateway classes, which need no source. */
export const GATEWAY_CLASSES: readonly string[] = [
  'GRPCGateway',
  'HTTPGateway',
  'WebSocketGateway',
  'CompositeGateway',
]

/** Reads the Executors of a Python file; nothing of it runs. @throws Error when the file cannot be read */
export async function readPythonExecutors(file: string): Promise<PythonSource> {
  return parsePython(await readFile(file, 'utf8'))
}

/**
 * The Executors and Gateways in Python source: classes whose base is one of Jina's, or another class of the file that is one. Says
 * nothing about whether Python can read it: this grammar refuses some valid source, around which classes are still found.
 */
export function parsePython(text: string): PythonSource {
  const reader = new Reader(text)
  const tree = parser.parse(text)
  const classes = tree.topNode
    .getChildren('ClassDefinition')
    .concat(
      tree.topNode.getChildren('DecoratedStatement').flatMap((node) => node.getChildren('ClassDefinition')),
    )
    .toSorted((a, b) => a.from - b.from)
  const known = new Map<string, PythonExecutor>()
  const gateways = new Map(Object.entries(GATEWAY_BASES))
  for (const node of classes) {
    const bases = reader.basesOf(node)
    const gateway = bases.find((base) => gateways.has(base))
    if (gateway !== undefined) gateways.set(reader.nameOf(node), gateways.get(gateway) ?? null)
    const parents = bases.flatMap((base) => known.get(base) ?? [])
    if (parents.length === 0 && !bases.some((base) => /^(Base)?Executor$/.test(base))) continue
    const executor = reader.executor(node, parents)
    known.set(executor.className, executor)
  }
  return {
    executors: [...known.values()],
    gateways: [...gateways]
      .filter(([className]) => !Object.hasOwn(GATEWAY_BASES, className))
      .map(([className, protocol]) => ({ className, protocol })),
    docarray: generationOf(text),
  }
}

/** Reads parts of a syntax tree. */
class Reader {
  private readonly text: string

  constructor(text: string) {
    this.text = text
  }

  /** Names of the base classes, without their modules. */
  basesOf(node: SyntaxNode): string[] {
    return children(node.getChild('ArgList'))
      .filter(({ name }) => name === 'VariableName' || name === 'MemberExpression')
      .map((base) => this.of(base).replace(/^.*\./, ''))
  }

  executor(node: SyntaxNode, parents: readonly PythonExecutor[]): PythonExecutor {
    const body = node.getChild('Body')
    const own: string[] = []
    let parameters: PythonParameter[] | null = null
    for (const statement of children(body)) {
      const method =
        statement.name === 'DecoratedStatement' ? statement.getChild('FunctionDefinition') : statement
      if (method?.name !== 'FunctionDefinition') continue
      if (this.nameOf(method) === '__init__') parameters = this.parametersOf(method)
      own.push(...statement.getChildren('Decorator').flatMap((decorator) => this.endpointsOf(decorator)))
    }
    return {
      className: this.nameOf(node),
      endpoints: [...new Set([...own, ...parents.flatMap(({ endpoints }) => endpoints)])],
      description: firstSentence(this.docstringOf(body)),
      parameters: parameters ?? parents[0]?.parameters ?? [],
    }
  }

  /** `@requests`, `@requests(on='/a')`, `@requests(on=['/a', '/b'])`, `@jina.requests(…)`. */
  private endpointsOf(decorator: SyntaxNode): string[] {
    const names = decorator.getChildren('VariableName')
    if (this.of(names.at(-1)) !== 'requests') return []
    const args = children(decorator.getChild('ArgList'))
    const on = args.findIndex((node) => node.name === 'VariableName' && this.of(node) === 'on')
    const value = on >= 0 ? args[on + 2] : args.find(({ name }) => name === 'String')
    if (!value) return ['/default']
    const strings =
      value.name === 'String' ? [value] : children(value).filter(({ name }) => name === 'String')
    return strings.map((node) => literal(this.of(node)))
  }

  private parametersOf(method: SyntaxNode): PythonParameter[] {
    const parameters: PythonParameter[] = []
    let starred = false
    let current: PythonParameter | null = null
    let assigned = false
    for (const node of children(method.getChild('ParamList'))) {
      if (node.name === ',') {
        current = null
        starred = assigned = false
      } else if (node.name === '*' || node.name === '**') starred = true
      else if (node.name === 'AssignOp') assigned = true
      else if (node.name === 'TypeDef' && current) current.type = this.of(node).replace(/^:\s*/, '')
      else if (assigned && current) current.default = this.of(node)
      else if (node.name === 'VariableName' && !starred) {
        current = { name: this.of(node), type: null, default: null }
        if (current.name !== 'self') parameters.push(current)
      }
    }
    return parameters
  }

  private docstringOf(body: SyntaxNode | null): string {
    const [first] = children(body).filter(({ name }) => name !== ':')
    const string = first?.name === 'ExpressionStatement' ? first.getChild('String') : null
    return string ? literal(this.of(string)) : ''
  }

  nameOf(definition: SyntaxNode): string {
    return this.of(definition.getChild('VariableName') ?? undefined)
  }

  private of(node: SyntaxNode | undefined): string {
    return node ? this.text.slice(node.from, node.to) : ''
  }
}

function children(node: SyntaxNode | null): SyntaxNode[] {
  const found: SyntaxNode[] = []
  for (let child = node?.firstChild ?? null; child; child = child.nextSibling) found.push(child)
  return found
}

/** The text of a plain string literal; prefixes and escapes of names and paths do not occur. */
function literal(source: string): string {
  return /^[rRuUbB]*("""|'''|"|')([\s\S]*)\1$/.exec(source)?.[2] ?? source
}

function firstSentence(docstring: string): string {
  const [paragraph = ''] = docstring.trim().split(/\n\s*\n/)
  const text = paragraph.replace(/\s+/g, ' ').trim()
  return /^.*?[.!?](?=\s|$)/.exec(text)?.[0] ?? text
}

/** Names that only one generation of docarray has. */
function generationOf(text: string): PythonSource['docarray'] {
  const imported = [...text.matchAll(/^\s*from\s+(jina|docarray)(?:\.[\w.]+)?\s+import\s+(\([^)]*\)|.+)$/gm)]
    .map(([, , names]) => names ?? '')
    .join(' ')
  if (/\b(BaseDoc|DocList|DocVec)\b/.test(imported)) return 'v2'
  if (/\b(Document|DocumentArray|DocumentArrayMemmap)\b/.test(imported)) return 'v1'
  return null
}
