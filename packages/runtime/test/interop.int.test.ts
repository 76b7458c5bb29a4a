import { describeWays } from './interop/describeWays.ts'
import { askOurs, startTheirs } from './interop/ask.ts'
import { CASES, GRAPH_CASES } from './interop/cases.ts'
import { pythonEnvironment } from './pythonEnvironment.ts'

const python = await pythonEnvironment('v1')

describeWays({
  generation: 'v1',
  python,
  uses: { python: 'echo.py', typescript: 'echo.ts' },
  questions: { chain: CASES, graph: GRAPH_CASES },
  askOurs,
  startTheirs,
  unknown: {
    path: '/post',
    body: { execEndpoint: '/mark', data: [{ id: 'a', text: '>', unheard: { of: [1] } }], unheard: true },
  },
  failed: { failed: true },
})
