import type { DeploymentStatus } from '@flowdeck/shared'
import { t } from '../i18n/t.ts'

export type NodeState = DeploymentStatus['state'] | 'draft' | 'external' | 'unknown'

/** The word beside the glyph: state is never told by colour alone. */
export const STATE_WORDS: Record<NodeState, string> = {
  draft: t('not running'),
  queued: t('queued'),
  starting: t('starting'),
  ready: t('ready'),
  degraded: t('degraded'),
  stopping: t('stopping'),
  stopped: t('not running'),
  failed: t('failed'),
  external: t('external'),
  unknown: t('unknown'),
}

/** One shape per state, so that it reads without colour. */
export function StateGlyph({ state }: { state: NodeState }) {
  return (
    <svg className="glyph" data-state={state} viewBox="0 0 16 16" aria-hidden="true">
      {shape(state)}
    </svg>
  )
}

function shape(state: NodeState) {
  const ring = <circle cx="8" cy="8" r="6" fill="none" stroke="currentColor" strokeWidth="2" />
  switch (state) {
    case 'ready':
      return <circle cx="8" cy="8" r="7" fill="currentColor" />
    case 'degraded':
      return (
        <>
          {ring}
          <path d="M8 2a6 6 0 0 0 0 12z" fill="currentColor" />
        </>
      )
    case 'failed':
      return (
        <>
          <path d="M8 .6 15.4 8 8 15.4.6 8z" fill="currentColor" />
          <path d="M8 4.4v4.4M8 10.6v1.2" stroke="var(--surface)" strokeWidth="1.8" />
        </>
      )
    case 'queued':
    case 'starting':
      return (
        <>
          <circle cx="8" cy="8" r="6" fill="none" stroke="currentColor" strokeWidth="2" opacity="0.35" />
          <path d="M8 2a6 6 0 0 1 6 6" fill="none" stroke="currentColor" strokeWidth="2.4" />
        </>
      )
    case 'external':
      return <rect x="2" y="2" width="12" height="12" rx="2" fill="currentColor" />
    case 'unknown':
      return (
        <circle
          cx="8"
          cy="8"
          r="6"
          fill="none"
          stroke="currentColor"
          strokeWidth="2"
          strokeDasharray="3 2.4"
        />
      )
    case 'stopping':
      return (
        <>
          {ring}
          <path d="M4 8h8" stroke="currentColor" strokeWidth="2" />
        </>
      )
    case 'draft':
    case 'stopped':
      return ring
  }
}
