import { expect, test } from 'vitest'
import { cudaDevice } from './cudaDevices.ts'

const turns = (written: string, count: number, replicas = 4) =>
  Array.from({ length: replicas }, (_, i) => cudaDevice(written, i, count)).join(' ')

test.each([
  ['RR', 3, '0 1 2 0'],
  ['RR1:3', 4, '1 2 1 2'],
  ['RR:-1', 3, '0 1 0 1'],
  ['RR::2', 4, '0 2 0 2'],
  ['RR2', 4, '2 2 2 2'],
  ['RR-1', 4, '3 3 3 3'],
  ['RR0,2', 4, '0 2 0 2'],
  ['RRGPU-a,GPU-b', 0, 'GPU-a GPU-b GPU-a GPU-b'],
])('%s with %d cards: %s', (written, count, expected) => {
  expect(turns(written, count)).toBe(expected)
})

test('nothing is chosen where nothing is asked for, or no card is there', () => {
  expect([cudaDevice(undefined, 0, 4), cudaDevice('0,1', 0, 4), cudaDevice('RR', 0, 0)]).toEqual([
    null,
    null,
    null,
  ])
})
