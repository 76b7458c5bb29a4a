import { parseFlow, type FlowLayout } from '@flowdeck/shared'
import { Tabs } from 'radix-ui'
import { useMemo } from 'react'
import { CanvasDiff } from './CanvasDiff.tsx'
import { diffFlows } from './diffFlows.ts'
import { TextDiff } from './TextDiff.tsx'
import { t } from '../i18n/t.ts'

/** A text with what it is called. */
export interface Side {
  name: string
  text: string
  layout?: FlowLayout['nodes'] | undefined
}

const NOWHERE: FlowLayout['nodes'] = {}

/** What differs between two texts of a Flow, as a picture and line by line. */
export function CompareView({
  before,
  after,
  first = 'text',
  flows = true,
}: {
  before: Side
  after: Side
  first?: 'canvas' | 'text'
  /** False for texts that are no Flows: they have lines and no picture. */
  flows?: boolean
}) {
  const diff = useMemo(
    () => (flows ? diffFlows(parseFlow(before.text), parseFlow(after.text)) : null),
    [flows, before.text, after.text],
  )
  const layouts = useMemo(
    () => ({ before: before.layout ?? NOWHERE, after: after.layout ?? NOWHERE }),
    [before.layout, after.layout],
  )
  return (
    <Tabs.Root className="compare" defaultValue={first}>
      <Tabs.List className="compare-tabs" aria-label={t('Kind of comparison')}>
        {flows ? (
          <Tabs.Trigger className="tab" value="canvas">
            {t('Canvas')}
          </Tabs.Trigger>
        ) : null}
        <Tabs.Trigger className="tab" value="text">
          {t('Text')}
        </Tabs.Trigger>
        <span className="spacer" />
        <span className="legend">
          <span>
            <i className="mine" />
            {t('+ only in {{name}}', { name: after.name })}
          </span>
          <span>
            <i className="theirs" />
            {t('− only in {{name}}', { name: before.name })}
          </span>
        </span>
      </Tabs.List>
      <Tabs.Content className="compare-body" value="canvas" tabIndex={-1}>
        {diff ? (
          <CanvasDiff diff={diff} layouts={layouts} />
        ) : (
          <p className="quiet-state">
            {t('One of the texts cannot be drawn as a Flow; the lines are under Text.')}
          </p>
        )}
      </Tabs.Content>
      <Tabs.Content className="compare-body" value="text" tabIndex={-1}>
        <TextDiff before={before.text} after={after.text} />
      </Tabs.Content>
    </Tabs.Root>
  )
}
