import { sentence } from '../words/sentence.ts'
import { PatternError, type AssertionKind, type PatternNode } from './patternSyntax.ts'

/** A step of a program. `next` is where it goes on. */
export type Step =
  | { type: 'character'; matches: (character: string) => boolean; next: number }
  | { type: 'assertion'; kind: AssertionKind; ascii: boolean; next: number }
  | { type: 'split'; next: number; other: number }
  | { type: 'found' }

/** Steps of a machine that is in several of them at a time (Thompson's construction): it looks at each character once. */
export interface PatternProgram {
  steps: Step[]
  first: number
}

/** @throws PatternError when it would have more than `maxSteps` steps, as `(a{1000}){1000}` */
export function compilePattern(node: PatternNode, maxSteps: number): PatternProgram {
  if (countSteps(node) > maxSteps)
    throw new PatternError(
      sentence('it is too large: its parts and their repetitions are more than {{most}}', { most: maxSteps }),
    )
  const steps: Step[] = [{ type: 'found' }]
  return { steps, first: addSteps(steps, node, 0) }
}

function countSteps(node: PatternNode): number {
  switch (node.type) {
    case 'character':
    case 'assertion':
      return 1
    case 'sequence':
    case 'choice':
      return node.of.reduce((sum, part) => sum + countSteps(part) + 1, 0)
    case 'repeat': {
      const copies = node.max === Infinity ? node.min + 1 : node.max
      return Math.max(copies, 1) * (countSteps(node.of) + 1)
    }
  }
}

/** Adds the steps of a node that go on at `next`; returns the first of them. */
function addSteps(steps: Step[], node: PatternNode, next: number): number {
  switch (node.type) {
    case 'character':
    case 'assertion':
      return steps.push({ ...node, next }) - 1
    case 'sequence':
      return node.of.reduceRight((end, part) => addSteps(steps, part, end), next)
    case 'choice':
      return node.of
        .map((part) => addSteps(steps, part, next))
        .reduce((other, first) => steps.push({ type: 'split', next: first, other }) - 1)
    case 'repeat':
      return addRepeat(steps, node, next)
  }
}

function addRepeat(steps: Step[], { of, min, max }: PatternNode & { type: 'repeat' }, next: number): number {
  let first = next
  if (max === Infinity) {
    const loop: Step & { type: 'split' } = { type: 'split', next, other: next }
    first = steps.push(loop) - 1
    loop.other = addSteps(steps, of, first)
  } else
    for (let optional = max - min; optional > 0; optional--)
      first = steps.push({ type: 'split', next, other: addSteps(steps, of, first) }) - 1
  for (let copy = 0; copy < min; copy++) first = addSteps(steps, of, first)
  return first
}
