import type { FlowPlan } from '@flowdeck/runtime'

/** Whether two plans would run the same processes, but for the ports that were chosen for them. */
export function sameButPorts(a: FlowPlan, b: FlowPlan): boolean {
  return shapeOf(a) === shapeOf(b)
}

/** A plan with each of its own ports named by its place; any other number stays what it is. */
function shapeOf({ pods }: FlowPlan): string {
  const names = new Map<string, string>()
  for (const { port } of pods.flatMap((pod) => pod.ports)) {
    if (!names.has(String(port))) names.set(String(port), `port-${names.size}`)
  }
  return JSON.stringify(pods).replace(/\b\d+\b/g, (digits) => names.get(digits) ?? digits)
}
