/**
 * Every way an operation can fail, once: its HTTP status, its gRPC status, and whether trying again may help.
 * `docs/errors.md` has a section per code; a test compares the two lists.
 */
export interface ErrorRow {
  /** HTTP status of an answer that carries this error. */
  http: number
  /** gRPC status name. */
  grpc: string
  /** Whether the same request may succeed when it is sent again unchanged. */
  retry: boolean
  /** What a person should do, in one sentence. */
  help: string
}

export const ERRORS = {
  FLOW_INVALID: {
    http: 422,
    grpc: 'INVALID_ARGUMENT',
    retry: false,
    help: 'Fix the listed problems in the Flow, then try again.',
  },
  FLOW_NOT_FOUND: {
    http: 404,
    grpc: 'NOT_FOUND',
    retry: false,
    help: 'Check the path; the file may have been moved or deleted.',
  },
  FLOW_EXISTS: { http: 409, grpc: 'ALREADY_EXISTS', retry: false, help: 'Choose another name.' },
  REVISION_CONFLICT: {
    http: 409,
    grpc: 'ABORTED',
    retry: false,
    help: 'The file changed meanwhile: compare both versions and choose.',
  },
  DRAFT_CONFLICT: {
    http: 409,
    grpc: 'ABORTED',
    retry: false,
    help: 'Another tab has unsaved edits of this Flow: compare both texts and choose.',
  },
  VERSION_NOT_FOUND: {
    http: 404,
    grpc: 'NOT_FOUND',
    retry: false,
    help: 'Read the list of versions again; old ones without a name go in time.',
  },
  RUN_ALREADY_ACTIVE: {
    http: 409,
    grpc: 'ALREADY_EXISTS',
    retry: false,
    help: 'Stop the running Flow first.',
  },
  ANSWER_NOT_FOUND: {
    http: 404,
    grpc: 'NOT_FOUND',
    retry: false,
    help: 'Send the request again: whole answers are kept while the server runs, the newest 512 MiB of them.',
  },
  RUN_NOT_FOUND: { http: 404, grpc: 'NOT_FOUND', retry: false, help: 'Start the Flow first.' },
  PREFLIGHT_FAILED: {
    http: 422,
    grpc: 'FAILED_PRECONDITION',
    retry: false,
    help: 'Fix what preflight lists, then start again.',
  },
  CONSENT_NEEDED: {
    http: 403,
    grpc: 'PERMISSION_DENIED',
    retry: false,
    help: 'Look at what the Flow wants to read or set, and allow it at Start if it should.',
  },
  SCHEMA_MISMATCH: {
    http: 422,
    grpc: 'FAILED_PRECONDITION',
    retry: false,
    help: 'Make the documents of both Executors the same class, or put an Executor between them that turns one into the other.',
  },
  EXECUTOR_NOT_FOUND: {
    http: 422,
    grpc: 'FAILED_PRECONDITION',
    retry: false,
    help: 'Check `uses` and `py_modules`; paths are relative to the YAML file.',
  },
  PYTHON_NOT_FOUND: {
    http: 422,
    grpc: 'FAILED_PRECONDITION',
    retry: false,
    help: 'Run `flowdeck python setup` in the folder of the Flow, make a `.venv` there with Jina, or set FLOWDECK_PYTHON.',
  },
  PYTHON_SETUP_FAILED: {
    http: 502,
    grpc: 'UNAVAILABLE',
    retry: true,
    help: 'Read the last lines: often PyPI cannot be reached, or the package python3-venv is missing.',
  },
  COMPOSE_NOT_FOUND: {
    http: 422,
    grpc: 'FAILED_PRECONDITION',
    retry: false,
    help: 'Install Docker with its Compose plugin, or podman with podman-compose, and see that its daemon runs.',
  },
  COMPOSE_FAILED: {
    http: 502,
    grpc: 'UNAVAILABLE',
    retry: true,
    help: 'Read the last lines of the tool: often an image is missing, or its registry cannot be reached.',
  },
  PYTHON_BROKEN: {
    http: 422,
    grpc: 'FAILED_PRECONDITION',
    retry: false,
    help: 'The interpreter has a Jina that cannot be imported: run `flowdeck python setup` for one that can.',
  },
  EXECUTOR_LOAD_FAILED: {
    http: 422,
    grpc: 'FAILED_PRECONDITION',
    retry: false,
    help: 'Fix the error in the Executor file that the message names.',
  },
  PORT_IN_USE: {
    http: 409,
    grpc: 'FAILED_PRECONDITION',
    retry: false,
    help: 'Stop the process that holds the port, or choose another port.',
  },
  POD_START_FAILED: { http: 502, grpc: 'UNAVAILABLE', retry: false, help: 'Read the last lines of its log.' },
  POD_EXITED: {
    http: 502,
    grpc: 'UNAVAILABLE',
    retry: true,
    help: 'It is being restarted; read its log if it keeps exiting.',
  },
  POD_START_TIMEOUT: {
    http: 504,
    grpc: 'DEADLINE_EXCEEDED',
    retry: false,
    help: 'Raise `timeout_ready`, or find out why its constructor takes so long.',
  },
  DEPLOYMENT_UNAVAILABLE: {
    http: 503,
    grpc: 'UNAVAILABLE',
    retry: true,
    help: 'Wait until the Executor is ready again.',
  },
  REQUEST_TIMEOUT: {
    http: 504,
    grpc: 'DEADLINE_EXCEEDED',
    retry: true,
    help: 'Raise `timeout_send`, or send less at once.',
  },
  REQUEST_CANCELLED: {
    http: 499,
    grpc: 'CANCELLED',
    retry: false,
    help: 'The request was cancelled by its sender.',
  },
  REQUEST_TOO_LARGE: {
    http: 413,
    grpc: 'RESOURCE_EXHAUSTED',
    retry: false,
    help: 'Send fewer or smaller documents at once.',
  },
  BAD_REQUEST: {
    http: 400,
    grpc: 'INVALID_ARGUMENT',
    retry: false,
    help: 'The message says which field is wrong and what it should be.',
  },
  EXECUTOR_FAILED: {
    http: 500,
    grpc: 'UNKNOWN',
    retry: false,
    help: 'The Executor threw; its error and stack are in the details.',
  },
  UNAUTHORIZED: {
    http: 401,
    grpc: 'UNAUTHENTICATED',
    retry: false,
    help: 'Open the URL that the server printed; it carries the token.',
  },
  TOO_MANY_REQUESTS: {
    http: 429,
    grpc: 'RESOURCE_EXHAUSTED',
    retry: true,
    help: 'Too many wrong tokens were sent. Wait ten seconds, then open the URL that the server printed.',
  },
  FORBIDDEN: {
    http: 403,
    grpc: 'PERMISSION_DENIED',
    retry: false,
    help: 'Open the editor at the address that the server printed.',
  },
  DISK_FULL: {
    http: 507,
    grpc: 'RESOURCE_EXHAUSTED',
    retry: true,
    help: 'Free some space in the folder that the message names; your text is kept in the browser and can be downloaded.',
  },
  UNSUPPORTED: {
    http: 422,
    grpc: 'UNIMPLEMENTED',
    retry: false,
    help: 'The message names what cannot be done and what to use instead.',
  },
  CONNECTION_LOST: {
    http: 503,
    grpc: 'UNAVAILABLE',
    retry: false,
    help: 'Wait until the editor is connected again and look at the state before trying again.',
  },
  PROTOCOL_ERROR: {
    http: 400,
    grpc: 'INVALID_ARGUMENT',
    retry: false,
    help: 'Reload the page; if it persists, the editor and the server are of different versions.',
  },
  INTERNAL: {
    http: 500,
    grpc: 'INTERNAL',
    retry: false,
    help: 'This is a defect of Flowdeck; please report it with the log of the server.',
  },
} as const satisfies Record<string, ErrorRow>

export type ErrorCode = keyof typeof ERRORS

export function isErrorCode(value: unknown): value is ErrorCode {
  return typeof value === 'string' && Object.hasOwn(ERRORS, value)
}
