import { afterEach, beforeEach, expect, test, vi } from 'vitest'

beforeEach(() => {
  vi.resetModules()
})
afterEach(() => {
  vi.unstubAllGlobals()
})

function blockedWindow(): object {
  return Object.defineProperty({}, 'localStorage', {
    get() {
      throw new DOMException('blocked', 'SecurityError')
    },
  })
}

test('a blocked storage keeps texts as long as the page, and is named once', async () => {
  vi.stubGlobal('window', blockedWindow())
  const { browserStorage, onUnkept } = await import('./storage.ts')
  const told: string[][] = []
  onUnkept((keepers) => told.push([...keepers]))
  expect(browserStorage.getItem('a')).toBe(null)
  expect(browserStorage.setItem('a', '1')).toBe(false)
  expect(browserStorage.getItem('a')).toBe('1')
  expect(browserStorage.keys()).toEqual(['a'])
  browserStorage.removeItem('a')
  expect(browserStorage.keys()).toEqual([])
  expect(told).toEqual([['localStorage']])
})

test('a full storage still gives what it holds', async () => {
  const kept = new Map([['old', 'x']])
  vi.stubGlobal('window', {
    localStorage: {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem() {
        throw new DOMException('full', 'QuotaExceededError')
      },
      removeItem: (key: string) => kept.delete(key),
    },
  })
  const { browserStorage } = await import('./storage.ts')
  expect(browserStorage.setItem('new', 'y')).toBe(false)
  expect(browserStorage.getItem('new')).toBe('y')
  expect(browserStorage.getItem('old')).toBe('x')
})

test('JSON that cannot be read is nothing', async () => {
  vi.stubGlobal('window', blockedWindow())
  const { browserStorage, readKept } = await import('./storage.ts')
  browserStorage.setItem('a', '{')
  expect(readKept('a')).toBe(null)
})
