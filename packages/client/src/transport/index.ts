export { connect } from './connect.ts';
export { type Connection, parseConnectionString } from './connection-string.ts';
export { RpcCode, RpcError, type Transport } from './transport.ts';
