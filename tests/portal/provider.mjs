// A real OpenID Connect provider on loopback: the npm package oidc-provider with its own pages for signing in.

import { createServer } from 'node:http';
import Provider from 'oidc-provider';

export const CLIENT = { id: 'drehscheibe', secret: 'ein-Geheimnis-das-nur-die-beiden-kennen' };

/** A port that is free now. */
export async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Starts the provider for a hub at `hubUrl`; who signs in as `name` is known under the subject `name`. */
export async function startProvider(port, hubUrl) {
  const issuer = `http://127.0.0.1:${port}`;
  const provider = new Provider(issuer, {
    clients: [{
      client_id: CLIENT.id,
      client_secret: CLIENT.secret,
      redirect_uris: [`${hubUrl}/portal/anmelden/rueckweg`],
      response_types: ['code'],
      grant_types: ['authorization_code'],
    }],
    pkce: { required: () => true },
    cookies: { keys: ['nur-fuer-den-Test'] },
    findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
  });
  provider.on('server_error', (_, error) => console.log(`provider: ${error.stack}`));
  const server = createServer(provider.callback());
  await new Promise((resolve) => server.listen(port, '127.0.0.1', resolve));
  return { issuer, stop: () => { server.closeAllConnections(); server.close(); } };
}
