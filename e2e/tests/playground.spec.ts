import { expect, test } from './app.ts'
import { screen, send, setField } from './screen.ts'

test('[row 65] a request lights its nodes in order and tells each its share; a bar leads to its node', async ({
  app,
  page,
}) => {
  await app.open('fan-out-and-join/flow.yml')
  await app.start()
  // Listening first: a light that comes before would not be seen.
  await page.evaluate(() => {
    const lit: [node: string, delay: number][] = []
    addEventListener('animationstart', ({ animationName, target }) => {
      if (animationName !== 'live-light' || !(target instanceof Element)) return
      const delay = Number.parseFloat(getComputedStyle(target, '::before').animationDelay)
      lit.push([target.closest('[data-id]')?.getAttribute('data-id') ?? '', delay])
    })
    Object.assign(globalThis, { lit })
  })
  await send(app, '/analyse', 'Ein kurzer Satz.')
  const { answer } = screen(page)
  await expect(answer).toContainText('OK')
  // By their delays, not by the order of the events: a page that stalls starts several in one frame, in any order.
  const lit = () =>
    page.evaluate(() =>
      (globalThis as never as { lit: [string, number][] }).lit
        .toSorted(([, a], [, b]) => a - b)
        .map(([node]) => node),
    )
  await expect
    .poll(async () => (await lit()).toSorted())
    .toEqual(['audit', 'clean', 'join', 'language', 'length'])
  // The floating `audit` may come anywhere behind `clean`; the join comes behind both branches.
  const order = (await lit()).filter((node) => node !== 'audit')
  expect([order[0], order.slice(1, 3).toSorted(), order[3]]).toEqual([
    'clean',
    ['language', 'length'],
    'join',
  ])

  for (const name of ['clean', 'length', 'language', 'join'])
    await expect(
      app.node(name).getByTitle(/^In the last request: number \d, .* % of the time$/),
    ).toBeVisible()

  await page.getByRole('tab', { name: 'Trace' }).click()
  const bars = answer.getByRole('list', { name: /^Time per Executor/ }).getByRole('button')
  await expect(bars.first()).toHaveAccessibleName(/^gateway: /)
  await answer.getByRole('button', { name: /^language: / }).click()
  await expect(app.node('language')).toHaveClass(/selected/)
  const part = answer.getByRole('region', { name: 'What language did' })
  await expect(part.getByRole('list', { name: 'Documents into language' })).toContainText('Ein kurzer Satz.')
  await expect(part.getByRole('list', { name: 'Documents out of language' })).toContainText('unknown')
  await answer.getByRole('button', { name: /^audit: / }).click()
  await expect(
    answer.getByRole('list', { name: 'Log lines of audit for this request' }).getByRole('listitem'),
  ).toHaveText(['INFO 1 documents on /analyse'])
  await answer.getByRole('button', { name: /^language: / }).click()
})

test('an Executor that throws shows its error on its node, and only there', async ({ app, page }) => {
  app.write(
    'hello/shout.ts',
    `import { Executor, type RequestContext } from '@flowdeck/runtime'
export class Shout extends Executor {
  static override requests = { '/bar': 'shout' }
  shout({ docs }: RequestContext): void {
    throw new RangeError('too loud: ' + docs[0]?.text)
  }
}
`,
  )
  await app.open('hello/flow.yml')
  await app.start()
  for (const protocol of ['gRPC', 'HTTP', 'WebSocket']) {
    await page.getByRole('tab', { name: 'Playground' }).click()
    await page.getByRole('combobox', { name: 'Protocol' }).selectOption(protocol)
    await send(app, '/bar', protocol)
    await expect(screen(page).answer).toContainText(`too loud: ${protocol}`)
    await expect(app.node('shout')).toContainText(`RangeError: too loud: ${protocol}`)
    await expect(app.node('foo')).not.toContainText('RangeError')
  }
  await screen(page).answer.getByRole('button', { name: 'Show the node' }).first().click()
  await expect(app.node('shout')).toHaveClass(/selected/)
})

test(
  '[row 49] a request that names an Executor follows when it is renamed',
  { tag: '@once' },
  async ({ app, page }) => {
    await app.open('hello/flow.yml')
    await app.start()
    await page.getByRole('tab', { name: 'Playground' }).click()
    const target = page.getByRole('combobox', { name: 'Only these Executors' })
    await target.fill('shout')
    await app.node('shout').click()
    await setField(page, 'name', 'loud')
    await expect(app.node('loud')).toBeVisible()
    await expect(target).toHaveValue('loud')
  },
)

test('an answer too large for the page is shortened, says so, and its size', async ({ app, page }) => {
  app.write(
    'hello/large.ts',
    `export class Large { static requests = { '/large': 'large' }
      large({ docs }) { docs[0].text = 'x'.repeat(3 * 1024 * 1024) } }`,
  )
  app.write('hello/large.yml', 'jtype: Flow\nexecutors:\n  - name: large\n    uses: large.ts\n')
  await app.open('hello/large.yml')
  await app.start()
  await send(app, '/large', 'x')
  const { answer } = screen(page)
  await expect(answer.getByRole('note')).toContainText('All of this answer has 3.0 MiB')
  await expect(answer).toContainText('3,145,728 characters')
  await expect(answer).toContainText('1 document')
})

test('an endpoint that answers document by document shows each as it comes', async ({ app, page }) => {
  app.write('hello/stream.yml', 'jtype: Flow\nexecutors:\n  - name: count\n    uses: stream.ts\n')
  app.write(
    'hello/stream.ts',
    `import { Executor, type RequestContext } from '@flowdeck/runtime'
export class Count extends Executor {
  static override requests = { '/count': 'count' }
  async *count({ doc, signal }: RequestContext) {
    for (const word of (doc.text ?? '').split(' ')) yield { text: word }
    if (doc.text === 'on and on') await new Promise((resolve) => signal.addEventListener('abort', resolve))
  }
}
`,
  )
  await app.open('hello/stream.yml')
  await app.start()
  await send(app, '/count', 'one two')
  const { answer } = screen(page)
  await expect(answer).toContainText('OK')
  await expect(page.getByText('This endpoint answers document by document.')).toBeVisible()
  for (const [i, text] of ['one', 'two'].entries())
    await expect(answer.getByRole('list', { name: `Documents of answer ${i + 1}` })).toContainText(text)

  // What has come is there while the rest is awaited; cancelling ends it.
  await send(app, '/count', 'on and on')
  await expect(answer.getByRole('list', { name: 'Documents of answer 3' })).toContainText('on')
  await expect(answer).toContainText('3 answered so far')
  await page.getByRole('button', { name: 'Cancel', exact: true }).click()
  await expect(answer).toContainText('Cancelled')
})
