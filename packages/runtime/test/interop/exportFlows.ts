const IMAGE = 'uses: docker://example/encoder:1.2'

/** Flows and Deployments that Jina exports, by what they try. Written ports stay below those that Jina takes at random. */
export const EXPORT_FLOWS: Readonly<Record<string, string>> = {
  'one Executor': flow(`  - name: a\n    ${IMAGE}`),
  'no Executor': flow(''),
  'needs_all of several': flow(
    `  - name: a\n    ${IMAGE}\n  - name: b\n    needs: gateway\n  - method: needs_all\n    no_reduce: true\n    replicas: 2\n    ${IMAGE}\n  - name: d`,
  ),
  'needs_all of one': flow(`  - name: a\n    ${IMAGE}\n  - method: needs_all\n    name: all\n    ${IMAGE}`),
  'numbers where texts belong': flow(
    `  - name: a\n    workspace: 2024\n    output_array_type: other\n    entrypoint: 1.0\n    prefer_platform: [5, 6]\n    exit_on_exceptions: [1, 2.0, true]\n    volumes: 7\n    ${IMAGE}`,
    '',
    'title: 1.0\n  description: 007\n  log_config: default',
  ),
  'passing Executors': flow('  - name: a\n  - name: b\n    uses: BaseExecutor'),
  'names with underscores and capitals': flow(`  - name: My_Exec_2\n    ${IMAGE}`),
  'names that YAML reads as something else': flow(`  - name: on\n    ${IMAGE}\n  - name: "null_"`),
  replicas: flow(`  - name: a\n    replicas: 3\n    ${IMAGE}`),
  shards: flow(`  - name: a\n    shards: 2\n    ${IMAGE}`),
  'shards and replicas': flow(
    `  - name: a_b\n    shards: 2\n    replicas: 2\n    polling: ALL\n    ${IMAGE}`,
  ),
  'polling per endpoint': flow(
    `  - name: a\n    shards: 3\n    polling: {/index: ANY, /search: ALL, "*": ANY}\n    ${IMAGE}`,
  ),
  'a Head with something before': flow(
    `  - name: a\n    shards: 2\n    uses_before: docker://example/before\n    ${IMAGE}`,
  ),
  'a Head with something after': flow(
    `  - name: a\n    shards: 2\n    uses_after: docker://example/after\n    ${IMAGE}`,
  ),
  'a Head with both': flow(
    `  - name: a\n    shards: 2\n    replicas: 2\n    uses_before: docker://example/before\n    uses_after: docker://example/after\n    uses_with: {a: 1}\n    env: {A: b}\n    ${IMAGE}`,
  ),
  'a Head with both and a volume': flow(
    `  - name: a\n    shards: 2\n    uses_before: docker://example/before\n    uses_after: docker://example/after\n    volumes: [/data]\n    ${IMAGE}`,
  ),
  'a Head with a BaseExecutor before': flow(
    `  - name: a\n    shards: 2\n    uses_before: BaseExecutor\n    ${IMAGE}`,
  ),
  'before and after without shards': flow(
    `  - name: a\n    uses_before: docker://example/before\n    uses_after: docker://example/after\n    ${IMAGE}`,
  ),
  'a count of gpus': flow(`  - name: a\n    gpus: 2\n    ${IMAGE}`),
  'all gpus': flow(`  - name: a\n    gpus: all\n    ${IMAGE}`),
  'gpus by id': flow(`  - name: a\n    gpus: device=0,1\n    ${IMAGE}`),
  'gpus behind a Head': flow(`  - name: a\n    gpus: 1\n    shards: 2\n    ${IMAGE}`),
  'a volume': flow(`  - name: a\n    volumes: [/data]\n    ${IMAGE}`),
  'a volume from the host': flow(
    `  - name: a\n    volumes: ["/host:/workspace"]\n    replicas: 2\n    ${IMAGE}`,
  ),
  'a volume as one text': flow(`  - name: a\n    volumes: /data\n    ${IMAGE}`),
  'several volumes': flow(`  - name: a\n    volumes: ["/a:/b", "named:/c"]\n    shards: 2\n    ${IMAGE}`),
  'no automatic volume': flow(`  - name: a\n    disable_auto_volume: true\n    ${IMAGE}`),
  'a workspace': flow(`  - name: a\n    workspace: /workspace/a\n    ${IMAGE}`),
  'a workspace of the Flow': flow(`  - name: a\n    ${IMAGE}\n  - name: b\n    shards: 2`, 'workspace: ./ws'),
  stateful: flow(
    `  - name: a\n    stateful: true\n    replicas: 3\n    workspace: /ws\n    volumes: [/ws]\n    peer_ports: [9001, 9002, 9003]\n    ${IMAGE}`,
  ),
  environment: flow(
    `  - name: a\n    env: {A: b, NUMBER: 1, TRUE: true, NOTHING: null, LIST: "[1, 2]"}\n    ${IMAGE}`,
  ),
  'environment of the Flow': flow(`  - name: a\n    ${IMAGE}`, 'env: {A: b, N: 2}'),
  'environment of the Gateway': flow(`  - name: a\n    ${IMAGE}`, 'env: {A: b}', 'env: {G: 1}'),
  secrets: flow(
    `  - name: a\n    env_from_secret:\n      USER: {name: db, key: user}\n      PASS: {name: db, key: pass}\n    image_pull_secrets: [one, two]\n    ${IMAGE}`,
  ),
  'secrets of the Gateway': flow(
    `  - name: a\n    ${IMAGE}`,
    '',
    'env_from_secret: {USER: {name: db, key: user}}\n  image_pull_secrets: [one]',
  ),
  'an external Executor': flow(
    `  - name: a\n    external: true\n    host: far.example\n    port: 4040\n  - name: b\n    ${IMAGE}`,
  ),
  'an external Executor over TLS': flow(
    `  - name: a\n    external: true\n    host: far.example\n    port: 443\n    tls: true\n  - name: b`,
  ),
  'an external Executor with an address': flow(
    `  - name: a\n    external: true\n    host: grpcs://far.example:443\n  - name: b`,
  ),
  'an external Executor without port': flow(
    `  - name: a\n    external: true\n    host: grpcs://far.example\n  - name: b`,
  ),
  'several external addresses': flow(
    `  - name: a\n    external: true\n    host: [one.example, two.example]\n    port: [4040, 4041]\n  - name: b`,
  ),
  monitoring: flow(`  - name: a\n    ${IMAGE}\n  - name: b\n    shards: 2`, 'monitoring: true'),
  'monitoring on written ports': flow(
    `  - name: a\n    monitoring: true\n    port_monitoring: 9123\n    replicas: 2\n    ${IMAGE}`,
    '',
    'monitoring: true\n  port_monitoring: 9124',
  ),
  'several protocols': flow(`  - name: a\n    ${IMAGE}`, 'protocol: [grpc, http, websocket]'),
  'several protocols on written ports': flow(
    `  - name: a\n    ${IMAGE}`,
    'protocol: [grpc, http]\n  port: [12345, 12346]',
  ),
  http: flow(`  - name: a\n    ${IMAGE}`, 'protocol: http\n  port: 8000'),
  websocket: flow(`  - name: a\n    ${IMAGE}`, 'protocol: websocket'),
  'an Executor over http': flow(`  - name: a\n    protocol: http\n    ${IMAGE}`),
  TLS: flow(
    `  - name: a\n    ${IMAGE}`,
    'ssl_certfile: /tls/cert.pem\n  ssl_keyfile: /tls/key.pem\n  protocol: http',
  ),
  'a namespace by the name of the Flow': flow(
    `  - name: a\n    ${IMAGE}\n  - name: b\n    shards: 2`,
    'name: my_ns',
  ),
  'a namespace as a key': flow(`  - name: a\n    k8s_namespace: own\n    ${IMAGE}`),
  'a Gateway of its own': flow(
    `  - name: a\n    ${IMAGE}`,
    'port: 12345',
    'uses: docker://example/gateway:2\n  uses_with: {greeting: hi, n: 3}\n  protocol: http',
  ),
  'settings of the Gateway': flow(
    `  - name: a\n    ${IMAGE}`,
    '',
    'cors: true\n  title: "My title"\n  description: what it does\n  prefetch: 5\n  replicas: 2\n  no_crud_endpoints: true\n  no_debug_endpoints: true\n  uvicorn_kwargs: {loop: asyncio}\n  timeout_send: 7000\n  retries: 2\n  compression: Gzip\n  expose_endpoints: {/foo: {path: /bar, methods: [POST]}}\n  grpc_server_options: {grpc.max_send_message_length: -1}\n  host: 127.0.0.1\n  entrypoint: x\n  proxy: true',
  ),
  'common keys': flow(
    `  - name: a\n    ${IMAGE}\n  - name: b\n    retries: 5\n  - name: c\n    shards: 2`,
    'timeout_send: 5000\n  retries: 1\n  timeout_ready: 30000\n  compression: Deflate\n  log_config: json\n  quiet: true\n  tracing: true\n  traces_exporter_host: otel\n  traces_exporter_port: 4317',
  ),
  'ready for ever': flow(`  - name: a\n    timeout_ready: -1\n    ${IMAGE}`, '', 'timeout_ready: 1000'),
  'every kind of argument': flow(
    `  - name: a\n    uses_with: {text: "its", umlaut: "ü", list: [1, 2.5, null, true], map: {a: {b: c}}}\n    uses_metas: {name: other, description: d}\n    uses_requests: {/x: run}\n    uses_dynamic_batching: {/x: {preferred_batch_size: 4, timeout: 100}}\n    exit_on_exceptions: [ValueError, KeyError]\n    no_reduce: true\n    allow_concurrent: true\n    output_array_type: numpy\n    grpc_server_options: {grpc.max_send_message_length: -1}\n    grpc_channel_options: {grpc.max_send_message_length: -1}\n    timeout_ctrl: 30\n    quiet_error: true\n    floating: true\n    install_requirements: true\n    force_update: true\n    prefer_platform: linux/amd64\n    docker_kwargs: {shm_size: 1g}\n    entrypoint: run\n    reload: true\n    metrics: true\n    metrics_exporter_host: otel\n    metrics_exporter_port: 4318\n    ${IMAGE}`,
  ),
  'both quotes in one text': flow(
    `  - name: a\n    uses_with: {text: "it''s", quote: 'a "b" \\\\ c'}\n    ${IMAGE}`,
  ),
  'quotes and backslashes': flow(`  - name: a\n    uses_with: {quote: 'a "b" \\\\d'}\n    ${IMAGE}`),
  conditions: flow(
    `  - name: a\n    when: {tags__x: {$eq: 1}}\n    ${IMAGE}\n  - name: b\n    needs: gateway\n    when: {text: {$regex: "^a\\\\d"}}\n  - name: c\n    needs: [a, b]`,
  ),
  'a join that does not reduce': flow(
    `  - name: a\n    ${IMAGE}\n  - name: b\n    needs: gateway\n  - name: c\n    needs: [a, b]\n    no_reduce: true\n    grpc_metadata: {key: value}`,
  ),
  'a join with the Gateway': flow(
    `  - name: a\n    ${IMAGE}\n  - name: b\n    needs: [a, gateway]\n  - name: c\n    needs: [gateway, b]\n    no_reduce: true\n    when: {text: {$eq: x}}\n    ${IMAGE}`,
  ),
  'a join of an external Executor and the Gateway': flow(
    `  - name: a\n    external: true\n    host: [one.example, two.example]\n    port: 4040\n  - name: b\n    needs: [gateway, a]\n    no_reduce: true\n    ${IMAGE}\n  - name: c\n    external: true\n    host: far.example\n    port: 4041\n    needs: [a, gateway]\n  - name: d\n    needs: [b, c]`,
  ),
  'an inspection': flow(
    `  - name: a\n    ${IMAGE}\n  - name: look\n    method: inspect\n    uses: docker://example/look\n  - name: b`,
  ),
  'inspections that hang': flow(
    `  - name: a\n    ${IMAGE}\n  - name: look\n    method: inspect`,
    'inspect: HANG',
  ),
  'the Hub by its container schemes': flow(
    '  - name: hub_a\n    uses: jinaai+docker://someone/Thing:latest\n  - name: hub_b\n    uses: jinahub+docker://Other',
  ),
  'a written port and host': flow(`  - name: a\n    port: 12345\n    host: 1.2.3.4\n    ${IMAGE}`),
  'several written ports': flow(`  - name: a\n    port: [12345, 12346]\n    replicas: 2\n    ${IMAGE}`),
  'replicas for all': flow(`  - name: a\n    ${IMAGE}`, 'replicas: 2'),
  'old names of keys': flow(`  - name: a\n    disable_reduce: true\n    host_in: 0.0.0.0\n    ${IMAGE}`),
  'modules and search paths': flow(`  - name: a\n    extra_search_paths: [/x, /y]\n    ${IMAGE}`),
  'a Deployment': `jtype: Deployment\nwith:\n  name: dd\n  ${IMAGE}\n  replicas: 2\n  uses_with: {a: 1}\n`,
  'a Deployment with port and protocol': `jtype: Deployment\nwith:\n  ${IMAGE}\n  port: 12345\n  protocol: http\n`,
  'a Deployment with several protocols': `jtype: Deployment\nwith:\n  name: dd\n  ${IMAGE}\n  protocol: [grpc, http]\n  port: [12345, 12346]\n`,
  'a Deployment with shards': `jtype: Deployment\nwith:\n  name: d_d\n  shards: 2\n  monitoring: true\n  ${IMAGE}\n`,
}

function flow(executors: string, common = '', gateway = ''): string {
  return [
    'jtype: Flow\n',
    common && `with:\n  ${common}\n`,
    gateway && `gateway:\n  ${gateway}\n`,
    executors ? `executors:\n${executors}\n` : 'executors: []\n',
  ].join('')
}
