/** A folder that no Flow of the workspace is in: `hello`, `hello-2`, … */
export function freeFolder(wanted: string, flows: readonly { id: string }[]): string {
  const taken = new Set(flows.map(({ id }) => id.split('/')[0]))
  for (let n = 1; ; n++) {
    const folder = n === 1 ? wanted : `${wanted}-${n}`
    if (!taken.has(folder)) return folder
  }
}
