import type { Page } from '@playwright/test'
import { expect, test } from './app.ts'
import { openYaml, screen } from './screen.ts'

const FLOW = 'hello/flow.yml'

/** Values that no page of ours writes, but another version, an extension or a person may have left. */
const POISON = [
  'not json',
  'null',
  '5',
  '""',
  '[]',
  '[null, 1, {"id": 5}]',
  '{}',
  '{"x": null, "y": "a", "zoom": 0, "width": 1e999, "height": -1, "nodes": 5, "groups": [], "panels": 7, "theme": 3}',
  '{"x": 1e300, "y": -1e300, "zoom": 1e300, "width": 1440, "height": 900, "panels": {"drawer": "no"}, "layout": {"upper": -5}}',
]

test(
  'whatever lies in the storage of the browser, the Flow is shown and can be edited',
  { tag: '@once' },
  async ({ app, page }) => {
    const errors: string[] = []
    page.on('pageerror', (error) => errors.push(error.message))
    await app.open(FLOW)
    await openYaml(page)
    await app.node('foo').click()
    await page.getByRole('button', { name: 'Zoom in' }).click()
    for (const value of POISON) {
      await page.evaluate((text) => {
        const known = [
          'flowdeck.prefs',
          'flowdeck.opening',
          'react-resizable-panels:stage-rows:upper:drawer',
          'react-resizable-panels:stage-columns:canvas:yaml',
        ]
        for (const store of [localStorage, sessionStorage])
          for (const key of [...Object.keys(store), ...known])
            if (key !== 'flowdeck.token') store.setItem(key, text)
      }, value)
      await page.reload()
      await expect(app.node('foo'), value).toBeVisible()
      await expect(page.getByText(/failed:/), value).toHaveCount(0)
      await app.node('foo').click()
      await expect(page.getByRole('textbox', { name: 'name', exact: true }), value).toBeVisible()
    }
    await page.keyboard.press('Escape')
    await expect(screen(page).saveState).toBeVisible()
    expect(errors).toEqual([])
  },
)

/** Leaves a draft in the browser, as a tab that crashed does. */
async function leaveDraft(
  page: Page,
  text: string,
  layout: unknown = { version: 1, nodes: {} },
): Promise<void> {
  await page.evaluate(([flow, draft]) => localStorage.setItem(`flowdeck.draft/crashed/${flow}`, draft), [
    FLOW,
    JSON.stringify({ text, layout, baseRevision: '', savedAt: Date.now(), tab: 'crashed' }),
  ] as const)
}

const LAUGHS = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i']
const HEAVY: [what: string, text: string][] = [
  [
    'billion laughs',
    `x0: &x0 [lol, lol]\n${LAUGHS.map((name, n) => `${name}: &x${n + 1} [${Array(9).fill(`*x${n}`).join(', ')}]`).join('\n')}\n`,
  ],
  [
    '60,000 keys',
    `jtype: Flow\nexecutors:\n  - name: a\n    uses_with:\n${Array.from({ length: 60_000 }, (_, n) => `      k${n}: 1\n`).join('')}`,
  ],
  ['4 MB of aliases', `jtype: Flow\nx: &x 1\ny:\n${'- *x\n'.repeat(800_000)}`],
]

for (const [what, text] of HEAVY)
  test(
    `a draft of ${what} locks nothing: it is shown as broken, and Discard brings the file`,
    {
      tag: '@once',
    },
    async ({ app, page }) => {
      await app.open(FLOW)
      await leaveDraft(page, text)
      await page.reload()
      const notice = page.getByRole('status').filter({ hasText: 'Restored draft from' })
      await notice.getByRole('button', { name: 'Discard' }).click()
      await expect(notice).toBeHidden()
      await expect(app.node('foo')).toBeVisible()
      await page.reload()
      await expect(app.node('foo')).toBeVisible()
      await expect(notice).toBeHidden()
    },
  )

test(
  'positions out of sight are replaced, in a draft and in the file of the layout',
  {
    tag: '@once',
  },
  async ({ app, page }) => {
    const layout = {
      version: 1,
      nodes: { foo: { x: 1e300, y: -1e308 }, shout: { x: 'left', y: null } },
      groups: { g: { name: 5, members: [null] } },
      notes: { n: { text: 'far', x: 1e200, y: 0, width: -5, height: 'tall', color: 'none' } },
    }
    app.write('hello/flow.layout.json', JSON.stringify(layout))
    await app.open(FLOW)
    await expect(app.node('foo')).toBeInViewport()
    await leaveDraft(page, app.file(FLOW).replace('name: foo', 'name: drafted'), layout)
    await page.reload()
    await expect(app.node('drafted')).toBeInViewport()
  },
)

