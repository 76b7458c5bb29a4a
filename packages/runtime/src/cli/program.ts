import { Command, InvalidArgumentError, Option } from 'commander'
import { nearestName } from '@flowdeck/shared'

/** Loads a command's own modules when it is called: a health check runs every two seconds in every container. */
function lazily<Args extends unknown[]>(load: () => Promise<(...args: Args) => void | Promise<void>>) {
  return async (...args: Args): Promise<void> => await (await load())(...args)
}

/** Creates the `flowdeck` command with all its commands, options and examples. Nothing runs until its arguments are parsed. */
export function createProgram(): Command {
  const program = new Command('flowdeck')
    .description('Runs and inspects Jina Flows.')
    .version('0.1.0', '-v, --version')
    .helpCommand(false)
    .exitOverride()
  withExamples(program, ['flowdeck new hello', 'flowdeck flow --uses hello/flow.yml', 'flowdeck help export'])

  const flow = program
    .command('flow')
    .description('Starts a Flow and waits; Ctrl+C stops it')
    .option('--uses <file>', 'Flow YAML (required)')
    .option('--env <pairs...>', 'variables for the Flow, KEY=VALUE')
    .option(
      '--allow-env <names>',
      'variables of the environment that the Flow may read, NAME,NAME (all unless given)',
      (names: string) => names.split(',').map((name) => name.trim()),
    )
    .option('--host <address>', 'address of the Gateway', '127.0.0.1')
    .option('--quiet', 'no log lines of Executors')
    .action(lazily(async () => (await import('./serveFlow.ts')).serveFlow))
  // Commander asks for a required option before it looks at misspelled ones; the misspelled one is the better hint.
  flow.hook('preAction', () => {
    if (flow.opts<{ uses?: string }>().uses === undefined)
      flow.error("error: required option '--uses <file>' not specified")
  })
  withExamples(flow, [
    'flowdeck flow --uses flow.yml',
    'flowdeck flow --uses flow.yml --env MODEL=small BATCH=8 --quiet',
    'flowdeck flow --uses flow.yml --allow-env HOME,MODEL_DIR --host 0.0.0.0',
  ])

  addServing(program, 'executor', async () => (await import('./serve.ts')).serveExecutor)
  addServing(program, 'gateway', async () => (await import('./serve.ts')).serveGateway)

  const ping = program
    .command('ping')
    .description('Checks whether a Flow, Executor or Gateway is ready; exit code 0 when it is')
    // Jina 3.x: its exports have "--timeout 9500" as one word, which its own ping does not know either.
    .allowUnknownOption()
    .allowExcessArguments()
    .argument('<what>', 'flow, executor or gateway')
    .argument('<host>', '[protocol://]host:port')
    .option('--timeout <ms>', 'milliseconds per attempt', wholeNumber, 3000)
    .option('--attempts <count>', 'attempts', wholeNumber, 1)
    .option('--min-successful-attempts <count>', 'successes needed', wholeNumber, 1)
    .action(lazily(async () => (await import('./ping.ts')).ping))
  ping.hook('preAction', () => refuseUnknown(ping, 2))
  withExamples(ping, [
    'flowdeck ping executor 127.0.0.1:5000',
    'flowdeck ping flow http://127.0.0.1:8080 --attempts 10 --timeout 1000',
  ])

  withExamples(
    program
      .command('validate')
      .description('Prints what is wrong in a Flow file; exit code 1 on errors. Runs nothing')
      .argument('<file>', 'Flow YAML')
      .option('--json', 'as JSON')
      .action(lazily(async () => (await import('./describe.ts')).validateFile)),
    ['flowdeck validate flow.yml', 'flowdeck validate flow.yml --json'],
  )
  withExamples(
    program
      .command('graph')
      .description('Prints what would run, as JSON. Runs nothing')
      .argument('<file>', 'Flow YAML')
      .option('--json', 'as JSON (the only form there is)')
      .action(lazily(async () => (await import('./describe.ts')).graphFile)),
    ['flowdeck graph flow.yml --json'],
  )
  withExamples(
    program
      .command('ps')
      .description('Lists running Flows, their Pods, process ids and ports')
      .option('--json', 'as JSON')
      .action(lazily(async () => (await import('./printRuns.ts')).printRuns)),
    ['flowdeck ps', 'flowdeck ps --json'],
  )
  withExamples(
    program
      .command('run')
      .description('Runs a TypeScript file, also on Node versions that cannot run one themselves')
      .argument('<file>', 'TypeScript or JavaScript')
      .action(lazily(async () => (await import('./runFile.ts')).runFile)),
    ['flowdeck run client.ts'],
  )
  addExports(program)
  addPython(program)
  withExamples(
    program
      .command('new')
      .description('Makes a folder with a Flow, an Executor and a client')
      .argument('<name>', 'name of the folder')
      .action(lazily(async () => (await import('./newFlow.ts')).newFlow)),
    ['flowdeck new hello'],
  )
  withExamples(
    program
      .command('help')
      .description('Shows the help of a command')
      .argument('[command...]', 'a command, e.g. "export kubernetes"')
      .action(async (names: string[]) => await showHelp(program, names)),
    ['flowdeck help', 'flowdeck help export kubernetes'],
  )
  nameHelp(program, 'flowdeck')
  return program
}

