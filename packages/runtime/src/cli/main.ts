import { Command, CommanderError, Option } from 'commander'
import { FlowError } from '@flowdeck/shared'
import { warn } from './print.ts'

/** Each command loads only its own: a health check runs every two seconds in every container. */
function lazily<Args extends unknown[]>(load: () => Promise<(...args: Args) => void | Promise<void>>) {
  return async (...args: Args): Promise<void> => await (await load())(...args)
}

const program = new Command('flowdeck')
  .description('Runs and inspects Jina Flows.')
  .version('0.1.0', '-v, --version')
  .showHelpAfterError('(flowdeck --help shows what there is)')
  .exitOverride()

program
  .command('flow')
  .description('Starts a Flow and waits; Ctrl+C stops it')
  .requiredOption('--uses <file>', 'Flow YAML')
  .option('--env <pairs...>', 'variables for the Flow, KEY=VALUE')
  .option(
    '--allow-env <names>',
    'variables of the environment that the Flow may read, NAME,NAME (all unless given)',
    (names: string) => names.split(',').map((name) => name.trim()),
  )
  .option('--host <address>', 'address of the Gateway', '127.0.0.1')
  .option('--quiet', 'no log lines of Executors')
  .action(lazily(async () => (await import('./serveFlow.ts')).serveFlow))
program
  .command('executor')
  .description('Serves one Executor; takes the flags of `jina executor`')
  .allowUnknownOption()
  .helpOption(false)
  .argument('[flags...]')
  .action(async (flags: string[], _: unknown, command: Command) => {
    const { serveExecutor } = await import('./serve.ts')
    await serveExecutor(rawFlags(command, flags))
  })
program
  .command('gateway')
  .description('Serves a Gateway; takes the flags of `jina gateway`')
  .allowUnknownOption()
  .helpOption(false)
  .argument('[flags...]')
  .action(async (flags: string[], _: unknown, command: Command) => {
    const { serveGateway } = await import('./serve.ts')
    await serveGateway(rawFlags(command, flags))
  })
program
  .command('ping')
  .description('Checks whether something is ready; exit code 0 when it is')
  // Jina 3.x: its exports have "--timeout 9500" as one word, which its own ping does not know either.
  .allowUnknownOption()
  .allowExcessArguments()
  .argument('<what>', 'flow, executor or gateway')
  .argument('<host>', '[protocol://]host:port')
  .option('--timeout <ms>', 'milliseconds per attempt', Number, 3000)
  .option('--attempts <count>', 'attempts', Number, 1)
  .option('--min-successful-attempts <count>', 'successes needed', Number, 1)
  .action(lazily(async () => (await import('./ping.ts')).ping))
program
  .command('validate')
  .description('Prints what is wrong in a Flow file; exit code 1 on errors. Runs nothing')
  .argument('<file>')
  .option('--json', 'as JSON')
  .action(lazily(async () => (await import('./describe.ts')).validateFile))
program
  .command('graph')
  .description('Prints what would run, as JSON. Runs nothing')
  .argument('<file>')
  .option('--json', 'as JSON (the only form there is)')
  .action(lazily(async () => (await import('./describe.ts')).graphFile))
program
  .command('ps')
  .description('Lists running Flows, their Pods, process ids and ports')
  .option('--json', 'as JSON')
  .action(lazily(async () => (await import('./printRuns.ts')).printRuns))
program
  .command('run')
  .description('Runs a TypeScript file, on Node versions that cannot by themselves too')
  .argument('<file>')
  .action(lazily(async () => (await import('./runFile.ts')).runFile))
const exporting = program.command('export').description('Writes a Flow in another form')
exporting
  .command('flowchart')
  .description('Mermaid text')
  .argument('<flow>', 'Flow YAML')
  .argument('[out]', 'file; standard output when absent')
  .option('--vertical-layout', 'top down')
  .action(lazily(async () => (await import('./describe.ts')).exportFlowchart))
const deployable = (format: 'docker-compose' | 'kubernetes', description: string, out: string) =>
  exporting
    .command(format)
    .description(description)
    .argument('<flow>', 'Flow or Deployment YAML')
    .argument('<out>', out)
    .option('--jina-exact', 'equal to what `jina export` writes, with its defects')
    .addOption(new Option('--images <family>', 'whose image runs the Gateway').choices(['jina', 'flowdeck']))
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
deployable('docker-compose', 'A Docker Compose project', 'file, e.g. docker-compose.yml').addOption(
  new Option('--network_name, --network-name <name>', 'name of the network'),
)
deployable('kubernetes', 'Kubernetes manifests', 'folder').option('--k8s-namespace <name>', 'namespace')
exporting
  .command('schema')
  .description('A JSON Schema of Flow files, and the keys as YAML or JSON')
  .option('--yaml-path <files...>', 'the keys as YAML')
  .option('--json-path <files...>', 'the keys as JSON')
  .option('--schema-path <files...>', 'the JSON Schema')
  .action(lazily(async () => (await import('./export.ts')).exportSchema))
const python = program.command('python').description('Python environments for Python Executors')
python
  .command('setup')
  .description('Makes an environment with a Jina that works, in .flowdeck/python of a folder')
  .option('--docarray <generation>', 'v1 (Document, DocumentArray) or v2 (BaseDoc, DocList)', 'v1')
  .option('--dir <folder>', 'the folder of the Flows', '.')
  .action(lazily(async () => (await import('./python.ts')).setUp))
python
  .command('list')
  .description('Lists the interpreters that a Flow of a folder may use, in order')
  .option('--dir <folder>', 'the folder of the Flows', '.')
  .action(lazily(async () => (await import('./python.ts')).listPythons))
program
  .command('new')
  .description('Makes a folder with a Flow, an Executor and a client')
  .argument('<name>')
  .action(lazily(async () => (await import('./newFlow.ts')).newFlow))

/** Everything behind the command's name, as it was typed. */
function rawFlags(command: Command, fallback: string[]): string[] {
  const at = process.argv.indexOf(command.name(), 2)
  return at < 0 ? fallback : process.argv.slice(at + 1)
}

try {
  await program.parseAsync()
} catch (thrown) {
  // What was typed is wrong: 2, as of other command lines; 1 is for what goes wrong then.
  if (thrown instanceof CommanderError) process.exitCode = thrown.exitCode === 0 ? 0 : 2
  else {
    const error = FlowError.from(thrown)
    warn(error.message)
    if (error.code === 'INTERNAL' && thrown instanceof Error) warn(thrown.stack ?? '')
    process.exitCode = 1
  }
}
