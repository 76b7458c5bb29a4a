import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseFlow } from '@flowdeck/shared'
import { describe, expect, onTestFinished, test } from 'vitest'
import { Executor } from '../executor/Executor.ts'
import { Flow } from './Flow.ts'

const edges = (flow: Flow) => parseFlow(flow.toYaml()).graph?.edges

describe('building', () => {
  test('add chains, needs joins, needsAll joins what is open', () => {
    const flow = new Flow()
      .add({ name: 'a', uses: 'a.ts' })
      .add({ name: 'b', uses: 'b.ts', needs: 'gateway' })
      .needs(['a', 'b'], { name: 'j' })
    expect(edges(flow)).toEqual({ a: ['j'], 'start-gateway': ['a', 'b'], b: ['j'], j: ['end-gateway'] })
    const all = new Flow()
      .add({ name: 'a' })
      .add({ name: 'b', needs: 'gateway' })
      .add({ name: 'c', needs: 'a' })
      .needsAll()
    expect(edges(all)?.['joiner']).toEqual(['end-gateway'])
    expect(all.spec.executors.at(-1)?.needs).toEqual(['b', 'c'])
  })

  test('a Flow does not change: add gives a new one', () => {
    const base = new Flow().add({ name: 'a' })
    base.add({ name: 'b' })
    expect(base.spec.executors.map(({ name }) => name)).toEqual(['a'])
  })

  test('arguments reach the file in their own words', () => {
    const flow = new Flow({ protocol: ['grpc', 'http'], port: [1, 2], env: { A: '1' } })
      .configGateway({ cors: true, title: '123' })
      .exposeEndpoint('/foo', { path: '/bar', methods: ['PUT'] })
      .add({ uses: 'a.ts', replicas: 2, uses_with: { n: 1, text: '007' } })
    const { spec } = flow
    expect(spec.gateway).toMatchObject({ protocols: ['grpc', 'http'], ports: [1, 2] })
    expect(spec.gateway.args).toMatchObject({
      cors: true,
      title: '123',
      expose_endpoints: { '/foo': { path: '/bar', methods: ['PUT'] } },
    })
    expect(spec.env).toEqual({ A: '1' })
    expect(spec.executors[0]).toMatchObject({
      name: 'executor0',
      replicas: 2,
      args: { uses_with: { n: 1, text: '007' } },
    })
  })

  test('what cannot be is refused by name', () => {
    const flow = new Flow().add({ name: 'a' })
    expect(() => flow.add({ name: 'a' })).toThrow('exists already')
    expect(() => flow.add({ name: 'gateway' })).toThrow('reserved')
    expect(() => flow.add({ name: 'b', needs: 'nobody' })).toThrow('nobody')
    expect(() => flow.needs(['a'])).toThrow('at least two')
  })

  test('a class names the file it stands in', () => {
    class Mine extends Executor {}
    const { executors } = new Flow().add({ uses: Mine }).spec
    expect(executors[0]?.uses).toBe('Flow.test.ts:Mine')
  })
})

describe('files', () => {
  test('what is loaded, extended and saved keeps its comments', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'flowdeck-test-'))
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
    const file = join(folder, 'flow.yml')
    await new Flow().add({ name: 'a' }).saveConfig(file)
    const loaded = await Flow.loadConfig('# mine\njtype: Flow\nexecutors:\n  - name: a  # first\n')
    await loaded.add({ name: 'b', uses: 'b.ts' }).saveConfig(file)
    expect(readFileSync(file, 'utf8')).toBe(
      '# mine\njtype: Flow\nexecutors:\n  - name: a  # first\n  - name: b\n    uses: b.ts\n',
    )
    expect((await Flow.loadConfig(file)).spec.executors).toHaveLength(2)
  })

  test('plot writes Mermaid text', async () => {
    expect(await new Flow().add({ name: 'a' }).plot()).toContain('flowchart LR')
    expect(await new Flow().add({ name: 'a' }).plot(undefined, { vertical: true })).toContain('flowchart TD')
  })

  test('a file that is not there, or is no Flow, is said so with its line', async () => {
    await expect(Flow.loadConfig('nowhere.yml')).rejects.toMatchObject({ code: 'FLOW_NOT_FOUND' })
    await expect(Flow.loadConfig('jtype: Flow\nexecutors: [\n')).rejects.toMatchObject({
      code: 'FLOW_INVALID',
    })
  })
})
