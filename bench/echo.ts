import { Executor } from '@flowdeck/runtime'

/** Gives back what it got. */
export class Echo extends Executor {
  static override requests = { '/echo': 'echo' }
  echo(): void {}
}
