/** Numbers that are the same in every run. */
function numbers(seed: number): (below: number) => number {
  let state = seed * 2654435761
  return (below) => {
    // A linear congruence is enough to mix keys.
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

const CONDITIONS = [
  '{tags__price: {$gt: 3}}',
  '{$or: [{text: {$eq: a}}, {weight: {$lt: 1}}]}',
  '{text: {$exists: true}}',
]

/** A Flow that Jina loads: chains, branches, joins, inspections, floating and external Executors, shards, replicas, conditions. */
export function generateFlow(seed: number): string {
  const below = numbers(seed)
  const chance = (percent: number) => below(100) < percent
  const count = 1 + below(7)
  const names: string[] = []
  const entries: string[] = []
  for (let i = 0; i < count; i++) {
    const keys: string[] = []
    const name = chance(85) ? `e${below(1000)}_${i}` : null
    // Earlier ones by name only: what Jina calls those without one is its own business.
    const known = [...names, 'gateway']
    const pick = () => known[below(known.length)] as string
    if (known.length > 2 && chance(15)) {
      const needs = [...new Set([pick(), pick(), pick()])].filter((need) => need !== 'gateway')
      if (needs.length > 1 && name) {
        entries.push(`  - name: ${name}\n    method: needs\n    needs: [${needs.join(', ')}]\n`)
        names.push(name)
        continue
      }
    }
    if (chance(8)) {
      entries.push(name ? `  - name: ${name}\n    method: inspect\n` : '  - method: inspect\n')
      continue
    }
    if (chance(45))
      keys.push(chance(50) ? `needs: ${pick()}` : `needs: [${[...new Set([pick(), pick()])].join(', ')}]`)
    const external = chance(12)
    if (external) keys.push('external: true', `host: far.example${i}`, `port: ${5000 + i}`)
    else if (chance(25)) keys.push(`replicas: ${1 + below(3)}`)
    if (!external && chance(20)) keys.push(`shards: ${1 + below(3)}`, 'polling: ALL')
    if (chance(15)) keys.push('floating: true')
    if (chance(20)) keys.push(`when: ${CONDITIONS[below(CONDITIONS.length)]}`)
    if (chance(20)) keys.push('uses: BaseExecutor')
    const lines = [
      ...(name ? [`name: ${name}`] : []),
      ...(keys.length > 0 || name ? keys : ['uses: BaseExecutor']),
    ]
    entries.push(`  - ${lines.join('\n    ')}\n`)
    if (name) names.push(name)
  }
  const protocols = [
    '',
    'with:\n  protocol: http\n',
    'with:\n  protocol: [grpc, websocket]\n',
    "version: '1'\n",
    'with: {inspect: HANG}\n',
    'with: {inspect: REMOVE}\n',
  ]
  return `jtype: Flow\n${protocols[below(protocols.length)]}executors:\n${entries.join('')}`
}
