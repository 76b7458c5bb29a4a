import { expect, test } from './app.ts'

test('the main job: open, start, send, read the answer, stop, download', async ({ app, page }) => {
  await app.open('hello/flow.yml')
  await expect(app.node('foo')).toBeVisible()
  await expect(app.node('shout')).toBeVisible()
  await expect(app.edge('gateway-entry', 'foo')).toBeAttached()
  await expect(app.edge('foo', 'shout')).toBeAttached()
  await expect(app.edge('shout', 'gateway-exit')).toBeAttached()

  await app.start()
  await expect(app.node('foo')).toContainText('ready')

  await page.getByRole('tab', { name: 'Playground' }).click()
  await page.getByRole('combobox', { name: 'Endpoint' }).fill('/bar')
  await page.getByRole('textbox', { name: 'Text of document 1' }).fill('one')
  await page.getByRole('button', { name: 'Add document' }).click()
  await page.getByRole('textbox', { name: 'Text of document 2' }).fill('two')
  for (const protocol of ['gRPC', 'HTTP', 'WebSocket']) {
    await page.getByRole('combobox', { name: 'Protocol' }).selectOption(protocol)
    await page.getByRole('button', { name: 'Send' }).click()
    const answer = page.getByRole('region', { name: 'Answer', exact: true })
    await expect(answer).toContainText('ONE FOO WAS HERE')
    await expect(answer).toContainText('TWO FOO WAS HERE')
  }

  await page.getByRole('button', { name: 'Stop' }).click()
  await expect(page.getByRole('group', { name: 'Run' }).getByRole('button', { name: 'Start' })).toBeVisible()

  const downloading = page.waitForEvent('download')
  await page.getByRole('button', { name: 'More' }).click()
  await page
    .getByRole('menuitem', { name: /Download/ })
    .first()
    .click()
  const download = await downloading
  expect(download.suggestedFilename()).toMatch(/\.ya?ml$/)
})
