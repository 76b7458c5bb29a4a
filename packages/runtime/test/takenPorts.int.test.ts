import { createServer, type AddressInfo } from 'node:net'
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { join } from 'node:path'
import { parseFlow, planEdit, type FlowEdit } from '@flowdeck/shared'
import { expect, onTestFinished, test } from 'vitest'
import { writeComposeProject } from '../src/compose/composeProject.ts'
import { PortAllocator } from '../src/flow/ports.ts'
import { preparePlan } from '../src/flow/preparePlan.ts'
import { executorFile, folderWith, startTestFlow } from './startTestFlow.ts'

const FILES = { 'foo.ts': executorFile('') }

const portOf = (address: string | null | undefined) => Number(address?.split(':').at(-1))

/** The problems of ports that a Flow text has in a folder with its sources. */
async function given(text: string) {
  const flowPath = join(folderWith(FILES), 'flow.yml')
  const { preflight } = await preparePlan({ text, flowPath, flowId: 'flow.yml', revision: 'r' })
  return preflight.problems.filter(({ code }) => code === 'PORT_IN_USE')
}

/** A port that this process listens on. */
async function takePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  onTestFinished(() => void server.close())
  await new Promise((resolve) => server.once('listening', resolve))
  return (server.address() as AddressInfo).port
}

/** The text after the fix of each problem. */
function applyFixes(text: string, problems: Awaited<ReturnType<typeof given>>): string {
  return problems
    .flatMap(({ edits }) => edits as FlowEdit[])
    .reduce((now, edit) => {
      const outcome = planEdit(parseFlow(now), edit)
      if ('refused' in outcome) throw new Error(outcome.refused)
      return outcome.text
    }, text)
}

test('a port that another Flow listens on is named with that Flow and the part of it', async () => {
  const running = await startTestFlow(
    'jtype: Flow\nwith: {protocol: http}\nexecutors:\n  - {name: holder, uses: foo.ts, monitoring: true}\n',
    FILES,
  )
  const { gateway, pods, flowId } = running.run
  const worker = pods.find(({ deployment }) => deployment === 'holder')
  const cases = [
    [`with: {port: ${gateway[0]?.port}}`, 'foo', 'the Gateway of the Flow'],
    [`with: {port: ${portOf(worker?.metrics)}}`, 'foo', '"holder" of the Flow'],
    ['with: {}', `foo\n    port: ${portOf(worker?.address)}`, '"holder" of the Flow'],
  ] as const
  for (const [top, executor, holder] of cases) {
    const [found, ...others] = await given(
      `jtype: Flow\n${top}\nexecutors:\n  - name: ${executor}\n    uses: foo.ts\n`,
    )
    expect(others).toEqual([])
    expect(found?.message).toContain(`is in use by ${holder} ${flowId}. Stop that Flow`)
  }
})

test('a port that a foreign process listens on is named with that process', async () => {
  const holder = spawn(process.execPath, [
    '-e',
    'require("node:net").createServer().listen(0, function () { console.log(this.address().port) })',
  ])
  onTestFinished(() => void holder.kill())
  const port = await new Promise<string>((resolve) =>
    createInterface({ input: holder.stdout }).once('line', resolve),
  )
  const [found] = await given(
    `jtype: Flow\nwith: {monitoring: true, port_monitoring: ${port}}\nexecutors: [{uses: foo.ts}]\n`,
  )
  expect(found?.message).toContain(
    `port_monitoring ${port} of the Gateway is in use by process ${holder.pid} (`,
  )
  // The same goes for containers, whose ports are published on this machine.
  await expect(
    writeComposeProject({
      text: `jtype: Flow\nexecutors: [{uses: foo.ts, monitoring: true, port_monitoring: ${port}}]\n`,
      flowPath: join(folderWith(FILES), 'flow.yml'),
      env: process.env,
    }),
  ).rejects.toMatchObject({
    code: 'PORT_IN_USE',
    message: expect.stringContaining(
      `port_monitoring ${port} of "executor0" is in use by process ${holder.pid}`,
    ),
  })
})

test.each([
  ['a list', (one: number, two: number) => `[${one}, ${two}]`],
  ['a text', (one: number, two: number) => `'${one},${two}'`],
])('all fixes together free each taken port of %s', async (_, write) => {
  const ports = [await takePort(), await takePort()] as const
  const text = `jtype: Flow\nwith:\n  protocol: [grpc, http]\n  port: ${write(...ports)}\nexecutors:\n  - uses: foo.ts\n`
  const problems = await given(text)
  expect(problems).toHaveLength(2)
  expect(await given(applyFixes(text, problems))).toEqual([])
})

const executor = '\nexecutors:\n  - uses: foo.ts\n'
test.each([
  ['one port of the Gateway', (p: number) => `with: {port: ${p}}${executor}`, null],
  ['a port in the gateway block', (p: number) => `gateway: {port: ${p}}${executor}`, null],
  [
    'one of several ports of the Gateway',
    (p: number, free: number) => `with:\n  protocol: [grpc, http]\n  port: [${free}, ${p}]${executor}`,
    'port: [{free}, ',
  ],
  [
    'one of several ports that are one text',
    (p: number, free: number) => `with:\n  protocol: [grpc, http]\n  port: '${p},${free}'${executor}`,
    ',{free}',
  ],
  [
    'one port of several replicas',
    (p: number, free: number) =>
      `${executor.trim()}\n    replicas: 2\n    port:\n      - ${free}\n      - ${p}\n`,
    '- {free}',
  ],
  [
    'a metrics port that all processes have from the Flow',
    (p: number) => `with: {monitoring: true, port_monitoring: ${p}}${executor}`,
    null,
  ],
  [
    'one of the metrics ports of several replicas',
    (p: number, free: number) =>
      `${executor.trim()}\n    replicas: 2\n    monitoring: true\n    port_monitoring: [${p}, ${free}]\n`,
    ', {free}]',
  ],
])('the fix of %s changes that port only, and the Flow can start then', async (_, write, kept) => {
  const [taken, free] = [await takePort(), await new PortAllocator().allocate('127.0.0.1')]
  const text = `jtype: Flow\n${write(taken, free)}`
  const problems = await given(text)
  expect(new Set(problems.map(({ fix }) => fix))).toEqual(new Set(['Use a free port']))
  const [first] = problems
  const fixed = applyFixes(text, first ? [first] : [])
  expect(fixed).not.toContain(String(taken))
  if (kept !== null) expect(fixed).toContain(kept.replace('{free}', String(free)))
  expect(await given(fixed)).toEqual([])
})
