import { MiniMap, useReactFlow } from '@xyflow/react'
import { useCallback, useMemo } from 'react'
import { useDeploymentStates } from '../live/index.ts'
import { useDocument } from '../state/documentStore.ts'
import type { CanvasNode } from './flowNodes.ts'
import { animateMs } from './fitNodes.ts'
import { stateToken } from './paintOverview.ts'
import { t } from '../i18n/t.ts'

/** A small Flow is seen whole; the map of a very large one costs 2–5 ms a step. */
const SHOWN = { from: 12, to: 1500 }

/** The Flow in the corner: a click or a drag moves the view, failed Executors are red. */
export function FlowMap() {
  const count = useDocument((state) => state.model.executors.length)
  const id = useDocument((state) => state.id)
  const states = useDeploymentStates(id)
  const flow = useReactFlow()
  const names = [...states].flatMap(([name, { state }]) => (state === 'failed' ? [name] : [])).join('\n')
  const failed = useMemo(() => new Set(names.split('\n')), [names])
  const colour = useCallback(
    (node: CanvasNode) => {
      const state = failed.has(node.id) ? 'failed' : undefined
      if (node.type === 'executor' && stateToken(node.data.card, state) === '--state-failed')
        return 'var(--state-failed)'
      return node.selected ? 'var(--accent)' : 'var(--border-strong)'
    },
    [failed],
  )
  if (count < SHOWN.from || count > SHOWN.to) return null
  return (
    <MiniMap<CanvasNode>
      pannable
      zoomable
      style={{ width: 168, height: 112 }}
      ariaLabel={t('Map of the Flow')}
      nodeColor={colour}
      nodeStrokeWidth={0}
      nodeBorderRadius={20}
      onClick={(_, { x, y }) => void flow.setCenter(x, y, { zoom: flow.getZoom(), duration: animateMs() })}
    />
  )
}
