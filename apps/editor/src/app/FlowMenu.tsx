import { FilePlus2, FileText, House, LayoutTemplate } from 'lucide-react'
import { DropdownMenu } from 'radix-ui'
import { useRef, useState, type KeyboardEvent } from 'react'
import type { FlowSummary } from '@flowdeck/shared'
import { closeFlow } from '../state/files.ts'
import { filterFlows } from '../state/filterFlows.ts'
import { openFlow } from '../state/opening.ts'
import { useDocument } from '../state/documentStore.ts'
import { ui } from '../state/uiStore.ts'
import { t } from '../i18n/t.ts'
import { FlowListEnd } from './FlowListEnd.tsx'

/** The Flows of the workspace in a menu that filters them while one types, and the ways to a new one. */
export function FlowMenu({ close }: { close: () => void }) {
  const flows = useDocument((state) => state.flows)
  const id = useDocument((state) => state.id)
  const [query, setQuery] = useState('')
  const input = useRef<HTMLInputElement>(null)
  const list = useRef<HTMLDivElement>(null)
  const { shown, more } = filterFlows(flows, query)
  const [first] = query.trim() === '' ? [] : shown

  /** The menu moves among its lines; what is typed, wherever the focus is, goes to the filter. */
  const onKey = (event: KeyboardEvent) => {
    const inInput = event.target === input.current
    if (inInput && event.key === 'Enter' && first) {
      event.preventDefault()
      close()
      void openFlow(first.id)
    } else if (inInput && event.key === 'ArrowDown') {
      event.preventDefault()
      list.current?.querySelector<HTMLElement>('[role=menuitem]')?.focus()
    } else if (event.key === 'ArrowUp' && event.target === list.current?.querySelector('[role=menuitem]')) {
      event.preventDefault()
      input.current?.focus()
    } else if (event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey) {
      // Not to the search of the menu itself, which jumps to a beginning.
      event.stopPropagation()
      if (!inInput && event.key !== ' ') input.current?.focus()
    }
  }
  return (
    <DropdownMenu.Content
      className="menu flow-menu"
      align="start"
      sideOffset={6}
      onFocus={(event) => {
        // The menu takes the focus when it opens and when the pointer leaves a line.
        if (event.target !== event.currentTarget) return
        event.preventDefault()
        input.current?.focus()
      }}
      onKeyDownCapture={onKey}
    >
      <input
        ref={input}
        className="cmd-input"
        type="search"
        aria-label={t('Filter Flows')}
        placeholder={t('Filter by name or path')}
        value={query}
        onChange={(event) => setQuery(event.target.value)}
      />
      <div className="flow-menu-list" ref={list} role="group" aria-label={t('Flows in this workspace')}>
        {shown.map((flow) => (
          <FlowItem key={flow.id} flow={flow} current={flow.id === id} next={flow === first} />
        ))}
        {flows.length === 0 ? <p className="quiet-state">{t('No Flow files yet.')}</p> : null}
        <FlowListEnd query={query} all={flows.length} shown={shown.length} more={more} />
      </div>
      <div className="menu-line" />
      <DropdownMenu.Item className="menu-item" onSelect={() => void closeFlow()}>
        <House aria-hidden="true" />
        {t('Start screen')}
      </DropdownMenu.Item>
      <DropdownMenu.Item className="menu-item" onSelect={() => ui.openDialog('newFlow')}>
        <FilePlus2 aria-hidden="true" />
        {t('New Flow…')}
      </DropdownMenu.Item>
      <DropdownMenu.Item className="menu-item" onSelect={() => ui.openDialog('templates')}>
        <LayoutTemplate aria-hidden="true" />
        {t('New Flow from a template…')}
      </DropdownMenu.Item>
    </DropdownMenu.Content>
  )
}

/** `next`: what Enter opens. */
function FlowItem({ flow, current, next }: { flow: FlowSummary; current: boolean; next: boolean }) {
  return (
    <DropdownMenu.Item
      className="menu-item"
      data-selected={next ? 'true' : undefined}
      onSelect={() => void openFlow(flow.id)}
      aria-current={current ? 'page' : undefined}
    >
      <FileText aria-hidden="true" />
      <span className="flow-name">
        {flow.id}
        {flow.title && flow.title !== flow.id ? <small className="muted">{flow.title}</small> : null}
      </span>
      <span className="spacer" />
      {flow.hasDraft ? <span className="chip">{t('draft')}</span> : null}
      {current ? <span aria-hidden="true">✓</span> : null}
    </DropdownMenu.Item>
  )
}
