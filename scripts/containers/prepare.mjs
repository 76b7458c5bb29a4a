// Gets what the container tests need, kept outside the repository, and tells it as one line of JSON.
//   node scripts/containers/prepare.mjs engine             podman with settings of its own, and Flowdeck's runtime image
//   node scripts/containers/prepare.mjs jina PYTHON        the same, and an image with the Jina of that interpreter
//   node scripts/containers/prepare.mjs kubernetes         etcd, API server, controllers and kubectl
//   node scripts/containers/prepare.mjs all                engine and kubernetes, so that they are there later
// Where something cannot be had, the line is {"missing": "why"}.
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

const [what = '', ...args] = process.argv.slice(2)
if (!Object.hasOwn(targets, what)) {
  process.stderr.write(`use one of: ${Object.keys(targets).join(', ')}\n`)
  process.exit(2)
}
try {
  process.stdout.write(`${JSON.stringify(await targets[what](...args))}\n`)
} catch (thrown) {
  if (!(thrown instanceof Missing)) throw thrown
  process.stdout.write(`${JSON.stringify({ missing: thrown.message })}\n`)
}
