import type { Page } from '@playwright/test'
import { expect, type App } from './app.ts'

/** 3,000 characters of each kind that breaks a line, or does not. */
export const LONG = {
  word: 'x'.repeat(3000),
  words: 'many words '.repeat(273).slice(0, 3000),
  rtl: 'שלום עולם '.repeat(300),
  emoji: '👩‍👩‍👧'.repeat(375),
  lines: 'a line\n'.repeat(428),
}

export const LONG_FLOW = `hello/${'long_'.repeat(30)}.yml`
/** Of a key YAML reads 1,024 characters at most. */
const KEY = LONG.word.slice(0, 1000)
const quote = (text: string) => JSON.stringify(text)

/** Executors with a long name, a long endpoint, a long description, and long lines in the log and the answer. */
export function writeLongSource(app: App): void {
  const { word, words, rtl } = LONG
  app.write(
    'hello/echo.ts',
    `import { Executor } from '@flowdeck/runtime'
/** ${words} */
export class Echo extends Executor {
  static override requests = { '/': 'echo', '/${KEY.slice(0, 500)}': 'echo' }
  echo({ docs }: { docs: { text: string }[] }) {
    for (const line of ${JSON.stringify([word, words, rtl])}) console.log(line)
    for (const doc of docs) doc.text += ${JSON.stringify(`${word} ${rtl}`)}
  }
}
/** ${word} */
export class ${KEY} extends Executor { static override requests = { '/': 'echo' }; echo() {} }
`,
  )
}

/** A Flow that starts, whose only Executor has a long name. */
export const LONG_RUN = 'hello/long_run.yml'
export const writeLongRun = (app: App): void =>
  app.write(LONG_RUN, `jtype: Flow\nexecutors:\n  - name: ${'n'.repeat(180)}\n    uses: echo.ts:Echo\n`)

/** A Flow in which every key that is shown somewhere holds a long value. */
export function writeLongFlow(app: App): void {
  const { word, words, rtl, emoji, lines } = LONG
  app.write(
    LONG_FLOW,
    `jtype: Flow
with:
  name: ${quote(words)}
  title: ${quote(rtl)}
  description: ${quote(lines)}
  env: {${KEY}: ${quote(words)}}
executors:
  - name: ${word}
    uses: ${word}.ts
    uses_with: {${KEY}: ${quote(words)}, text: ${quote(rtl)}, nested: {deep: [${quote(emoji)}]}}
    env: {KEY: ${quote(lines)}, ${KEY}: '1'}
    py_modules: [${quote(word)}, ${quote(words)}]
    polling: {/${KEY}: ALL}
    uses_dynamic_batching: {/${KEY}: {preferred_batch_size: 4}}
  - name: ${quote(words)}
    uses: ${quote(`docker://${word}`)}
    description: ${quote(rtl)}
    volumes: [${quote(`${word}:/x`)}]
  - name: ${quote(rtl)}
    uses: ${quote(words)}
    needs: [${word}]
    host: ${word}
    external: true
    port: 1
  - name: ${quote(emoji)}
    uses: ${quote(emoji)}
    when: {tags__${KEY}: {$eq: ${quote(words)}}}
  - name: ${quote(lines)}
    uses: ${quote(lines)}
  - name: ok
    uses: echo.ts
    ${KEY}: ${quote(words)}
  - name: join
    needs: [${quote(words)}, ${quote(rtl)}, ${quote(emoji)}, ${quote(lines)}, ok]
`,
  )
}

/** What a long value may not do: stretch the page, or a box beyond the one that holds it. */
export async function expectNoOverflow(page: Page, what: string): Promise<void> {
  const found = await page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement
    const over: string[] = scrollWidth > clientWidth ? [`the page: ${scrollWidth} > ${clientWidth}`] : []
    const named = (element: Element) => `${element.tagName.toLowerCase()}.${[...element.classList].join('.')}`
    const isClipped = (element: Element): boolean => {
      for (let at = element.parentElement; at; at = at.parentElement) {
        const { overflowX } = getComputedStyle(at)
        if (overflowX !== 'visible') return true
      }
      return false
    }
    for (const element of document.querySelectorAll('#root *, [data-radix-portal] *, [role="dialog"] *')) {
      // The canvas is as large as its nodes; code and logs scroll sideways; the outline is a table.
      if (element.closest('.react-flow__viewport, .cm-editor, .outline, .live-log, svg, .sr-only, pre'))
        continue
      const box = element.getBoundingClientRect()
      if (box.width === 0 || box.height === 0) continue
      const style = getComputedStyle(element)
      if ((box.right > innerWidth + 1 || box.left < -1) && !isClipped(element))
        over.push(`${named(element)} leaves the window`)
      const scrolls = style.overflowX === 'auto' || style.overflowX === 'scroll'
      if (scrolls && element.scrollWidth > element.clientWidth + 1)
        over.push(`${named(element)} scrolls sideways: ${element.scrollWidth} > ${element.clientWidth}`)
      const parent = element.parentElement
      if (!parent || style.position === 'absolute' || style.position === 'fixed') continue
      const outer = parent.getBoundingClientRect()
      if (
        style.display !== 'inline' &&
        box.width > outer.width + 2 &&
        getComputedStyle(parent).overflowX === 'visible' &&
        getComputedStyle(parent).display !== 'contents'
      )
        over.push(
          `${named(element)} (${Math.round(box.width)}) is wider than ${named(parent)} (${Math.round(outer.width)})`,
        )
      if (
        element.matches('button:not(.problem-go), .chip, h1, h2, h3, .tab, .region-head, .dialog-head') &&
        box.height > 0.4 * innerHeight
      )
        over.push(`${named(element)} is ${Math.round(box.height)} high`)
    }
    for (const part of document.querySelectorAll(
      '.node > div, .node-row > *, .node-foot > *, .bar > :not(.react-flow__handle)',
    )) {
      const inner = part.getBoundingClientRect()
      const outer = part.closest('.node, .bar')?.getBoundingClientRect()
      if (
        outer &&
        inner.width > 0 &&
        !part.matches('.react-flow__handle') &&
        (inner.right > outer.right + 1 || inner.bottom > outer.bottom + 1)
      )
        over.push(`${named(part)} leaves its node`)
    }
    return [...new Set(over)]
  })
  expect.soft(found, what).toEqual([])
}
