import { expect, test } from 'vitest'
import { readFlowText } from './readFlowText.ts'
import { explainLoading } from '../flow/loadingVariables.ts'
import { listPermissions } from './permissions.ts'

const listed = (yaml: string) =>
  listPermissions(readFlowText(yaml)).map(({ id, users, line }) => ({ id, users, line }))

test('every variable that a file reads is listed once, with its users and its line [SEC-24]', () => {
  expect(
    listed(`jtype: Flow
with:
  title: $TITLE
executors:
  - name: a
    uses_with: {key: '\${{ ENV.KEY }}', nested: {list: ['x-\${OTHER}-y']}}
  - name: b
    env: {COPY: $KEY}
    uses_with: {text: '\${{ CONTEXT.x }} \${{root.with.title}} 5$'}
`),
  ).toEqual([
    { id: 'read TITLE', users: ['Flow', 'b'], line: 3 },
    { id: 'read KEY', users: ['a', 'b'], line: 6 },
    { id: 'read OTHER', users: ['a'], line: 6 },
  ])
})

test('a variable that a reference can reach is listed, wherever it stands [SEC-24]', () => {
  expect(
    listed(`jtype: Flow
token: \${{ ENV.TOKEN }}
executors:
  - name: a
    uses_with: {key: "\${{root.token}}", own: "\${{ENV.OWN}}"}
`),
  ).toEqual([
    { id: 'read OWN', users: ['a'], line: 5 },
    { id: 'read TOKEN', users: ['a'], line: 5 },
  ])
})

test('variables that make processes load other code are listed with their value: another value is another permission', () => {
  expect(
    listed(`jtype: Flow
with:
  env: {NODE_OPTIONS: --require ./x.cjs, HARMLESS: '1'}
gateway:
  env: {LD_PRELOAD: /tmp/x.so}
executors:
  - name: a
    env:
      PYTHONSTARTUP: evil.py
      PYTHONUNBUFFERED: '1'
`),
  ).toEqual([
    { id: 'set NODE_OPTIONS=--require ./x.cjs', users: ['Flow'], line: 3 },
    { id: 'set LD_PRELOAD=/tmp/x.so', users: ['gateway'], line: 5 },
    { id: 'set PYTHONSTARTUP=evil.py', users: ['a'], line: 9 },
  ])
})

test.each([
  'LD_PRELOAD',
  'LD_LIBRARY_PATH',
  'LD_AUDIT',
  'DYLD_INSERT_LIBRARIES',
  'NODE_OPTIONS',
  'NODE_PATH',
  'PYTHONPATH',
  'PYTHONHOME',
  'PYTHONSTARTUP',
  'PYTHONBREAKPOINT',
  'PYTHONUSERBASE',
  'PATH',
  'BASH_ENV',
  'PERL5OPT',
  'NODE_EXTRA_CA_CERTS',
  'https_proxy',
  'FLOWDECK_MAX_DOCUMENTS',
  'ld_preload',
  'GCONV_PATH',
  'NLSPATH',
  'OMP_TOOL_LIBRARIES',
  'NODE_ICU_DATA',
  'npm_config_registry',
  'PYTHONINSPECT',
  'PYTHONCASEOK',
  'PIP_INDEX_URL',
  'CONDA_PREFIX',
  'BASH_FUNC_ls%%',
  'PS4',
  'PERLLIB',
  'LESSOPEN',
  'SSLKEYLOGFILE',
  'GRPC_DEFAULT_SSL_ROOTS_FILE_PATH',
  'HOSTALIASES',
  'XDG_CONFIG_HOME',
  'ALL_PROXY',
  'no_proxy',
])('%s needs consent', (name) => {
  expect(explainLoading(name)).not.toBeNull()
})

test.each([
  'PYTHONUNBUFFERED',
  'JINA_LOG_LEVEL',
  'CUDA_VISIBLE_DEVICES',
  'OMP_NUM_THREADS',
  'MY_PATH',
  'OLD_LD_PRELOAD',
  'MY_HTTP_PROXY_COUNT',
  'LOCALE',
  'PIPELINE',
  'LANG',
])('%s needs none', (name) => {
  expect(explainLoading(name)).toBeNull()
})
