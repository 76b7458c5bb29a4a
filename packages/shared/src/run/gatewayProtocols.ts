/** The protocols a Gateway speaks, in Jina's spelling, lower case. No schema library here: Pods load this file. */
export const GATEWAY_PROTOCOLS = ['grpc', 'http', 'websocket'] as const
export type GatewayProtocol = (typeof GATEWAY_PROTOCOLS)[number]
