import { sentence, type Sentence } from '../words/sentence.ts'

/** Variables that change which code a process runs, or whom it trusts, and why a person should look at them before a Flow sets them. */
const RULES: readonly { names: RegExp; why: Sentence }[] = [
  {
    names:
      /^(LD_|DYLD_|(GCONV|LOC|NLS)PATH$|GCONV_PATH$|GLIBC_TUNABLES$|OPENSSL_(CONF|MODULES|ENGINES)$|OMP_TOOL_LIBRARIES$|CUDA_INJECTION64_PATH$)/i,
    why: sentence('It makes every process load other libraries.'),
  },
  {
    names:
      /^(NODE_(OPTIONS|PATH|REPL_EXTERNAL_MODULE|V8_COVERAGE|ICU_DATA|REDIRECT_WARNINGS)$|NPM_CONFIG_|BUN_|DENO_|TSX_)/i,
    why: sentence('It makes Node load other code, or run with other options.'),
  },
  {
    // Not how output is written or whether bytecode is.
    names:
      /^(__PYVENV_LAUNCHER__$|VIRTUAL_ENV$|CONDA_|PIP_|UV_)|^PYTHON(?!UNBUFFERED$|DONTWRITEBYTECODE$|IOENCODING$|UTF8$|HASHSEED$|FAULTHANDLER$|OPTIMIZE$|NOUSERSITE$|TRACEMALLOC$|ASYNCIODEBUG$)/i,
    why: sentence('It makes Python load other code.'),
  },
  {
    names:
      /^(PATH|PATHEXT|COMSPEC|SHELL|SHELLOPTS|BASHOPTS|BASH_ENV|BASH_FUNC_.*|PROMPT_COMMAND|PS4|IFS|LESSOPEN|LESSCLOSE|ENV|ZDOTDIR|PERLLIB|PERL5(LIB|OPT|DB)|RUBY(LIB|OPT)|CLASSPATH|(JAVA|JDK)_\w*OPTIONS|_JAVA_OPTIONS|GIT_\w+|EDITOR|VISUAL|PAGER|BROWSER)$/i,
    why: sentence('It chooses which programs run.'),
  },
  {
    names:
      /^(NODE_EXTRA_CA_CERTS|NODE_TLS_REJECT_UNAUTHORIZED|SSL_CERT_(FILE|DIR)|GRPC_DEFAULT_SSL_ROOTS_FILE_PATH|(REQUESTS|CURL|AWS)_CA_BUNDLE|SSLKEYLOGFILE|HOSTALIASES|RES_OPTIONS|LOCALDOMAIN|NETRC|CURL_HOME|XDG_\w+|HOME)$/i,
    why: sentence('It changes which servers or files a process trusts.'),
  },
  {
    names: /^FLOWDECK_/i,
    why: sentence('It changes what Flowdeck allows requests and processes to do.'),
  },
  {
    names: /^(https?|all|grpc|ftp|wss?|socks|no|no_grpc)_proxy$/i,
    why: sentence('It sends the traffic of a process through another server.'),
  },
]

/** Why a variable that a Flow sets for its processes needs a person's consent; null for an ordinary one. */
export function explainLoading(name: string): Sentence | null {
  return RULES.find(({ names }) => names.test(name))?.why ?? null
}
