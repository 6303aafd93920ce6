export { GrpcTransport } from './grpc-transport.ts';
