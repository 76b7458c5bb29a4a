import { expect, test } from './app.ts'
import { screen } from './screen.ts'

test('a missing source is a problem with its line before Start, and goes when the file is there', async ({
  app,
  page,
}) => {
  app.write(
    'hello/missing.yml',
    'jtype: Flow\nexecutors:\n  - name: foo\n    uses: foo.ts\n  - name: lost\n    uses: nowhere.ts:Lost\n',
  )
  await app.open('hello/missing.yml')
  await expect(app.node('lost')).toHaveAccessibleName(/1 problem/)
  await expect(app.node('foo')).not.toHaveAccessibleName(/problem/)
  await page.getByRole('tab', { name: 'Problems' }).click()
  const problems = page.getByRole('list', { name: 'Problems' })
  await expect(problems.getByRole('listitem')).toHaveCount(1)
  await expect(problems).toContainText('nowhere.ts')
  await expect(problems).toContainText('line 6')
  app.write(
    'hello/nowhere.ts',
    "import { Executor, type RequestContext } from '@flowdeck/runtime'\nexport class Lost extends Executor {\n  static override requests = { '/': 'go' }\n  go(_: RequestContext): void {\n    throw new RangeError('lost')\n  }\n}\n",
  )
  await expect(problems).toBeHidden({ timeout: 20_000 })
  await app.start()
  await page.getByRole('button', { name: 'Send', exact: true }).click()
  // The trace of the error names the source, not what it was compiled to.
  await expect(screen(page).answer).toContainText('hello/nowhere.ts:5')
  await expect(screen(page).answer).not.toContainText('cache/executors')
})
