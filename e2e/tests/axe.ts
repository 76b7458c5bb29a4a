import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice']

/** Looks at states of a page one after the other; `found` has what axe calls serious or critical, each with its state. */
export function axeLook(page: Page): { look: (state: string) => Promise<void>; found: string[] } {
  const found: string[] = []
  const look = async (state: string) => {
    const { violations } = await new AxeBuilder({ page })
      .options({ resultTypes: ['violations'] })
      .withTags(TAGS)
      // There are no frames here, so that nothing has to be gathered in a page of its own.
      .setLegacyMode(true)
      .analyze()
    for (const { id, impact, nodes } of violations)
      if (impact === 'serious' || impact === 'critical')
        found.push(`${state}: ${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`)
  }
  return { look, found }
}
