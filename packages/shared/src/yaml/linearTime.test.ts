import { expect, test } from 'vitest'
import { parseFlow } from '../read/parseFlow.ts'

const times = (count: number, line: (i: number) => string, separator = '\n') =>
  Array.from({ length: count }, (_, i) => line(i)).join(separator)

/** Texts that grow with a number, by what there is much of. */
const SHAPES: Record<string, (n: number) => string> = {
  'unknown keys under "with:"': (n) => `jtype: Flow\nwith:\n${times(n, (i) => `  k${i}: 1`)}\n`,
  'keys of uses_with': (n) =>
    `jtype: Flow\nexecutors:\n- name: a\n  uses_with:\n${times(n, (i) => `    k${i}: 1`)}\n`,
  'keys of one Executor, in brackets': (n) =>
    `jtype: Flow\nexecutors: [{name: a, ${times(n, (i) => `k${i}: 1`, ', ')}}]\n`,
  'equal keys': (n) => `jtype: Flow\nwith:\n${times(n, () => '  k: 1')}\n`,
  'Executors whose needs are unknown': (n) =>
    `jtype: Flow\nexecutors:\n${times(n / 4, (i) => `- {name: e${i}, needs: [x${i}]}`)}\n`,
  'Executors in a circle': (n) =>
    `jtype: Flow\nexecutors:\n${times(n / 4, (i) => `- {name: e${i}, needs: e${(i + 1) % (n / 4)}}`)}\n`,
  'needs of one join': (n) =>
    `jtype: Flow\nexecutors:\n${times(n / 4, (i) => `- {name: e${i}, needs: gateway}`)}\n- {name: j, needs: [${times(n / 4, (i) => `e${i}`, ', ')}]}\n`,
  comments: (n) => `jtype: Flow\n${times(n, (i) => `# ${i}`)}\nexecutors: []\n`,
  'words on one line': (n) => `jtype: Flow\nwith: {description: "${'a !b $C '.repeat(n)}"}\n`,
  'spaces on one line': (n) => `jtype: Flow\nwith: {description: a${' '.repeat(8 * n)}b}\n`,
  'digits of one number': (n) => `jtype: Flow\nwith: {description: ${'1'.repeat(8 * n)}}\n`,
  'lines of one text': (n) => `jtype: Flow\nwith:\n  description: |\n${times(n, () => '    !a "b')}\n`,
  'digits of one hexadecimal number': (n) => `jtype: Flow\nwith: {description: 0x${'f'.repeat(64 * n)}}\n`,
  'parts of one number with colons': (n) => `jtype: Flow\nwith: {description: 1${':59'.repeat(16 * n)}}\n`,
  'lines in brackets that are not indented': (n) =>
    `jtype: Flow\nwith: {\n${times(n, (i) => `k${i}: [\n-]`, ',\n')}\n}\n`,
  'keys of env': (n) => `jtype: Flow\nwith:\n  env:\n${times(n, (i) => `    K${i}: \${{ ENV.V${i} }}`)}\n`,
  'keys of uses_metas': (n) =>
    `jtype: Flow\nexecutors:\n- name: a\n  uses_metas:\n${times(n, (i) => `    k${i}: 1`)}\n`,
  'items of a list': (n) =>
    `jtype: Flow\nexecutors:\n- name: a\n  volumes:\n${times(n, (i) => `  - v${i}:/v`)}\n`,
  'documents of one file': (n) => `jtype: Flow\n${times(n, (i) => `---\nk${i}: 1`)}\n`,
  'brackets within each other': (n) => `jtype: Flow\nwith: ${'['.repeat(8 * n)}${']'.repeat(8 * n)}\n`,
  anchors: (n) => `jtype: Flow\nwith:\n${times(n, (i) => `  k${i}: &a${i} 1\n  l${i}: *a${i}`)}\n`,
  'aliases without an anchor': (n) => `jtype: Flow\nwith:\n${times(n, (i) => `  k${i}: *a${i}`)}\n`,
  'anchors that are merged one into the next': (n) =>
    `jtype: Flow\nwith:\n  k0: &a0 {x: 1}\n${times(n / 2, (i) => `  k${i + 1}: &a${i + 1} {<<: *a${i}, y: 2}`)}\n`,
  'aliases of one anchor': (n) =>
    `jtype: Flow\nwith:\n  k: &a {b: 1}\n${times(n, (i) => `  k${i}: {<<: *a}`)}\n`,
}

/** Processor time of one reading, in milliseconds; of several, the least is least disturbed. */
function cost(text: string, rounds = 1): number {
  const once = () => {
    const before = process.cpuUsage()
    parseFlow(text)
    const { user, system } = process.cpuUsage(before)
    return (user + system) / 1000
  }
  return Math.min(...Array.from({ length: rounds }, once))
}

test.each(Object.entries(SHAPES))(
  'eight times as many %s take no more than 24 times as long [FI-82]',
  (_, make) => {
    cost(make(200))
    // Short times are mostly those of the clock. Quadratic would be 64 times as long.
    const small = Math.max(cost(make(400), 3), 5)
    expect(cost(make(3200)) / small).toBeLessThan(24)
  },
  60_000,
)

test('90,000 keys in nearly 1 MiB take no more than 12 times as long as 9,000 [FI-82]', () => {
  const text = (n: number) =>
    `jtype: Flow\nexecutors:\n- name: a\n  uses_with:\n${times(n, (i) => `    k${i}: 1`)}\n`.slice(
      0,
      1_040_000,
    )
  cost(text(9000))
  expect(cost(text(90_000)) / cost(text(9000))).toBeLessThan(12)
}, 120_000)
