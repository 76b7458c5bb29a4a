/** `timeout_ctrl` in milliseconds, as a timer takes it: below zero is as good as for ever. */
export function stopMs(seconds: number): number {
  return seconds < 0 ? 2_147_483_647 : Math.min(seconds * 1000, 2_147_483_647)
}
