import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { FileFlowStore } from '../flows/FileFlowStore.ts'
import { FlowRunner } from './FlowRunner.ts'

const HELLO = join(import.meta.dirname, '../../../../examples/hello')

async function openRunner(): Promise<{ runner: FlowRunner; revision: string }> {
  const workspace = mkdtempSync(join(tmpdir(), 'flowdeck-runner-'))
  cpSync(HELLO, workspace, { recursive: true })
  const flows = new FileFlowStore(workspace)
  const runner = new FlowRunner(flows)
  onTestFinished(async () => {
    await runner.close()
    rmSync(workspace, { recursive: true, force: true })
  })
  return { runner, revision: (await flows.load('flow.yml')).revision }
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
