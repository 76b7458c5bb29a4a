/** Stands on the command line of a Pod whose arguments come as a JSON list, the first line of its standard input. */
export const ARGUMENTS_ON_STDIN = '--arguments-on-stdin'

/**
 * The arguments of this process. A supervisor sends them through standard input, because every user of a machine can read command lines
 * (`/proc/PID/cmdline`), and arguments may hold secrets.
 */
export async function readPodArguments(): Promise<string[]> {
  const [, , ...argv] = process.argv
  return argv[0] === ARGUMENTS_ON_STDIN ? (JSON.parse(await readLine(process.stdin)) as string[]) : argv
}

function readLine(stream: NodeJS.ReadStream): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    const onData = (chunk: Buffer) => {
      chunks.push(chunk)
      if (!chunk.includes(10)) return
      stream.off('data', onData)
      stream.pause()
      const all = Buffer.concat(chunks)
      const end = all.indexOf(10)
      // What follows is for the next reader.
      if (end + 1 < all.length) stream.unshift(all.subarray(end + 1))
      resolve(all.toString('utf8', 0, end))
    }
    stream.on('data', onData)
    stream.once('end', () => reject(new Error('the supervisor ended before it sent the arguments')))
  })
}
