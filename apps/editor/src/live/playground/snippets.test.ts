import { expect, it } from 'vitest'
import { pythonValue, snippet } from './snippets.ts'

const gateway = [
  { protocol: 'grpc' as const, host: '0.0.0.0', port: 5100 },
  { protocol: 'http' as const, host: '127.0.0.1', port: 5101 },
]
const request = {
  protocol: 'grpc' as const,
  endpoint: '/search',
  docs: [{ text: 'it\'s "here"' }],
  parameters: { limit: 3, exact: true },
  targetExecutor: 'encoder',
}

it('curl posts to the HTTP port, whatever protocol was used, and quotes for a shell', () => {
  const text = snippet('curl', request, gateway)
  expect(text).toContain('http://127.0.0.1:5101/post')
  expect(text).toContain(String.raw`it'\''s`)
  expect(text).toContain('"targetExecutor": "encoder"')
})

it('curl says what is missing when the Gateway has no HTTP', () => {
  expect(snippet('curl', request, gateway.slice(0, 1))).toMatch(/^# .*HTTP/)
})

it('TypeScript uses the port of the chosen protocol, never 0.0.0.0', () => {
  const text = snippet('TypeScript', request, gateway)
  expect(text).toContain(`new Client({ host: '127.0.0.1', port: 5100, protocol: 'grpc' })`)
  expect(text).toContain('"limit": 3')
})

it('TypeScript converts documents whose JSON form is not what the client takes', () => {
  expect(snippet('TypeScript', { ...request, docs: [{ blob: 'aGk=' }] }, gateway)).toContain(
    'documentFromJson(doc)',
  )
})

it('Python names its own literals', () => {
  const text = snippet('Python', request, gateway)
  expect(text).toContain('parameters={"limit": 3, "exact": True},')
  expect(text).toContain('target_executor="encoder"')
})

it('writes long Python values over several lines', () => {
  expect(pythonValue({ a: null, b: 'x'.repeat(80) })).toBe(
    `{\n    "a": None,\n    "b": "${'x'.repeat(80)}",\n}`,
  )
})