test(
  'a part of the page that fails over a draft offers the file and to discard the draft',
  {
    tag: '@once',
  },
  async ({ app, page }) => {
    await page.addInitScript(() => {
      const setAttribute: unknown = Reflect.get(Element.prototype, 'setAttribute')
      Reflect.set(Element.prototype, 'setAttribute', function (this: Element, name: string, value: string) {
        if (name === 'aria-label' && value.startsWith('bomb,')) throw new Error('this view is broken')
        Reflect.apply(setAttribute as () => void, this, [name, value])
      })
    })
    await app.open(FLOW)
    const bomb = app.file(FLOW).replace('name: foo', 'name: bomb')
    const failed = page.getByRole('alert').filter({ hasText: 'this view is broken' })
    await leaveDraft(page, bomb)
    await page.reload()
    await failed.getByRole('button', { name: 'Open the file on disk' }).click()
    await expect(app.node('foo')).toBeVisible()
    await expect(failed).toBeHidden()

    await page.reload()
    await failed.getByRole('button', { name: 'Discard draft' }).click()
    await expect(page.getByRole('heading', { name: `The draft of ${FLOW} was not opened` })).toBeVisible()
    await page.getByRole('button', { name: 'Discard draft' }).click()
    await page.getByRole('button', { name: 'Delete the draft' }).click()
    await expect(app.node('foo')).toBeVisible()
    await page.reload()
    await expect(app.node('foo')).toBeVisible()
    await expect(page.getByText('Restored draft from')).toHaveCount(0)
  },
)

test(
  'a database of the browser that is not ours is created again, and unreadable records are skipped',
  { tag: '@once' },
  async ({ app, page }) => {
    const errors: string[] = []
    page.on('pageerror', (error) => errors.push(error.message))
    const stores = () =>
      page.evaluate(
        async () =>
          await new Promise<string>((resolve, reject) => {
            const request = indexedDB.open('flowdeck')
            request.addEventListener('error', () => reject(new Error('no database')))
            request.addEventListener('success', () => {
              const { version, objectStoreNames } = request.result
              request.result.close()
              resolve(`${version}: ${[...objectStoreNames].join(' ')}`)
            })
          }),
      )
    // A page of the server that is no editor: no tab has the database open.
    const leave = async (version: number, records: unknown[] | null) => {
      await page.goto(`${new URL(app.url).origin}/healthz`)
      await page.evaluate(
        async ([number, values]) => {
          const done = (request: IDBRequest) =>
            new Promise((resolve, reject) => {
              request.addEventListener('success', resolve)
              request.addEventListener('error', () => reject(new Error('refused')))
            })
          await done(indexedDB.deleteDatabase('flowdeck'))
          const opening = indexedDB.open('flowdeck', number)
          opening.addEventListener('upgradeneeded', () => {
            if (!values) return
            const made = opening.result
            made.createObjectStore('requests', { keyPath: 'requestId' }).createIndex('sentAt', 'sentAt')
            made.createObjectStore('answers', { keyPath: 'requestId' })
            made.createObjectStore('exports', { keyPath: ['flowId', 'format'] })
          })
          await done(opening)
          const writing = values ? opening.result.transaction(['requests', 'answers'], 'readwrite') : null
          for (const value of values ?? []) {
            writing?.objectStore('requests').put(value)
            writing?.objectStore('answers').put(value)
          }
          writing?.commit()
          opening.result.close()
        },
        [version, records] as const,
      )
      await page.goto(`${app.url}&flow=${encodeURIComponent(FLOW)}`)
      await expect(app.node('foo')).toBeVisible()
    }
    for (const version of [7, 1]) {
      await leave(version, null)
      await expect.poll(stores).toBe('1: answers exports requests')
    }

    const requestId = '0'.repeat(32)
    const request = { protocol: 'grpc', endpoint: '/kept', docs: [{ text: 'q' }], parameters: {} }
    const kept = {
      requestId,
      flowId: FLOW,
      runId: 'r',
      sentAt: 1,
      request,
      state: 'done',
      ms: 1,
      error: null,
    }
    await leave(1, [
      { ...kept, responses: [{ index: 0, routes: 5 }] },
      { ...kept, requestId: '1', sentAt: 2, responses: [], request: { ...request, docs: [null] } },
      { ...kept, requestId: '2', sentAt: 3, responses: [], request: null },
      { ...kept, requestId: '3', sentAt: 4, responses: 'none' },
      { ...kept, requestId: 'a'.repeat(32), sentAt: 5, responses: [] },
    ])
    await page.getByRole('tab', { name: 'Playground' }).click()
    await expect(page.getByText('/kept').first()).toBeVisible()
    await expect(page.getByText(/failed:/)).toHaveCount(0)
    expect(errors).toEqual([])
  },
)
