import { expect, test } from 'vitest'
import type { YamlMap } from '@flowdeck/shared'
import { pythonArgv } from './pythonArgv.ts'

const argv = (args: YamlMap, over: Partial<Parameters<typeof pythonArgv>[0]> = {}) =>
  pythonArgv({
    python: '/bin/python',
    script: '/pod.py',
    logConfig: '/logging.yml',
    id: 'foo/rep-0',
    host: '127.0.0.1',
    port: 5000,
    uses: 'Foo',
    pyModules: ['/w/exec.py'],
    searchPaths: ['/w'],
    args,
    shards: 1,
    shardId: 0,
    replicas: 1,
    replicaId: 0,
    ...over,
  })
const SERVER =
  '{"grpc.so_reuseport": 0, "grpc.http2.min_recv_ping_interval_without_data_ms": 5000, "grpc.http2.max_ping_strikes": 0}'

test('is what Jina writes into its exports, with a port of its own', () => {
  expect(
    argv({ uses_with: { a: 1 }, exit_on_exceptions: [], log_config: 'default', monitoring: false }),
  ).toEqual(
    [
      ['/bin/python', '/pod.py', 'executor'],
      ['--name', 'foo/rep-0', '--log-config', '/logging.yml', '--extra-search-paths', '/w'],
      ['--uses', 'Foo', '--py-modules', '/w/exec.py', '--grpc-server-options', SERVER],
      ['--host', '127.0.0.1', '--port', '5000', '--uses-metas', '{}', '--uses-with', '{"a": 1}', '--native'],
    ].flat(),
  )
})

test.each<[YamlMap, string]>([
  [{ log_config: './mine.yml' }, '--log-config ./mine.yml'],
  [{ exit_on_exceptions: ['ValueError', 'KeyError'] }, '--exit-on-exceptions ValueError KeyError'],
  [{ grpc_server_options: { 'grpc.so_reuseport': 1 } }, '"grpc.so_reuseport": 1'],
  [{ uses_dynamic_batching: { '/a': { preferred_batch_size: 4 } } }, '--uses-dynamic-batching {"/a": '],
  [{ allow_concurrent: true }, '--allow-concurrent'],
])('%j becomes %s', (args, flags) => {
  expect(argv(args).join(' ')).toContain(flags)
})

test('a replica knows its number', () => {
  expect(argv({}, { replicas: 3, replicaId: 2 }).join(' ')).toMatch(/--replicas 3 .*--replica-id 2/)
})
