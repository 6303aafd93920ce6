export { type CallOptions, ConnectClient, type ConnectClientOptions, type ExecuteOptions, missing } from './connect-client.ts';
export { errorFromDetails } from './decode-error.ts';
export { defaultRetryPolicy, type RetryPolicy } from './retry-policy.ts';
