// Gets what the container tests need; see USAGE.
import { Missing, say } from './cache.mjs'
import { prepareEngine } from './engine.mjs'
import { makeRuntimeImage } from './images.mjs'
import { makeJinaImage } from './jinaImage.mjs'
import { prepareKubernetes } from './kubernetes.mjs'

const engine = async () => {
  const env = await prepareEngine()
  return { env, image: await makeRuntimeImage(env) }
}
const targets = {
  engine,
  jina: async (python) => {
    const { env, image } = await engine()
    return { env, image, jinaImage: await makeJinaImage(env, python) }
  },
  kubernetes: prepareKubernetes,
  all: async () => {
    for (const step of [engine, prepareKubernetes])
      await step().catch((thrown) => {
        if (!(thrown instanceof Missing)) throw thrown
        say(thrown.message)
      })
    return {}
  },
}

const USAGE = `node scripts/containers/prepare.mjs TARGET

Gets what the container tests need, kept outside the repository, and tells it as one line of JSON; {"missing": "why"} where it cannot be had.

  engine         podman with settings of its own, and Flowdeck's runtime image
  jina PYTHON    the same, and an image with the Jina of that interpreter
  kubernetes     etcd, API server, controllers and kubectl
  all            engine and kubernetes, so that they are there later`
const [what = '', ...args] = process.argv.slice(2)
if (what === '--help' || what === '-h') {
  process.stdout.write(`${USAGE}\n`)
  process.exit(0)
}
if (!Object.hasOwn(targets, what)) {
  process.stderr.write(`"${what}" is no target.\n\n${USAGE}\n`)
  process.exit(2)
}
try {
  process.stdout.write(`${JSON.stringify(await targets[what](...args))}\n`)
} catch (thrown) {
  if (!(thrown instanceof Missing)) throw thrown
  process.stdout.write(`${JSON.stringify({ missing: thrown.message })}\n`)
}
