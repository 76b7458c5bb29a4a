import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { Visitor, parseSync, type ESTree } from 'vite'

/** The folder of the editor's sources; only the tests of this folder read them. */
const ROOT = join(import.meta.dirname, '../..')

/** The translator itself, and this file. */
const NOT_READ = ['i18n/t.ts', 'i18n/test/sources.ts']

/** Every source file of the editor by its path from `src`, tests aside, and the table of undo names beside it. */
export const sourceFiles = (): string[] => [
  ...readdirSync(ROOT, { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.tsx?$/.test(path) && !/\.test\.tsx?$/.test(path) && !NOT_READ.includes(path))
    .sort(),
  '../../../packages/shared/src/edit/labelOf.ts',
]

/** Every source file of the packages whose checks say sentences, tests aside. */
export const checkFiles = (): string[] =>
  ['../../../packages/shared/src', '../../../packages/runtime/src'].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts'))
      .sort()
      .map((path) => `${folder}/${path}`),
  )

export interface Call {
  file: string
  /** The text that is translated; null when it is computed. */
  text: string | null
  /** The source of the first argument. */
  source: string
  /** Names of the values that are put in. */
  values: string[]
  context: string | null
}

const read = (file: string) => {
  const source = readFileSync(join(ROOT, file), 'utf8')
  const { program, errors } = parseSync(file, source)
  if (errors[0]) throw new Error(`${file}: ${errors[0].message}`)
  return { source, program }
}

/** Every call of `t` (or of `say`, which is `t` under the name it has in the table of undo names; or of `sentence`, in the checks). */
export function callsOf(file: string, names: readonly string[]): Call[] {
  const { source, program } = read(file)
  const calls: Call[] = []
  new Visitor({
    CallExpression({ callee, arguments: [first, second] }) {
      if (callee.type !== 'Identifier' || !names.includes(callee.name) || !first) return
      const properties = second?.type === 'ObjectExpression' ? second.properties : []
      const values = properties.flatMap((property) =>
        property.type === 'Property' && property.key.type === 'Identifier'
          ? [[property.key.name, property.value] as const]
          : [],
      )
      const context = values.find(([name]) => name === 'context')?.[1]
      calls.push({
        file,
        text: first.type === 'Literal' && typeof first.value === 'string' ? first.value : null,
        source: source.slice(first.start, first.end),
        values: values.map(([name]) => name).filter((name) => name !== 'context'),
        context: context?.type === 'Literal' ? String(context.value) : null,
      })
    },
  }).visit(program)
  return calls
}

/** Attributes whose text somebody sees or hears. */
const ATTRIBUTES = new Set(
  'aria-label title placeholder alt label text words what description ariaLabel hint heading name'.split(' '),
)
/** Keys of objects that hold words, e.g. of actions and menus. */
const PROPERTIES = new Set('title words label about message fix placeholder description ariaLabel'.split(' '))
/** Functions that show or say their first argument. */
const SAYING = new Set('toast error warning success announce refuse Error'.split(' '))

/** Texts that are shown or said without `t`, as they stand in the source. */
export function bareTexts(file: string): string[] {
  const { program } = read(file)
  const found: string[] = []
  const note = (text: string) => {
    if (/\p{L}{2}/u.test(text)) found.push(text.replaceAll(/\s+/g, ' ').trim())
  }
  /** The texts that an expression can become; what is called or read elsewhere is looked at there. */
  const lookAt = (node: ESTree.Node | null | undefined): void => {
    switch (node?.type) {
      case 'Literal':
        return typeof node.value === 'string' ? note(node.value) : undefined
      case 'TemplateLiteral':
        note(node.quasis.map(({ value }) => value.cooked ?? '').join(' '))
        return node.expressions.forEach(lookAt)
      case 'ConditionalExpression':
        lookAt(node.consequent)
        return lookAt(node.alternate)
      case 'LogicalExpression':
        lookAt(node.left)
        return lookAt(node.right)
      case 'JSXExpressionContainer':
        return lookAt(node.expression)
      default:
        return undefined
    }
  }
  new Visitor({
    JSXText: ({ value }) => note(value),
    JSXElement: ({ children }) =>
      children.forEach((child) => (child.type === 'JSXText' ? undefined : lookAt(child))),
    JSXFragment: ({ children }) =>
      children.forEach((child) => (child.type === 'JSXText' ? undefined : lookAt(child))),
    JSXAttribute: ({ name, value }) => {
      if (name.type === 'JSXIdentifier' && ATTRIBUTES.has(name.name)) lookAt(value)
    },
    Property: ({ key, value }) => {
      const name = key.type === 'Identifier' ? key.name : key.type === 'Literal' ? String(key.value) : ''
      if (PROPERTIES.has(name)) lookAt(value)
    },
    CallExpression: ({ callee, arguments: [first] }) => {
      const name =
        callee.type === 'Identifier'
          ? callee.name
          : callee.type === 'MemberExpression' && callee.property.type === 'Identifier'
            ? callee.property.name
            : ''
      if (SAYING.has(name)) lookAt(first)
    },
    NewExpression: ({ callee, arguments: [first] }) => {
      if (callee.type === 'Identifier' && SAYING.has(callee.name)) lookAt(first)
    },
  }).visit(program)
  return found
}
