import { createHash, timingSafeEqual } from 'node:crypto';
import * as grpc from '@grpc/grpc-js';

/** Whether a call carries the server's token. The comparison takes the same time wherever they differ. */
export function hasToken(metadata: grpc.Metadata, token: string | undefined): boolean {
  if (token === undefined) return true;
  const [sent] = metadata.get('authorization');
  const given = typeof sent === 'string' ? (/^Bearer (.*)$/i.exec(sent)?.[1] ?? '') : '';
  return timingSafeEqual(digest(given), digest(token));
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

export const unauthenticated: Partial<grpc.StatusObject> = {
  code: grpc.status.UNAUTHENTICATED,
  details: 'The call carries no token, or a wrong one. Put the right one into the URL: sc://host:port/;token=…',
};
