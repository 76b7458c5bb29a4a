import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

interface LockedPackage {
  version?: string
  link?: boolean
  resolved?: string
  integrity?: string
  hasInstallScript?: boolean
  inBundle?: boolean
}

const { packages } = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../../package-lock.json'), 'utf8'),
) as { packages: Record<string, LockedPackage> }
const installed = Object.entries(packages).filter(
  ([path, { link, inBundle }]) => path.includes('node_modules/') && !link && !inBundle,
)

test('every locked package has an integrity hash and comes from the registry that npm is set to [SEC-47]', () => {
  expect(installed.length).toBeGreaterThan(100)
  expect(installed.filter(([, { integrity }]) => !integrity?.startsWith('sha512-'))).toEqual([])
  expect(installed.filter(([, { resolved }]) => resolved !== undefined)).toEqual([])
})

test('only known packages have install scripts, and Flowdeck works without running them [SEC-47]', () => {
  const scripted = installed.filter(([, { hasInstallScript }]) => hasInstallScript)
  const names = scripted.map(([path]) =>
    path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length),
  )
  expect([...new Set(names)].sort()).toEqual(['@bufbuild/buf', 'esbuild', 'protobufjs'])
})

test.each([
  ['ws', [8, 21, 0]],
  ['@grpc/grpc-js', [1, 10, 9]],
  ['yaml', [2, 8, 3]],
])('%s is newer than its known vulnerabilities [SEC-47]', (name, floor) => {
  const [major = 0, minor = 0, patch = 0] = (packages[`node_modules/${name}`]?.version ?? '0.0.0')
    .split('.')
    .map(Number)
  const [a = 0, b = 0, c = 0] = floor
  expect(major * 1e6 + minor * 1e3 + patch).toBeGreaterThanOrEqual(a * 1e6 + b * 1e3 + c)
})
