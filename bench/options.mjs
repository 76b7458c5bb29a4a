import { parseArgs } from 'node:util'

/**
 * The options of a measurement, read from the command line: `rows` is a list of [name, value shown in help, default, meaning]; a default
 * that is a number makes the option a number, `false` makes it a switch. `--help` prints `about` and the options, and ends the process; what
 * is unknown, or is no number, ends it with exit code 2 and says what there is.
 */
export function readOptions(about, rows) {
  const help = `${about}\n\nOptions:\n${rows.map(([name, value, fallback, meaning]) => describe(name, value, fallback, meaning)).join('\n')}\n  --help\n`
  try {
    const { values } = parseArgs({
      options: {
        help: { type: 'boolean', default: false },
        ...Object.fromEntries(
          rows.map(([name, , fallback]) => [name, { type: fallback === false ? 'boolean' : 'string' }]),
        ),
      },
    })
    if (values.help) {
      process.stdout.write(help)
      process.exit(0)
    }
    return Object.fromEntries(
      rows.map(([name, , fallback]) => [
        name,
        typeof fallback === 'number' && values[name] !== undefined
          ? toNumber(name, values[name])
          : (values[name] ?? fallback),
      ]),
    )
  } catch (thrown) {
    process.stderr.write(`${thrown.message}\n\n${help}`)
    process.exit(2)
  }
}

function describe(name, value, fallback, meaning) {
  const usage = value === '' ? `--${name}` : `--${name} ${value}`
  return `  ${usage.padEnd(20)} ${meaning}${fallback === false || fallback === '' ? '' : ` (default: ${fallback})`}`
}

function toNumber(name, text) {
  const number = Number(text)
  if (text.trim() !== '' && Number.isFinite(number) && number >= 0) return number
  throw new Error(`--${name} takes a number, not "${text}"`)
}
