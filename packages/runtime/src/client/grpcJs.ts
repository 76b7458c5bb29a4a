// What is used of grpc-js, as a module of ours: a bundler gives who imports CommonJS lazily no names.
export { Client, Metadata, credentials } from '@grpc/grpc-js'
