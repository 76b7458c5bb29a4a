import { useReactFlow } from '@xyflow/react'
import { Maximize, Minus, Plus, Sparkles } from 'lucide-react'
import { tidy } from '../actions/edit.ts'
import { useUi } from '../state/uiStore.ts'
import { Hint } from '../ui/Hint.tsx'
import { animateMs, fitNodes } from './fitNodes.ts'
import { setOwnView } from './viewOwner.ts'
import { t } from '../i18n/t.ts'

export function ZoomTools() {
  const flow = useReactFlow()
  return (
    <div className="zoom-tools" role="toolbar" aria-label={t('View')}>
      <Hint text={t('Zoom out')} action="zoom-out">
        <button
          type="button"
          className="icon-btn small"
          aria-label={t('Zoom out')}
          onClick={() => {
            setOwnView(true)
            void flow.zoomOut({ duration: animateMs() })
          }}
        >
          <Minus aria-hidden="true" />
        </button>
      </Hint>
      <ActualSize />
      <Hint text={t('Zoom in')} action="zoom-in">
        <button
          type="button"
          className="icon-btn small"
          aria-label={t('Zoom in')}
          onClick={() => {
            setOwnView(true)
            void flow.zoomIn({ duration: animateMs() })
          }}
        >
          <Plus aria-hidden="true" />
        </button>
      </Hint>
      <Hint text={t('Fit the Flow')} action="fit">
        <button
          type="button"
          className="icon-btn small"
          aria-label={t('Fit the Flow')}
          onClick={() => fitNodes(flow)}
        >
          <Maximize aria-hidden="true" />
        </button>
      </Hint>
      <Hint text={t('Tidy the layout')} action="tidy">
        <button
          type="button"
          className="icon-btn small"
          aria-label={t('Tidy the layout')}
          onClick={() => void tidy()}
        >
          <Sparkles aria-hidden="true" />
        </button>
      </Hint>
    </div>
  )
}

/** Of its own, so that the other tools have nothing to do while a person zooms. */
function ActualSize() {
  const flow = useReactFlow()
  const percent = useUi((state) => state.zoomPercent)
  return (
    <Hint text="100 %" action="actual">
      <button
        type="button"
        className="btn ghost small zoom"
        aria-label={t('Zoom {{percent}} %, set to 100 %', { percent })}
        onClick={() => {
          setOwnView(true)
          void flow.zoomTo(1, { duration: animateMs() })
        }}
      >
        {percent} %
      </button>
    </Hint>
  )
}
