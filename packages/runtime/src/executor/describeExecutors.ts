import { readFile } from 'node:fs/promises'
import { extname } from 'node:path'
import { parse, type ClassBody, type Expression, type ModuleDeclaration, type Statement } from 'acorn'
import { transform, type Loader } from 'esbuild'

/** An Executor class as its source shows it. */
export interface ExecutorDescription {
  className: string
  isDefault: boolean
  /** Keys of `static requests`, as far as they are written out. */
  endpoints: string[]
  /** First sentence of the comment above the class. */
  description: string
}

/**
 * Finds Executor classes by reading a TypeScript or JavaScript file; nothing of it runs. Unreadable source gives an empty list.
 */
export async function describeExecutors(file: string): Promise<ExecutorDescription[]> {
  try {
    const source = await readFile(file, 'utf8')
    const loader = extname(file).slice(1).replace(/^[mc]/, '') as Loader
    const { code } = await transform(source, { loader, format: 'esm', target: 'es2022' })
    const program = parse(code, { ecmaVersion: 2022, sourceType: 'module' })
    return describeProgram(program.body, source)
  } catch {
    return []
  }
}

function describeProgram(body: (Statement | ModuleDeclaration)[], source: string): ExecutorDescription[] {
  const exported = new Map<string, boolean>()
  const classes = new Map<string, { superClass?: Expression | null | undefined; body: ClassBody }>()
  const aliases = aliasesOf(body)
  for (const node of body) {
    const declaration =
      node.type === 'ExportNamedDeclaration' || node.type === 'ExportDefaultDeclaration'
        ? node.declaration
        : node
    if (declaration?.type === 'ClassDeclaration' && declaration.id) {
      const name = declaration.id.name
      classes.set(name, declaration)
      if (node !== declaration) exported.set(name, node.type === 'ExportDefaultDeclaration')
    }
    if (node.type === 'ExportNamedDeclaration')
      for (const { local, exported: as } of node.specifiers)
        if (local.type === 'Identifier')
          exported.set(
            aliases.get(local.name) ?? local.name,
            as.type === 'Identifier' && as.name === 'default',
          )
    if (node.type === 'ExportDefaultDeclaration' && node.declaration.type === 'Identifier')
      exported.set(node.declaration.name, true)
  }
  const found: ExecutorDescription[] = []
  for (const [className, declaration] of classes) {
    if (!exported.has(className)) continue
    const endpoints = endpointsOf(className, classes)
    const parent = declaration.superClass?.type === 'Identifier' ? declaration.superClass.name : null
    if (endpoints.length === 0 && parent !== 'Executor') continue
    found.push({
      className,
      isDefault: exported.get(className) === true,
      endpoints,
      description: commentAbove(source, className),
    })
  }
  return found
}

/** `var file_default = Foo`: how the transform spells `export default Foo`. */
function aliasesOf(body: (Statement | ModuleDeclaration)[]): Map<string, string> {
  const aliases = new Map<string, string>()
  for (const node of body) {
    if (node.type !== 'VariableDeclaration') continue
    for (const { id, init } of node.declarations)
      if (id.type === 'Identifier' && init?.type === 'Identifier') aliases.set(id.name, init.name)
  }
  return aliases
}

function endpointsOf(
  name: string,
  classes: ReadonlyMap<string, { superClass?: Expression | null | undefined; body: ClassBody }>,
): string[] {
  const endpoints = new Set<string>()
  const seen = new Set<string>()
  for (let current: string | null = name; current !== null && !seen.has(current);) {
    seen.add(current)
    const declaration = classes.get(current)
    if (!declaration) break
    for (const member of declaration.body.body) {
      if (member.type !== 'PropertyDefinition' || !member.static) continue
      if (member.key.type !== 'Identifier' || member.key.name !== 'requests') continue
      if (member.value?.type !== 'ObjectExpression') continue
      for (const property of member.value.properties) {
        if (property.type === 'Property' && property.key.type === 'Literal')
          endpoints.add(String(property.key.value))
      }
    }
    current = declaration.superClass?.type === 'Identifier' ? declaration.superClass.name : null
  }
  return [...endpoints]
}

function commentAbove(source: string, className: string): string {
  const pattern = new RegExp(
    String.raw`/\*\*((?:[^*]|\*(?!/))*)\*/\s*(?:export\s+)?(?:default\s+)?class\s+${className}\b`,
  )
  const text = (pattern.exec(source)?.[1] ?? '')
    .replace(/^\s*\*\s?/gm, ' ')
    .replace(/\s+/g, ' ')
    .trim()
  return /^.*?[.!?](?=\s|$)/.exec(text)?.[0] ?? text
}