/** After an error each command names its own help. */
function nameHelp(command: Command, name: string): void {
  command.showHelpAfterError(`(see ${name} --help)`)
  for (const child of command.commands) nameHelp(child, `${name} ${child.name()}`)
}

type Serve = (argv: string[]) => Promise<void>

/** A command whose flags are those of `jina executor` or `jina gateway`: its module reads them, and lists them for --help. */
function addServing(program: Command, name: 'executor' | 'gateway', load: () => Promise<Serve>): void {
  program
    .command(name)
    .description(
      `Serves ${name === 'executor' ? 'one Executor' : 'a Gateway'}; takes the flags of \`jina ${name}\``,
    )
    .allowUnknownOption()
    .helpOption(false)
    .argument('[flags...]')
    .action(async (flags: string[]) => {
      const at = process.argv.indexOf(name, 2)
      await (
        await load()
      )(at < 0 ? flags : process.argv.slice(at + 1))
    })
}

function addExports(program: Command): void {
  const exporting = program.command('export').description('Writes a Flow in another form')
  withExamples(exporting, [
    'flowdeck export docker-compose flow.yml out/docker-compose.yml',
    'flowdeck help export kubernetes',
  ])
  withExamples(
    exporting
      .command('flowchart')
      .description('Writes a Flow as Mermaid text')
      .argument('<flow>', 'Flow YAML')
      .argument('[out]', 'file; standard output when absent')
      .option('--vertical-layout', 'top down')
      .action(lazily(async () => (await import('./describe.ts')).exportFlowchart)),
    ['flowdeck export flowchart flow.yml', 'flowdeck export flowchart flow.yml flow.mmd --vertical-layout'],
  )
  const deployable = (format: 'docker-compose' | 'kubernetes', description: string, out: string) =>
    exporting
      .command(format)
      .description(description)
      .argument('<flow>', 'Flow or Deployment YAML')
      .argument('<out>', out)
      .option('--jina-exact', 'equal to what `jina export` writes, with its defects')
      .addOption(
        new Option('--images <family>', 'whose image runs the Gateway').choices(['jina', 'flowdeck']),
      )
      .option('--image <pairs...>', 'images to run instead, EXECUTOR=IMAGE')
      .option('--env <pairs...>', 'values for variables of the Flow, KEY=VALUE')
      .option('--no-gateway', 'leave the Gateway out')
      .action(
        lazily(async () => {
          const { exportTo } = await import('./export.ts')
          return async (flow: string, path: string, options: Parameters<typeof exportTo>[3]) =>
            await exportTo(format, flow, path, options)
        }),
      )
  withExamples(
    deployable(
      'docker-compose',
      'Writes a Docker Compose project',
      'file, e.g. docker-compose.yml',
    ).addOption(new Option('--network_name, --network-name <name>', 'name of the network')),
    [
      'flowdeck export docker-compose flow.yml out/docker-compose.yml',
      'flowdeck export docker-compose flow.yml out/docker-compose.yml --image encoder=registry.local/encoder:2',
    ],
  )
  withExamples(
    deployable('kubernetes', 'Writes Kubernetes manifests', 'folder').option(
      '--k8s-namespace <name>',
      'namespace',
    ),
    [
      'flowdeck export kubernetes flow.yml out/ --k8s-namespace shop',
      'flowdeck export kubernetes flow.yml out/ --images flowdeck --env MODEL=small',
    ],
  )
  withExamples(
    exporting
      .command('schema')
      .description('Writes a JSON Schema of Flow files, and the keys as YAML or JSON')
      .option('--yaml-path <files...>', 'the keys as YAML')
      .option('--json-path <files...>', 'the keys as JSON')
      .option('--schema-path <files...>', 'the JSON Schema')
      .action(lazily(async () => (await import('./export.ts')).exportSchema)),
    ['flowdeck export schema --schema-path flow.schema.json'],
  )
}

