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
      app.node(name).getByTitle(/^In the last request: number \d, .* % of the time in the Flow$/),
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

test('numbers are sent with all their digits; what cannot be sent as it is written is told before, and answers show NaN', async ({
  app,
  page,
}) => {
  app.write(
    'hello/numbers.ts',
    `import { Executor, type RequestContext } from '@flowdeck/runtime'
export class Numbers extends Executor {
  static override requests = { '/numbers': 'numbers' }
  numbers({ docs, parameters }: RequestContext): void {
    for (const doc of docs) {
      doc.text = [doc.embedding?.dtype, JSON.stringify(doc.tags), Object.is(parameters['zero'], -0)].join(' ')
      doc.tags = { shown: NaN }
    }
  }
}
`,
  )
  app.write('hello/numbers.yml', 'jtype: Flow\nwith:\n  protocol: http\nexecutors:\n  - uses: numbers.ts\n')
  await app.open('hello/numbers.yml')
  await app.start()
  const { answer } = screen(page)
  await page.getByRole('tab', { name: 'Playground' }).click()
  await page.getByRole('combobox', { name: 'Endpoint' }).fill('/numbers')
  await page.getByText('JSON', { exact: true }).click()
  const docs = page.getByRole('textbox', { name: 'Documents as JSON' })
  await docs.fill('{"embedding": [9007199254740993], "blob": "aGk"}')
  await expect(page.getByRole('button', { name: 'blob: this is not base64.' })).toBeVisible()
  await expect(page.getByRole('button', { name: 'Send' })).toBeDisabled()
  await docs.fill(
    '{"txet": "a", "embedding": [9007199254740993], "tags": {"n": 9007199254740993, "far": 1e400}}',
  )
  const notes = page.getByRole('status').filter({ hasText: 'Not everything is sent as it is written' })
  await expect(notes.getByRole('listitem')).toHaveText([
    'txet: It is not a field of a document, and is not sent.',
    'tags.n: 9007199254740993 is sent as 9007199254740992.',
    'tags.far: 1e400 is sent as Infinity.',
  ])
  await page.getByRole('textbox', { name: 'Parameters' }).fill('{"zero": -0, "float": 1.0}')
  await page.getByRole('button', { name: 'Send' }).click()
  // JSON.stringify of the Executor writes null for Infinity.
  await expect(answer).toContainText('<i8 {"n":9007199254740992,"far":null} true')
  await expect(answer).toContainText('shownNaN')
  await expect(answer).toContainText('"zero": -0.0')
  await answer.getByText('Raw').click()
  await expect(answer).toContainText('9007199254740993')
  await expect(answer).toContainText('"shown": NaN')
})
