/** What a page for Prometheus says of one name. */
export interface Metric {
  help: string
  type: string
  /** By name and labels, these in the order of the alphabet. */
  samples: Record<string, number>
}

/** A page for Prometheus by the names that it describes. @throws Error at a sample before any name */
export function readMetrics(text: string): Record<string, Metric> {
  const metrics: Record<string, Metric> = {}
  let last: Metric | undefined
  for (const line of text.split('\n')) {
    const [, kind, name = '', rest = ''] = /^# (HELP|TYPE) (\S+) (.*)$/.exec(line) ?? []
    if (kind === 'HELP') metrics[name] = last = { help: rest, type: '', samples: {} }
    else if (kind === 'TYPE' && last && metrics[name] === last) last.type = rest
    else if (line !== '') {
      if (!last) throw new Error(`${line}: nothing says what this is`)
      const space = line.lastIndexOf(' ')
      last.samples[orderLabels(line.slice(0, space))] = Number(line.slice(space + 1))
    }
  }
  return metrics
}

function orderLabels(sample: string): string {
  return sample.replace(/\{(.*)\}$/, (_, labels: string) => `{${labels.split(',').toSorted().join(',')}}`)
}
