import { CommanderError } from 'commander'
import { FlowError } from '@flowdeck/shared'
import { warn } from './print.ts'
import { createProgram } from './program.ts'

// A reader that leaves, such as `head`, ends nothing.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {})

try {
  await createProgram().parseAsync()
} catch (thrown) {
  // What was typed is wrong: 2, as of other command lines; 1 is for what goes wrong then.
  if (thrown instanceof CommanderError) process.exitCode = thrown.exitCode === 0 ? 0 : 2
  else {
    const error = FlowError.from(thrown)
    warn(error.message)
    if (error.code === 'INTERNAL' && thrown instanceof Error) warn(thrown.stack ?? '')
    process.exitCode = error.code === 'BAD_REQUEST' ? 2 : 1
  }
}
