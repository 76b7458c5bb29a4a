import type { Page } from '@playwright/test'
import { expect, test } from './app.ts'
import { openYaml, pasteYaml, saved, screen } from './screen.ts'

const FLOW = `jtype: Flow
executors:
  - name: a # kept
    uses: foo.ts
    shards: 2
`

const inspector = (page: Page) => screen(page).inspector

test('a `when` filter is built from rows and groups, written as Jina reads it, and taken apart again', async ({
  app,
  page,
}) => {
  app.write('hello/when.yml', FLOW)
  await app.open('hello/when.yml')
  await app.node('a').click()
  const when = inspector(page).getByRole('group', { name: 'when', exact: true })
  const box = (what: string, n: string) => when.getByLabel(`${what} of condition ${n}`, { exact: true })

  await when.getByRole('button', { name: 'Condition', exact: true }).click()
  await box('Field', '1').fill('tags__price')
  await box('Field', '1').press('Enter')
  await box('Operator', '1').selectOption('is less than')
  await box('Value', '1').fill('10')
  await box('Value', '1').press('Enter')
  expect(await saved(app, 'hello/when.yml')).toContain(
    '  - name: a # kept\n    uses: foo.ts\n    shards: 2\n    when:\n      tags__price:\n        $lt: 10\n',
  )

  // A group beside it, of which one must hold.
  await when.getByRole('button', { name: 'Group', exact: true }).click()
  await box('Field', '2.1').fill('text')
  await box('Field', '2.1').press('Enter')
  await box('Operator', '2.1').selectOption('matches')
  await box('Value', '2.1').fill('(')
  await box('Value', '2.1').press('Enter')
  await expect(when).toContainText('$regex "("')
  await box('Value', '2.1').fill('^Berlin')
  await box('Value', '2.1').press('Enter')
  await when
    .getByRole('group', { name: 'group 2', exact: true })
    .getByRole('button', { name: 'Condition', exact: true })
    .click()
  await box('Field', '2.2').fill('tags__city')
  await box('Field', '2.2').press('Enter')
  await box('Operator', '2.2').selectOption('is one of')
  await box('Value', '2.2').fill('Berlin, Paris')
  await box('Value', '2.2').press('Enter')
  const text = await saved(app, 'hello/when.yml')
  expect(text).toContain('$or:')
  await expect(when).toContainText('0 of 1 document in the playground would pass')

  // The same as text, and a change there.
  await when.getByRole('button', { name: 'As text' }).click()
  const raw = when.getByLabel('when as JSON')
  expect(JSON.parse(await raw.inputValue())).toEqual({
    $and: [
      { tags__price: { $lt: 10 } },
      { $or: [{ text: { $regex: '^Berlin' } }, { tags__city: { $in: ['Berlin', 'Paris'] } }] },
    ],
  })
  await raw.fill('{"text": {"$exists": true}}')
  await raw.press('Control+Enter')
  await raw.blur()
  await when.getByRole('button', { name: 'Builder' }).click()
  await expect(box('Operator', '1')).toHaveValue('$exists')
  await expect(when).toContainText('1 of 1 document in the playground would pass')

  // Without conditions the key is gone.
  await when.getByRole('button', { name: 'Remove condition 1' }).click()
  expect(await saved(app, 'hello/when.yml')).toBe(FLOW)
})

test('a filter that the builder cannot show stays as text, with the reason', async ({ app, page }) => {
  app.write('hello/when.yml', `${FLOW}    when: {tags__price: 5}\n`)
  await app.open('hello/when.yml')
  await app.node('a').click()
  const when = inspector(page).getByRole('group', { name: 'when', exact: true })
  await expect(when).toContainText('The builder cannot show this: "tags__price" needs an operator')
  await openYaml(page)
  await pasteYaml(page, `${FLOW}    when: {tags__price: {$eq: 5}}\n`)
  await app.node('a').click()
  await expect(when.getByLabel('Value of condition 1')).toHaveValue('5')
})

test('polling is chosen per endpoint; what Jina has built in is said', async ({ app, page }) => {
  app.write('hello/polling.yml', FLOW)
  await app.open('hello/polling.yml')
  await app.node('a').click()
  const polling = inspector(page).getByRole('group', { name: 'polling', exact: true })
  await expect(polling).toContainText('/search ALL, /index ANY')
  await polling.getByLabel('polling', { exact: true }).selectOption('ALL shards')
  expect(await saved(app, 'hello/polling.yml')).toBe(`${FLOW}    polling: ALL\n`)
  await polling.getByRole('button', { name: 'Add an endpoint to polling' }).click()
  await polling.getByLabel('New endpoint of polling').fill('/bar')
  await polling.getByLabel('New endpoint of polling').press('Enter')
  await expect(polling.getByLabel('polling of /bar')).toHaveValue('ANY')
  expect(await saved(app, 'hello/polling.yml')).toMatch(/polling:\n\s+'?"?\*'?"?: ALL\n\s+\/bar: ANY\n/)
  await polling.getByRole('button', { name: 'Remove /bar from polling' }).click()
  await polling.getByLabel('polling', { exact: true }).selectOption('ANY: one shard, in turn')
  expect(await saved(app, 'hello/polling.yml')).toBe(FLOW)
})

test('batching is set per endpoint, with the defaults of Jina', async ({ app, page }) => {
  app.write('hello/batching.yml', FLOW)
  await app.open('hello/batching.yml')
  await app.node('a').click()
  await inspector(page).getByRole('button', { name: 'Batching' }).click()
  const batching = inspector(page).getByRole('group', { name: 'uses_dynamic_batching', exact: true })
  await batching.getByRole('button', { name: 'Add an endpoint' }).click()
  await batching.getByLabel('New endpoint of uses_dynamic_batching').fill('/bar')
  await batching.getByLabel('New endpoint of uses_dynamic_batching').press('Enter')
  const size = batching.getByLabel('preferred_batch_size of /bar')
  await expect(size).toHaveValue('4')
  await size.fill('0')
  await size.press('Enter')
  await expect(batching).toContainText('A whole number from 1')
  await size.fill('32')
  await size.press('Enter')
  await batching.getByLabel('flush_all of /bar').check()
  expect(await saved(app, 'hello/batching.yml')).toBe(
    `${FLOW}    uses_dynamic_batching:\n      /bar:\n        preferred_batch_size: 32\n        timeout: 10000\n        flush_all: true\n`,
  )
  await batching.getByRole('button', { name: 'Remove /bar from uses_dynamic_batching' }).click()
  expect(await saved(app, 'hello/batching.yml')).toBe(FLOW)
})
