import { EdgeLabelRenderer, useStore } from '@xyflow/react'
import { Plus, X } from 'lucide-react'
import { disconnect } from '../actions/edit.ts'
import { ui } from '../state/uiStore.ts'
import { EXIT, nodeWords } from './canvasModel.ts'
import type { Point } from './edgePoints.ts'
import { t } from '../i18n/t.ts'

interface Props {
  id: string
  source: string
  target: string
  /** Middle of the edge. */
  at: Point
}

/** What can be done to the edge under the pointer. The tools keep their size at every zoom. */
export function EdgeTools({ id, source, target, at }: Props) {
  const zoom = useStore((state) => state.transform[2])
  const place = `translate(-50%, -50%) translate(${at.x}px, ${at.y}px) scale(${1 / zoom})`
  return (
    <EdgeLabelRenderer>
      <div
        className="edge-tools nodrag nopan"
        role="toolbar"
        aria-label={t('Edge from {{source}} to {{target}}', {
          source: nodeWords(source),
          target: nodeWords(target),
        })}
        style={{ transform: place }}
        onMouseEnter={() => ui.hoverEdge(id)}
        onMouseLeave={() => ui.hoverEdge(null)}
      >
        <button
          type="button"
          className="icon-btn small"
          aria-label={t('Insert an Executor between {{source}} and {{target}}', {
            source: nodeWords(source),
            target: nodeWords(target),
          })}
          onClick={(event) => {
            const box = event.currentTarget.getBoundingClientRect()
            ui.openQuickAdd({
              screen: { x: box.left, y: box.bottom + 6 },
              at: null,
              wire: { type: 'edge', from: source, to: target },
            })
          }}
        >
          <Plus aria-hidden="true" />
        </button>
        {target === EXIT ? null : (
          <button
            type="button"
            className="icon-btn small"
            aria-label={t('Delete the edge from {{source}} to {{target}}', {
              source: nodeWords(source),
              target: nodeWords(target),
            })}
            onClick={() => disconnect(source, target)}
          >
            <X aria-hidden="true" />
          </button>
        )}
      </div>
    </EdgeLabelRenderer>
  )
}
