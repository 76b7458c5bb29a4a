import { describe, expect, test } from 'vitest'
import type { FlowSpec } from '../../model/flowModel.ts'
import { parseFlow } from '../../read/parseFlow.ts'
import { writtenAddresses } from '../code/addresses.ts'
import { explainFlow } from './explainFlow.ts'
import { code, fence, table } from './markdown.ts'
import { runBook, type RunBookInput } from './runBook.ts'

const specOf = (text: string) => parseFlow(`jtype: Flow\n${text}`).spec as FlowSpec
const explained = (executors: string) => explainFlow(specOf(`executors:\n${executors}`))

describe('explainFlow', () => {
  test('tells the order, who waits for whom, and whose answer it is', () => {
    expect(
      explained(
        '  - name: a\n  - {name: b, needs: a}\n  - {name: c, needs: a}\n  - {name: j, needs: [b, c]}\n',
      ),
    ).toEqual([
      '`a` gets what the client sent.',
      '`b` and `c` work side by side. `b` gets what `a` returned. `c` gets what `a` returned.',
      '`j` waits for `b` and `c` and gets their Documents merged.',
      'The client gets what `j` returns.',
    ])
  })

  test('a need that points forward is still in order', () => {
    expect(explained('  - {name: z, needs: a}\n  - {name: a, needs: gateway}\n').slice(0, 2)).toEqual([
      '`a` gets what the client sent.',
      '`z` gets what `a` returned.',
    ])
  })

  test('tells filters, shards, replicas and external ones', () => {
    const [first] = explained(
      '  - {name: a, when: {tags__x: {$eq: 1}}, shards: 3, polling: ALL, replicas: 2, external: true}\n',
    )
    expect(first).toBe(
      '`a` gets what the client sent. Only Documents that match `{"tags__x":{"$eq":1}}` go to `a`; others pass it by. ' +
        'Of its 3 shards, a request asks all of them. Its 2 replicas per shard take turns. It is external: somebody else runs it.',
    )
  })

  test('tells who has no say: floating ones, and branches that lead nowhere', () => {
    const told = explained(
      '  - name: a\n  - {name: lost, needs: a}\n  - {name: b, needs: a}\n  - {name: log, needs: a, floating: true}\n',
    )
    expect(told).toContain('`lost` leads to no answer: nothing that the client gets depends on it.')
    expect(told.at(-1)).toBe(
      'Beside all that: `log` gets what `a` returned. The answer does not wait for `log`, and what it returns is dropped.',
    )
  })

  test('an empty Flow and a circle are told as such', () => {
    expect(explained('')).toEqual(['The Gateway gives each request back as it came: there is no Executor.'])
    expect(explained('  - {name: a, needs: b}\n  - {name: b, needs: a}\n')[0]).toMatch(/in a circle/)
  })
})

describe('runBook', () => {
  const book = (text: string, over: Partial<RunBookInput> = {}) => {
    const spec = specOf(text)
    const { addresses, fixed } = writtenAddresses(spec.gateway)
    return runBook({
      file: 'shop/flow.yml',
      spec,
      description: '',
      gateway: addresses,
      fixedPorts: fixed,
      endpoints: [],
      namespace: 'shop',
      ...over,
    })
  }

  test('has every part, in order, and a picture', () => {
    const text = book('executors:\n  - {name: a, uses: a.ts}\n')
    expect(text.match(/^##? .*$/gm)).toEqual([
      '# Run-book: shop/flow.yml',
      '## What happens to a request',
      '## Picture',
      '## Executors',
      '## Ports',
      '## Environment',
      '## Endpoints',
      '## Start and stop',
      '## Is it well?',
      '## Scale',
      '## Logs',
    ])
    expect(text).toContain('```mermaid\n%%{init')
    expect(text).toContain('| `a` | `a.ts` | `gateway` | 1 × 1 |  |')
  })

  test('names the variables that are needed and never what they hold', () => {
    const text = book(
      'with:\n  env: {API_KEY: s3cret}\nexecutors:\n  - {name: a, uses: a.ts, uses_with: {url: "${{ ENV.DB_URL }}", k: "${{ CONTEXT.size }}"}, env: {TOKEN: hush}, env_from_secret: {PW: {name: db, key: pass}}}\n',
    )
    expect(text).toContain('| `DB_URL` | must be set before the start | `a` |')
    expect(text).toContain('`--env size=…`')
    expect(text).toContain('| `PW` | comes from the Kubernetes secret `db/pass` |')
    expect(text).toContain('| `TOKEN` | is set by the file | `a` |')
    expect(text).not.toMatch(/s3cret|hush/)
  })

  test('tells fixed ports, and that others are chosen at each start', () => {
    expect(book('with: {protocol: http, port: 8080}\nexecutors: []\n')).toContain('| Gateway | http | 8080 |')
    expect(book('executors: []\n')).toContain('chosen at each start')
  })

  test('the commands for Kubernetes use its names and namespace', () => {
    expect(book('executors:\n  - {name: My_Exec, replicas: 2}\n')).toContain(
      'kubectl --namespace shop scale deployment/my-exec --replicas 3',
    )
  })

  test('the same Flow gives the same text', () => {
    const text = 'executors:\n  - name: a\n  - name: b\n'
    expect(book(text)).toBe(book(text))
  })
})

describe('Markdown', () => {
  test('names cannot leave their code, cell or fence', () => {
    expect(code('a`b')).toBe('``a`b``')
    expect(code('`')).toBe('`` ` ``')
    expect(table(['x'], [['a|b\nc']])[2]).toBe(String.raw`| a\|b c |`)
    expect(fence('', '```\nx')[0]).toBe('````')
  })
})
