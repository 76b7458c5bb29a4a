/** A Flow of `count` Executors in layers of ten, with one and a half edges for each. */
export function flowOf(count) {
  const lines = ['jtype: Flow', 'executors:']
  for (let i = 0; i < count; i++) {
    const layer = Math.floor(i / 10)
    const before = (place) => `e${(layer - 1) * 10 + (place % 10)}`
    const needs = layer === 0 ? 'gateway' : i % 2 === 0 ? `[${before(i)}, ${before(i + 3)}]` : before(i)
    lines.push(`  - name: e${i}`, `    uses: some/folder/executor${i}.ts`, `    needs: ${needs}`)
  }
  return `${lines.join('\n')}\n`
}

/** The same Flow laid out as a grid, so that a measurement begins where the last one did. */
export function layoutOf(count) {
  const nodes = { 'gateway-entry': { x: 0, y: 0 } }
  for (let i = 0; i < count; i++) nodes[`e${i}`] = { x: 192 + Math.floor(i / 10) * 288, y: (i % 10) * 160 }
  nodes['gateway-exit'] = { x: 192 + Math.ceil(count / 10) * 288, y: 0 }
  return JSON.stringify({ version: 1, nodes })
}

/** A run of these Executors as the server tells it; `tick` changes the state of one in ten. */
export function runOf(flowId, count, tick) {
  const pod = (deployment, role, state) => ({
    id: role === 'gateway' ? 'gateway' : `${deployment}/rep-0`,
    deployment,
    role,
    state,
    since: 1,
    pid: 1,
    address: '127.0.0.1:1',
    restarts: 0,
    phase: null,
    failure: null,
  })
  return {
    runId: 'bench',
    flowId,
    revision: 'bench',
    state: 'ready',
    startedAt: 1,
    endedAt: null,
    gateway: [],
    error: null,
    pods: [
      pod('gateway', 'gateway', 'ready'),
      ...Array.from({ length: count }, (_, i) =>
        pod(`e${i}`, 'worker', (i + tick) % 10 === 0 ? 'starting' : 'ready'),
      ),
    ],
  }
}
