// A real OpenID Connect provider on loopback: the npm package oidc-provider with its own pages for signing in. Its
// answers can be spoilt, as an attacker or a broken provider would.

import { createServer } from 'node:http';
import { generateKeyPair, exportJWK, SignJWT, decodeJwt } from 'jose';
import Provider from 'oidc-provider';

export const CLIENT = { id: 'drehscheibe', secret: 'ein-Geheimnis-das-nur-die-beiden-kennen' };

/** Whom the provider knows, and what it says about them. */
const CLAIMS = {
  ossi: { name: 'Ossi Dienst', gruppen: ['mitarbeitende', 'ds-betrieb'] },
  kora: { name: 'Kora Dienst', gruppen: ['ds-kommune'], stellen: ['147290260260'] },
  doppelt: { name: 'Dop Pelt', gruppen: ['ds-kommune', 'ds-betrieb'], stellen: ['147290260260'] },
  otto: { name: 'Kein Otto', gruppen: ['ds-betrieb'] },
  fremd: { name: 'Fremd Wort', gruppen: ['mitarbeitende'] },
};

/** A port that is free now. */
export async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function key(kid) {
  const { privateKey, publicKey } = await generateKeyPair('RS256', { extractable: true });
  return { privateKey, publicKey, jwk: { ...(await exportJWK(privateKey)), kid, alg: 'RS256', use: 'sig' } };
}

/** Starts the provider for a hub at `hubUrl`; who signs in as `name` is known under the subject `name`. */
export async function startProvider(port, hubUrl) {
  const issuer = `http://127.0.0.1:${port}`;
  const [own, foreign] = await Promise.all([key('k1'), key('k1')]);
  const provider = new Provider(issuer, {
    clients: [{
      client_id: CLIENT.id,
      client_secret: CLIENT.secret,
      redirect_uris: [`${hubUrl}/portal/anmelden/rueckweg`],
      post_logout_redirect_uris: [`${hubUrl}/portal/anmelden`],
      response_types: ['code'],
      grant_types: ['authorization_code'],
    }],
    jwks: { keys: [own.jwk] },
    pkce: { required: () => true },
    cookies: { keys: ['nur-fuer-den-Test'] },
    claims: { openid: ['sub'], profile: ['name'], drehscheibe: ['gruppen', 'stellen'] },
    scopes: ['openid', 'profile', 'drehscheibe'],
    findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, ...CLAIMS[id] }) }),
  });
  provider.on('server_error', (_, error) => console.log(`provider: ${error.stack}`));
  const sign = (claims, { privateKey }) => new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid: 'k1' }).sign(privateKey);
  const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const minute = () => Math.floor(Date.now() / 60_000) * 60;
  const spoils = {
    'von einem anderen Schlüssel unterschrieben': (claims) => sign(claims, foreign),
    'nachträglich geändert': async (claims, token) => {
      const [head, , signature] = token.split('.');
      return [head, part({ ...claims, sub: 'ossi', name: 'Geändert' }), signature].join('.');
    },
    'ohne Unterschrift': (claims) => `${part({ alg: 'none' })}.${part(claims)}.`,
    abgelaufen: (claims) => sign({ ...claims, iat: minute() - 7200, exp: minute() - 3600 }, own),
    'für ein anderes Programm': (claims) => sign({ ...claims, aud: 'jemand-anderes' }, own),
    'von einem anderen Dienst': (claims) => sign({ ...claims, iss: 'https://anderswo.example' }, own),
    'aus einer anderen Anmeldung': (claims) => sign({ ...claims, nonce: 'eine-alte' }, own),
    'ohne Bezug zur Anmeldung': ({ nonce, ...claims }) => sign(claims, own),
  };
  const state = { spoil: null, hold: false, held: '', asked: [] };
  provider.use(async (ctx, next) => {
    if (ctx.path === '/auth') state.asked.push(Object.fromEntries(new URLSearchParams(ctx.querystring)));
    await next();
    const answer = ctx.response.get('location') ?? '';
    if (state.hold && answer.includes('/portal/anmelden/rueckweg')) {
      state.held = answer;
      ctx.remove('location');
      ctx.status = 200;
      ctx.body = 'angehalten';
    }
    if (ctx.path === '/token' && state.spoil && ctx.body?.id_token) {
      const token = ctx.body.id_token;
      ctx.body = { ...ctx.body, id_token: await spoils[state.spoil](decodeJwt(token), token) };
    }
  });
  const server = createServer(provider.callback());
  await new Promise((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    issuer,
    spoils: Object.keys(spoils),
    asked: state.asked,
    spoil(how) { state.spoil = how; },
    /** Keeps answers back from the browser that asked. */
    hold(on) { state.hold = on; },
    held: () => state.held,
    stop: () => { server.closeAllConnections(); server.close(); },
  };
}
