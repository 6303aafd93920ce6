import { parseConnectionString } from '@kindling/client';
import { describe, expect, it } from 'vitest';

describe('a connection string', () => {
  it('needs a host only', () => {
    expect(parseConnectionString('sc://example.org')).toMatchObject({ host: 'example.org', port: 15002, secure: false, metadata: {} });
  });

  it('holds parameters, of which unknown ones are metadata', () => {
    const connection = parseConnectionString(
      'sc://10.0.0.1:443/;token=a%20b;user_id=ann;x-team=data;session_id=0a1b2c3d-0000-4000-8000-000000000000',
    );
    expect(connection).toMatchObject({
      host: '10.0.0.1',
      port: 443,
      secure: true,
      token: 'a b',
      userId: 'ann',
      sessionId: '0a1b2c3d-0000-4000-8000-000000000000',
      metadata: { 'x-team': 'data' },
    });
  });

  it('sends a token to this machine in the clear, and elsewhere only when asked to', () => {
    expect(parseConnectionString('sc://localhost/;token=t').secure).toBe(false);
    expect(parseConnectionString('sc://[::1]:1/;token=t')).toMatchObject({ secure: false, host: '[::1]' });
    expect(parseConnectionString('sc://example.org/;token=t').secure).toBe(true);
    expect(parseConnectionString('sc://example.org/;token=t;use_ssl=false').secure).toBe(false);
    expect(parseConnectionString('sc://example.org/;use_ssl=true').secure).toBe(true);
  });

  it.each([
    'http://localhost',
    'sc://',
    'sc://localhost:port',
    'sc://localhost:0',
    'sc://localhost/path',
    'sc://localhost/;token',
    'sc://localhost/;session_id=1',
  ])('refuses %s', (text) => {
    expect(() => parseConnectionString(text)).toThrow(expect.objectContaining({ condition: 'CONNECT_URL_INVALID' }));
  });
});
