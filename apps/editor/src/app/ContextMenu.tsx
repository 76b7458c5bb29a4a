import { useReactFlow } from '@xyflow/react'
import { ChevronRight } from 'lucide-react'
import { DropdownMenu } from 'radix-ui'
import { Fragment, useEffect, useRef } from 'react'
import { menuOf, useMenu } from '../actions/contextMenu.ts'
import { keyWords } from '../actions/keyboard.ts'
import type { MenuItem } from '../actions/menuItems.ts'
import { nodeAt } from '../canvas/fitNodes.ts'

/** One menu for the whole page: it opens where the right button, Shift+F10 or the menu key was pressed. */
export function ContextMenu() {
  const flow = useReactFlow()
  const menu = useMenu((state) => state.menu)
  const backRef = useRef<Element | null>(null)
  const chosenRef = useRef<(() => void) | null>(null)
  useEffect(() => {
    const onMenu = (event: MouseEvent) => {
      const { target } = event
      if (event.defaultPrevented || !(target instanceof Element)) return
      const screen = { x: event.clientX, y: event.clientY }
      const point = flow.screenToFlowPosition(screen, { snapToGrid: false })
      const map = target.closest('.canvas')?.getAttribute('data-detail') === 'map'
      const found = menuOf({ element: target, screen, flow: point, painted: map ? nodeAt(point) : null })
      if (!found) return
      event.preventDefault()
      backRef.current = document.activeElement
      chosenRef.current = null
      useMenu.setState({ menu: found })
    }
    window.addEventListener('contextmenu', onMenu)
    return () => window.removeEventListener('contextmenu', onMenu)
  }, [flow])
  if (!menu) return null
  const choose = (run: () => void) => {
    chosenRef.current = run
  }
  const close = () => useMenu.setState({ menu: null })
  return (
    <DropdownMenu.Root
      key={`${menu.at.x} ${menu.at.y}`}
      open
      modal={false}
      onOpenChange={(open) => (open ? undefined : close())}
    >
      <DropdownMenu.Trigger asChild>
        <span className="menu-anchor" aria-hidden="true" style={{ left: menu.at.x, top: menu.at.y }} />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          className="menu context-menu"
          aria-label={menu.label}
          // Beside the point, not below or above it: so it can use the whole height of the window.
          side="right"
          align="start"
          sideOffset={2}
          collisionPadding={8}
          loop
          onCloseAutoFocus={(event) => {
            event.preventDefault()
            if (backRef.current instanceof HTMLElement && backRef.current.isConnected)
              backRef.current.focus({ preventScroll: true })
            // What was chosen may take the focus, so it comes last.
            chosenRef.current?.()
            chosenRef.current = null
          }}
        >
          {menu.groups.map((group, index) => (
            <Fragment key={group.title ?? index}>
              {index > 0 ? <DropdownMenu.Separator className="menu-line" /> : null}
              {group.title === undefined ? (
                group.items.map((item) => <Item key={item.title} item={item} choose={choose} />)
              ) : (
                <DropdownMenu.Sub>
                  <DropdownMenu.SubTrigger className="menu-item">
                    {group.title}
                    <span className="spacer" />
                    <ChevronRight aria-hidden="true" />
                  </DropdownMenu.SubTrigger>
                  <DropdownMenu.Portal>
                    <DropdownMenu.SubContent
                      className="menu context-menu"
                      aria-label={group.title}
                      collisionPadding={8}
                    >
                      {group.items.map((item) => (
                        <Item key={item.title} item={item} choose={choose} />
                      ))}
                    </DropdownMenu.SubContent>
                  </DropdownMenu.Portal>
                </DropdownMenu.Sub>
              )}
            </Fragment>
          ))}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  )
}

function Item({ item, choose }: { item: MenuItem; choose: (run: () => void) => void }) {
  return (
    <DropdownMenu.Item
      className={`menu-item ${item.danger ? 'danger' : ''}`}
      disabled={item.disabled ?? false}
      onSelect={() => choose(item.run)}
    >
      {item.title}
      {item.keys === undefined ? null : <kbd className="kbd">{keyWords(item.keys)}</kbd>}
    </DropdownMenu.Item>
  )
}
