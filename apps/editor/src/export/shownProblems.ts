import type { FlowIssue, FlowSpec, ParsedFlow, QuickFix, Severity } from '@flowdeck/shared'
import { messageOf } from '../i18n/issueWords.ts'
import { t } from '../i18n/t.ts'

/** Something that stands in the way of an export, or should be known, as the dialog shows it. */
export interface ShownProblem {
  severity: Severity
  message: string
  /** What to do, as a sentence. */
  fix?: string
  /** Node to show. */
  executor?: string
  /** Place in the YAML to go to. */
  issue?: FlowIssue
  /** Edits that repair it, one click each. */
  fixes?: readonly QuickFix[]
  /** An image named under this key repairs it. */
  imageKey?: string
}

/** What is wrong with the Flow itself, errors first; hints stay in the Problems tab. */
export function flowProblems({ issues }: ParsedFlow): ShownProblem[] {
  return issues
    .filter(({ severity }) => severity !== 'info')
    .toSorted((a, b) => rank(a.severity) - rank(b.severity))
    .map((issue) => ({
      severity: issue.severity,
      message: messageOf(issue),
      issue,
      ...(issue.executor === undefined ? {} : { executor: issue.executor }),
      ...(issue.fixes ? { fixes: issue.fixes } : {}),
    }))
}

const RANKS: Record<Severity, number> = { error: 0, warning: 1, info: 2 }
export const rank = (severity: Severity) => RANKS[severity]

/** What a client of this Gateway must know: ports that change, a protocol that is missing; each with the edit that mends it. */
export function gatewayProblems(
  spec: FlowSpec,
  { fixedPorts, needsHttp }: { fixedPorts: boolean; needsHttp: boolean },
): ShownProblem[] {
  const { protocols } = spec.gateway
  const home = (key: string) => (key in spec.with ? 'flow' : 'gateway')
  const problems: ShownProblem[] = []
  if (!fixedPorts) {
    const ports = protocols.map((_, i) => USUAL_PORT + i)
    problems.push({
      severity: 'warning',
      message: t('The Flow file names no port for the Gateway, so each start takes a free one.'),
      fix: t('Fix the ports, or start the Flow: then the code has its real address.'),
      fixes: [
        {
          title: t('Fix port {{ports}}', { ports: ports.join(', ') }),
          edits: [
            {
              type: 'setField',
              target: home('port'),
              key: 'port',
              value: ports.length === 1 ? (ports[0] as number) : ports,
            },
          ],
        },
      ],
    })
  }
  if (needsHttp && !protocols.includes('http'))
    problems.push({
      severity: 'error',
      message: t('curl needs HTTP, and this Gateway does not speak it.'),
      fix: t('Add http to its protocols.'),
      fixes:
        spec.gateway.ports.length > 0
          ? []
          : [
              {
                title: t('Add http'),
                edits: [
                  {
                    type: 'setField',
                    target: home('protocol'),
                    key: 'protocol',
                    value: [...protocols, 'http'],
                  },
                ],
              },
            ],
    })
  return problems
}

const USUAL_PORT = 51_000
