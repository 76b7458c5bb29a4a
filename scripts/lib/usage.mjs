/**
 * Reads the arguments of a script, before it does anything. `--help` prints `text` and ends the process; an argument that is not one of `known`
 * is an error that lists what there is, with exit code 2. Returns the arguments.
 */
export function readArguments(text, known = []) {
  const args = process.argv.slice(2)
  if (args.includes('--help') || args.includes('-h')) {
    process.stdout.write(`${text}\n`)
    process.exit(0)
  }
  const unknown = args.find((arg) => !known.includes(arg))
  if (unknown !== undefined) {
    process.stderr.write(`"${unknown}" is not known here.\n\n${text}\n`)
    process.exit(2)
  }
  return args
}
