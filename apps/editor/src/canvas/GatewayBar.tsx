import { Handle, Position, type Node, type NodeProps } from '@xyflow/react'
import { LogIn, LogOut } from 'lucide-react'
import { memo } from 'react'
import { GATEWAY } from '@flowdeck/shared'
import { useDeploymentStatus, useLive } from '../live/index.ts'
import { useDocument } from '../state/documentStore.ts'
import { useUi } from '../state/uiStore.ts'
import { STATE_WORDS, StateGlyph } from '../ui/StateGlyph.tsx'
import type { CanvasModel } from './canvasModel.ts'
import { ChangedMark } from './ExecutorNode.tsx'
import { linkClass } from './linkClass.ts'
import { t } from '../i18n/t.ts'

export type GatewayFlowNode = Node<{ side: 'entry' | 'exit'; gateway: CanvasModel['gateway'] }, 'gateway'>

/** The Gateway's two faces: where requests come in, and where answers leave. */
export const GatewayBar = memo(function GatewayBar({
  id,
  data: { side, gateway },
}: NodeProps<GatewayFlowNode>) {
  const flowId = useDocument((state) => state.id)
  const status = useDeploymentStatus(flowId ?? '', GATEWAY)
  const lost = useLive((live) => live.connection === 'lost')
  const link = useUi((state) => linkClass(state.linking, id))
  const changed = useUi((ui) => side === 'entry' && ui.changed.has(GATEWAY))
  const running = status !== null && status.state !== 'stopped'
  const state = running && lost ? 'unknown' : (status?.state ?? 'draft')
  const protocols = gateway.protocols.map((name) => (name === 'websocket' ? 'ws' : name)).join(' · ')
  return (
    <div className={`bar ${link}`} data-state={state}>
      {side === 'entry' ? <LogIn aria-hidden="true" /> : <LogOut aria-hidden="true" />}
      <b>{side === 'entry' ? t('Gateway') : t('Response')}</b>
      {side === 'entry' ? (
        <small title={protocols}>
          {gateway.ports.length > 0 ? `${gateway.protocols[0] ?? ''} :${gateway.ports[0]}` : protocols}
          {gateway.ports.length > 1 ? ` +${gateway.ports.length - 1}` : ''}
        </small>
      ) : (
        <small>{t('to the client')}</small>
      )}
      {side === 'entry' && running ? (
        <small style={{ display: 'flex', gap: 4, alignItems: 'center' }}>
          <StateGlyph state={state} />
          {STATE_WORDS[state]}
        </small>
      ) : null}
      {changed ? <ChangedMark /> : null}
      {side === 'entry' ? (
        <Handle type="source" role="img" position={Position.Right} aria-label={t('Entry of the Flow')} />
      ) : (
        <Handle type="target" role="img" position={Position.Left} aria-label={t('Exit of the Flow')} />
      )}
    </div>
  )
})
