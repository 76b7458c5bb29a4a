import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { FileFlowStore } from '../flows/FileFlowStore.ts'
import { ConsentStore } from './ConsentStore.ts'
import { FlowRunner } from './FlowRunner.ts'

const HELLO = join(import.meta.dirname, '../../../../examples/hello')

async function openRunner(
  yaml?: string,
): Promise<{ runner: FlowRunner; revision: string; workspace: string }> {
  const workspace = mkdtempSync(join(tmpdir(), 'flowdeck-runner-'))
  cpSync(HELLO, workspace, { recursive: true })
  if (yaml !== undefined) writeFileSync(join(workspace, 'flow.yml'), yaml)
  const flows = new FileFlowStore(workspace)
  const runner = new FlowRunner(
    flows,
    new ConsentStore(join(workspace, '..', `${basename(workspace)}-state`)),
    workspace,
  )
  onTestFinished(async () => {
    await runner.close()
    for (const folder of [workspace, `${workspace}-state`]) rmSync(folder, { recursive: true, force: true })
  })
  return { runner, workspace, revision: (await flows.load('flow.yml')).revision }
}

test('a Flow that is about to start when the server stops does not outlive it', async () => {
  const { runner, revision } = await openRunner()
  const starting = runner.start('flow.yml', revision).catch((thrown: unknown) => thrown)
  await runner.close()
  expect(await starting).toMatchObject({ code: 'DEPLOYMENT_UNAVAILABLE' })
  expect(runner.list().filter(({ endedAt }) => endedAt === null)).toEqual([])
  await expect(runner.start('flow.yml', revision)).rejects.toMatchObject({ code: 'DEPLOYMENT_UNAVAILABLE' })
})

test('of two starts at once one wins', async () => {
  const { runner, revision } = await openRunner()
  const outcomes = await Promise.allSettled([1, 2].map(() => runner.start('flow.yml', revision)))
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected'])
  expect(outcomes[1]).toMatchObject({ reason: { code: 'RUN_ALREADY_ACTIVE' } })
  expect(runner.list()).toHaveLength(1)
})

const READS = `jtype: Flow
executors:
  - name: foo
    uses: foo.ts
    uses_with: {key: '\${{ ENV.FLOWDECK_TEST_SECRET }}'}
    env: {NODE_OPTIONS: --no-warnings}
`

test('a file that reads a variable starts only with consent, which is remembered for this file [SEC-24]', async () => {
  vi.stubEnv('FLOWDECK_TEST_SECRET', 'sk-canary-7391')
  onTestFinished(() => void vi.unstubAllEnvs())
  const { runner, revision, workspace } = await openRunner(READS)
  const asked = await runner.preflight('flow.yml', revision)
  expect(asked.permissions.map(({ id, granted, line }) => ({ id, granted, line }))).toEqual([
    { id: 'read FLOWDECK_TEST_SECRET', granted: false, line: 5 },
    { id: 'set NODE_OPTIONS=--no-warnings', granted: false, line: 6 },
  ])
  expect(JSON.stringify(asked)).not.toContain('sk-canary-7391')
  expect(asked.processes[0]?.argv.join(' ')).toContain('${FLOWDECK_TEST_SECRET}')
  const [first, second] = asked.permissions.map(({ id }) => id)
  await expect(runner.start('flow.yml', revision, [first as string])).rejects.toMatchObject({
    code: 'CONSENT_NEEDED',
    message: expect.stringContaining('it sets NODE_OPTIONS=--no-warnings (line 6)'),
  })
  await expect(runner.start('flow.yml', revision)).rejects.toMatchObject({ code: 'CONSENT_NEEDED' })
  const runId = await runner.start('flow.yml', revision, [first, second] as string[])
  await runner.stop(runId, true)
  expect((await runner.preflight('flow.yml', revision)).permissions.map(({ granted }) => granted)).toEqual([
    true,
    true,
  ])
  await runner.stop(await runner.start('flow.yml', revision), true)
  // Another value is another question.
  writeFileSync(join(workspace, 'flow.yml'), READS.replace('--no-warnings', '--require ./x.cjs'))
  const changed = await new FileFlowStore(workspace).load('flow.yml')
  await expect(runner.start('flow.yml', changed.revision)).rejects.toMatchObject({ code: 'CONSENT_NEEDED' })
})

test('a source outside the workspace is named before it runs [SEC-21]', async () => {
  const outside = mkdtempSync(join(tmpdir(), 'flowdeck-outside-'))
  onTestFinished(() => rmSync(outside, { recursive: true, force: true }))
  cpSync(join(HELLO, 'foo.ts'), join(outside, 'foo.ts'))
  const { runner, revision } = await openRunner(
    `jtype: Flow\nexecutors:\n  - {name: a, uses: foo.ts}\n  - {name: b, uses: ${join(outside, 'foo.ts')}}\n`,
  )
  const { problems } = await runner.preflight('flow.yml', revision)
  expect(problems).toMatchObject([{ code: 'outside-workspace', executor: 'b', severity: 'warning', line: 4 }])
  expect(problems[0]?.message).toContain(join(outside, 'foo.ts'))
})
