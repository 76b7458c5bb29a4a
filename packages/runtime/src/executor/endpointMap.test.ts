import { describe, expect, test } from 'vitest'
import { endpointMap } from './endpointMap.ts'
import { Executor } from './Executor.ts'
import { pickClass } from './pickClass.ts'

class Base extends Executor {
  static override requests: Record<string, string> = { '/a': 'one', '/b': 'one' }
  one(): void {}
  two(): void {}
}
class Child extends Base {
  static override requests = { '/b': 'two' }
}

describe('endpoints', () => {
  test('are inherited, and a subclass may bind them again', () => {
    expect([...endpointMap(Child)]).toEqual([
      ['/a', { method: 'one' }],
      ['/b', { method: 'two' }],
    ])
  })

  test('uses_requests adds a binding and takes the last one of that method', () => {
    expect([...endpointMap(Base, { '/z': 'one' })]).toEqual([
      ['/a', { method: 'one' }],
      ['/z', { method: 'one' }],
    ])
  })

  test('a method that does not exist is named', () => {
    expect(() => endpointMap(Base, { '/z': 'nope' })).toThrow(
      '"/z" is bound to "nope", but the class has no such method',
    )
    expect(() => endpointMap(Base, { z: 'one' })).toThrow('must begin with "/"')
  })
})

describe('choosing the class of a module', () => {
  test('the only Executor, by name, or the default', () => {
    expect(pickClass({ Base }, null, 'f.ts')).toBe(Base)
    expect(pickClass({ Base, Child }, 'Child', 'f.ts')).toBe(Child)
    expect(pickClass({ default: Base, Child }, null, 'f.ts')).toBe(Base)
  })

  test('says which there are when it cannot choose', () => {
    expect(() => pickClass({ Base, Child }, null, 'f.ts')).toThrow('Base, Child')
    expect(() => pickClass({ Base }, 'Foo', 'f.ts')).toThrow('it exports Base')
    expect(() => pickClass({ x: 1 }, null, 'f.ts')).toThrow('exports no Executor')
  })
})