function addPython(program: Command): void {
  const python = program.command('python').description('Python environments for Python Executors')
  withExamples(python, ['flowdeck python setup', 'flowdeck python list'])
  withExamples(
    python
      .command('setup')
      .description('Makes an environment with a Jina that works, in .flowdeck/python of a folder')
      .option('--docarray <generation>', 'v1 (Document, DocumentArray) or v2 (BaseDoc, DocList)', 'v1')
      .option('--dir <folder>', 'the folder of the Flows', '.')
      .action(lazily(async () => (await import('./python.ts')).setUp)),
    ['flowdeck python setup', 'flowdeck python setup --docarray v2 --dir flows'],
  )
  withExamples(
    python
      .command('list')
      .description('Lists the interpreters that a Flow of a folder may use, in order')
      .option('--dir <folder>', 'the folder of the Flows', '.')
      .action(lazily(async () => (await import('./python.ts')).listPythons)),
    ['flowdeck python list --dir flows'],
  )
}

function withExamples(command: Command, examples: readonly string[]): Command {
  return command.addHelpText('after', `\nExamples:\n${examples.map((example) => `  ${example}`).join('\n')}`)
}

function wholeNumber(text: string): number {
  const number = Number(text)
  if (text.trim() === '' || !Number.isInteger(number) || number < 0)
    throw new InvalidArgumentError('It is not a whole number.')
  return number
}

/** Ends a command that has to let unknown options pass: all but one of Jina's whole words "--option value" are refused. */
function refuseUnknown(command: Command, most: number): void {
  const known = command.options.map(({ long }) => long ?? '')
  const isOwnWord = (word: string) => known.some((option) => word.startsWith(`${option} `))
  const rest = command.args.filter((word) => !isOwnWord(word))
  const option = rest.find((word) => word.startsWith('-'))
  if (option !== undefined) {
    const nearest = nearestName(option, known)
    command.error(
      `error: unknown option '${option}'${nearest === null ? '' : `\n(Did you mean ${nearest}?)`}`,
    )
  }
  if (rest.length > most) command.error(`error: too many arguments: ${rest.slice(most).join(' ')}`)
}

async function showHelp(program: Command, names: readonly string[]): Promise<void> {
  let command = program
  for (const name of names) {
    const found = command.commands.find((child) => child.name() === name)
    if (!found) {
      const nearest = nearestName(
        name,
        command.commands.map((child) => child.name()),
      )
      return command.error(
        `error: unknown command '${name}'${nearest === null ? '' : `\n(Did you mean ${nearest}?)`}`,
      )
    }
    command = found
  }
  // These list their flags themselves.
  if (command.name() === 'executor') return await (await import('./serve.ts')).serveExecutor(['--help'])
  if (command.name() === 'gateway') return await (await import('./serve.ts')).serveGateway(['--help'])
  command.outputHelp()
}
