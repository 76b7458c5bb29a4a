/** The longest time that Node's timers hold; a longer one would pass at once. */
const LONGEST_MS = 2_147_483_647

/** Calls `done` after `ms` milliseconds, however many these are. @returns how to stop waiting */
export function startTimer(done: () => void, ms: number): () => void {
  let timer: NodeJS.Timeout
  const wait = (left: number) => {
    timer = left > LONGEST_MS ? setTimeout(() => wait(left - LONGEST_MS), LONGEST_MS) : setTimeout(done, left)
  }
  wait(ms)
  return () => clearTimeout(timer)
}
