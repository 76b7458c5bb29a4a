import { ChevronRight } from 'lucide-react'
import type { ReactNode } from 'react'

interface Props {
  title: string
  /** One line that says what is inside, for a person who does not open it. */
  summary: string
  icon: ReactNode
  children: ReactNode
}

/** A part of the preflight dialog: one line of summary, with its details folded away. */
export function PreflightSection({ title, summary, icon, children }: Props) {
  return (
    <details className="live-section">
      <summary>
        <ChevronRight className="live-section-arrow" aria-hidden />
        {icon}
        <strong>{title}</strong>
        <span className="live-section-summary">{summary}</span>
      </summary>
      <div className="live-section-details">{children}</div>
    </details>
  )
}
