import { expect, it } from 'vitest'
import { readGatewayAddress } from './gatewayAddress.ts'

it.each([
  ['127.0.0.1:54321', { protocol: 'grpc', host: '127.0.0.1', port: 54321 }],
  [' grpc://gateway:8080/ ', { protocol: 'grpc', host: 'gateway', port: 8080 }],
  ['HTTP://0.0.0.0:80', { protocol: 'http', host: '127.0.0.1', port: 80 }],
  ['ws://[::1]:8081', { protocol: 'websocket', host: '[::1]', port: 8081 }],
  ['grpcs://flow.example.com:443', { protocol: 'grpc', host: 'flow.example.com', port: 443, tls: true }],
])('%j is an address', (written, server) => {
  expect(readGatewayAddress(written)).toEqual(server)
})

it.each([
  ['', 'an address is needed'],
  ['localhost', 'has no port'],
  ['grpc://localhost', 'has no port'],
  ['http://localhost:', 'has no port'],
  ['ftp://localhost:21', 'no protocol that a Gateway speaks'],
  ['constructor://localhost:21', 'no protocol that a Gateway speaks'],
  ['grpc://:8080', 'has no host'],
  ['grpc://user:secret@host:8080', 'goes on after the port'],
  ['http://localhost:8080/post', 'goes on after the port ("/post")'],
  ['localhost:0', 'not from 1 to 65535'],
  ['localhost:70000', 'not from 1 to 65535'],
  ['local host:8080', 'goes on after the port'],
])('%j is none, and why', (written, why) => {
  expect(() => readGatewayAddress(written)).toThrow(why)
})
