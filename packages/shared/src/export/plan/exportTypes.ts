import type { QuickFix, Severity } from '../../model/flowIssue.ts'
import type { Sentence } from '../../words/sentence.ts'
import type { ExecutorSpec, FlowGraph, FlowSpec } from '../../model/flowModel.ts'

/** What can be exported: a Flow with its graph (`parseFlow`), or a Deployment by itself (`parseDeployment`). */
export type Exportable =
  { spec: FlowSpec; graph: FlowGraph; deployment?: undefined } | { deployment: ExecutorSpec }

/** How an export is written. Keys have the spelling of Jina's options; every one may be left out. */
export interface ExportOptions {
  /**
   * Whose image runs the Gateway, Heads and Executors that pass Documents through: Jina's (`gateway_image`) or Flowdeck's own, which takes
   * the same arguments behind `flowdeck`. Jina's when a `gateway_image` is given, else Flowdeck's.
   */
  images?: 'jina' | 'flowdeck'
  /** Jina's image for Gateway and Heads (Jina 3.x: the environment variable JINA_GATEWAY_IMAGE). */
  gateway_image?: string
  /** The image of Flowdeck's runtime; `FLOWDECK_IMAGE` unless told. */
  flowdeck_image?: string
  /**
   * Images to run instead of what `uses` says, by Executor name; `gateway`, `NAME/uses_before` and `NAME/uses_after` are keys too. They are
   * how an Executor of the Jina Hub, which answers no more, is exported.
   */
  image_overrides?: Readonly<Record<string, string>>
  /** Jina 3.x: JINA_HUB_NO_IMAGE_REBUILD asks the Hub for an image as it is, not built anew. Told in the problem about such an image. */
  hub_no_image_rebuild?: boolean
  /** Kubernetes namespace; the Flow's name, else `default`. */
  k8s_namespace?: string
  /** Jina 3.x: JINA_K8S_ACCESS_MODES; `ReadWriteOnce`. */
  k8s_access_modes?: readonly string[]
  /** Jina 3.x: JINA_K8S_STORAGE_CAPACITY; `10G`. */
  k8s_storage_capacity?: string
  /** Jina 3.x: JINA_K8S_STORAGE_CLASS_NAME; the default class of the cluster (with `jina_exact`: `standard`). */
  k8s_storage_class_name?: string
  /** Compose network; `jina-network`. */
  network_name?: string
  /** Whether the Gateway is part of it; true. */
  include_gateway?: boolean
  /** Equal to what `jina export` writes, with its defects. */
  jina_exact?: boolean
  /** Jina 3.x: JINA_LOG_LEVEL of who exports. */
  log_level?: string
  /** Home folder of who exports: with `jina_exact`, Compose mounts `<home>/.cache/jina`. */
  home?: string
  /** Folder against which a relative `workspace` is resolved with `jina_exact`. */
  cwd?: string
  /**
   * A port for whoever has none written, always the same for the same owner: `gateway/http`, `encoder/monitoring`. Unless told 8080 and those
   * after it for the Gateway, 9090 for monitoring; with `jina_exact` one from the range in which Jina chooses.
   */
  choose_port?: (owner: string) => number
  /** Values for `${{ ENV.X }}` and `$X`. What is not among them becomes a variable of the export. */
  variables?: Readonly<Record<string, string | undefined>>
  /** Whether plain-text secrets that are moved out of the manifests keep their values there; true. */
  secret_values?: boolean
  /** Image on which those of Python Executors are built; `python:3.11-slim`. */
  python_image?: string
  /** Lines for pip per generation of docarray: what images of Python Executors install. */
  python_requirements?: Readonly<Partial<Record<'v1' | 'v2', string>>>
  /** What is known of Executors that live as source files, by the keys of `image_overrides`; guessed from `uses` and `py_modules` else. */
  sources?: Readonly<Record<string, ExportSource>>
  /** Path from the export to the folder of the Flow, for the script that builds images; `..`. */
  source_folder?: string
}

/** An Executor that lives as source files beside the Flow. */
export interface ExportSource {
  language: 'typescript' | 'python'
  /** What `--uses` gets in the image: a file, a config file, or a class name. */
  uses: string
  /** What `--py-modules` gets, relative to the folder of the Flow. */
  modules: string[]
  /** Which docarray it is written for; v1 unless told. */
  docarray?: 'v1' | 'v2'
}

/** One file of an export. */
export interface ExportFile {
  /** Relative, with `/`, without `..`. */
  path: string
  text: string
  /** Holds secrets: to be kept out of version control, and readable by its owner only. */
  secret?: true
  executable?: true
}

export type ExportProblemCode =
  | 'no-image'
  | 'no-gateway-image'
  | 'hub-image'
  | 'source-executor'
  | 'name-collision'
  | 'name-too-long'
  | 'bad-port'
  | 'host-without-port'
  | 'volume-meaning'
  | 'host-volume'
  | 'plain-secret'
  | 'variable'
  | 'gpu'
  | 'workspace'
  | 'tls-files'
  | 'not-exported'

/** What stands in the way of an export, or should be known about it. */
export interface ExportProblem {
  code: ExportProblemCode
  /** With an error the files are a preview: they do not run. */
  severity: Severity
  /** Says what is wrong and where, in English. Stands alone. */
  message: string
  /** What to do, as a sentence. */
  fix: string
  /** Both, for other languages; absent where a file could not be read, and an error tells why. */
  said?: Sentence
  saidFix?: Sentence
  /** Executor or `gateway`; absent for the whole Flow. */
  executor?: string
  /** The key of `image_overrides` under which an image repairs it. */
  image_key?: string
  /** Edits of the Flow that repair it. */
  fixes?: QuickFix[]
}

export interface Exported {
  /** The first is the main one. */
  files: ExportFile[]
  problems: ExportProblem[]
}
