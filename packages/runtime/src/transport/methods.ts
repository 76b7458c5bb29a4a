/** The gRPC methods that Jina 3.x speaks, by their full names. */
export const METHOD = {
  /** One request, one answer. */
  single: '/jina.JinaSingleDataRequestRPC/process_single_data',
  /** Several requests as one, from a join that does not reduce. */
  many: '/jina.JinaDataRequestRPC/process_data',
  /** Requests and answers in a stream: what clients call. */
  call: '/jina.JinaRPC/Call',
  /** One document in, several out. */
  streamDoc: '/jina.JinaSingleDocumentRequestRPC/stream_doc',
  discovery: '/jina.JinaDiscoverEndpointsRPC/endpoint_discovery',
  dryRun: '/jina.JinaGatewayDryRunRPC/dry_run',
  status: '/jina.JinaInfoRPC/_status',
  health: '/grpc.health.v1.Health/Check',
  reflection: '/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo',
} as const
