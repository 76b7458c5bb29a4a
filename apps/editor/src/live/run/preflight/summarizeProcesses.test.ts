import { expect, test } from 'vitest'
import { summarizeProcesses } from './summarizeProcesses.ts'

const process = (deployment: string, ports: { protocol: 'grpc' | 'http'; port: number }[] = []) => ({
  pod: `${deployment}/rep-0`,
  deployment,
  argv: ['node'],
  cwd: '/w',
  ports,
  env: [],
})

test('names Executors once with their number of processes, and the Gateway with its ports', () => {
  const gateway = process('gateway', [
    { protocol: 'grpc', port: 51000 },
    { protocol: 'http', port: 0 },
  ])
  expect(summarizeProcesses([process('a'), process('a'), process('b'), gateway])).toBe(
    'a ×2, b, Gateway on grpc :51000, http',
  )
})

test('counts what is too much for a line, and cuts long names', () => {
  const line = summarizeProcesses([...'abcdefg'.split('').map((name) => process(name)), process('gateway')])
  expect(line).toBe('a, b, c, d, 3 more, Gateway')
  expect(summarizeProcesses([process('x'.repeat(3000))])).toHaveLength(32)
})
