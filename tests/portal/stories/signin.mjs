// Signing in with the identity provider, and out of everything.

import assert from 'node:assert/strict';
import { follow, press, shows } from '../steps.mjs';

/** Fills in the provider's own form. */
async function atProvider(page, name, end = /\/portal\//) {
  await page.waitForURL(/interaction/);
  await page.fill('input[name=login]', name);
  await page.fill('input[name=password]', 'gleichgültig');
  await page.click('button[type=submit]');
  // Whether the hub may know who it is.
  await page.waitForURL(/interaction|portal/);
  if (page.url().includes('interaction')) await page.click('button[type=submit]');
  await page.waitForURL(end);
}

const toProvider = (page) => follow(page, 'Mit „Landesanmeldedienst“ anmelden');
const signOut = (page) => page.getByRole('button', { name: 'Abmelden', exact: true }).click();
const outside = async (eyes, page) => {
  await eyes.goto(page, '/portal/konto');
  assert.ok(page.url().includes('/portal/anmelden'), page.url());
};

export const stories = {
  async 'Anmeldedienst: hinein, und überall hinaus'({ eyes, page, provider }) {
    await eyes.goto(page, '/portal/revision');
    await eyes.look(page, 'anmelden-mit-dienst');
    await eyes.tabs(page, 'anmelden-mit-dienst');
    await toProvider(page);
    const asked = provider.asked.at(-1);
    assert.equal(asked.code_challenge_method, 'S256');
    for (const secret of ['state', 'nonce', 'code_challenge']) assert.ok(asked[secret].length >= 22, secret);
    await atProvider(page, 'ossi');
    assert.ok(page.url().endsWith('/portal/revision'), page.url());
    await eyes.goto(page, '/portal/konto');
    for (const fact of ['Ossi Dienst', 'Betreiber', 'alle Stellen', 'Anmeldedienst']) await shows(page, fact);
    await eyes.look(page, 'konto-mit-dienst');
    const second = await eyes.page();
    await eyes.goto(second, '/portal/konto');
    await toProvider(second);
    await atProvider(second, 'ossi');
    await shows(second, 'Ossi Dienst');
    await press(second, 'Überall abmelden');
    await shows(second, 'Sie sind abgemeldet.');
    await eyes.look(second, 'abgemeldet');
    await outside(eyes, page);
    await outside(eyes, second);
    // The provider still knows this browser, until it is told.
    await toProvider(second);
    await second.waitForURL(/\/portal\/konto/);
    await signOut(second);
    await follow(second, 'Auch bei „Landesanmeldedienst“ abmelden');
    await second.getByRole('button', { name: /Yes, sign me out/ }).click();
    await second.waitForURL(/\/portal\/anmelden/);
    await toProvider(second);
    await second.waitForURL(/interaction/);
    await second.context().close();
  },

  async 'Anmeldedienst: Rolle und Kommune kommen von dort'({ eyes, page }) {
    await eyes.goto(page, '/portal/konto');
    await toProvider(page);
    await atProvider(page, 'kora');
    for (const fact of ['Kora Dienst', 'Kommune', 'Markkleeberg']) await shows(page, fact);
    await eyes.goto(page, '/portal/konten');
    await shows(page, 'Ihre Rolle „Kommune“ darf das nicht.');
    // A name that a local account has stays that account's.
    const other = await eyes.page();
    await eyes.goto(other, '/portal/konto');
    await toProvider(other);
    await atProvider(other, 'otto');
    await shows(other, 'Kein Otto');
    await shows(other, 'dienst-');
    await other.context().close();
    const local = await eyes.page();
    await eyes.signIn(local, 'otto');
    await eyes.goto(local, '/portal/konto');
    await shows(local, 'Otto Betrieb');
    await local.context().close();
  },

  async 'Anmeldedienst: wer hier nichts ist, bleibt draußen'({ eyes, page }) {
    for (const [name, why] of [['fremd', 'keine Rolle, die diese Drehscheibe kennt'], ['doppelt', 'mehrere Rollen: Kommune, Betreiber']]) {
      const other = await eyes.page();
      await eyes.goto(other, '/portal/anmelden');
      await toProvider(other);
      await atProvider(other, name);
      await shows(other, why);
      await eyes.look(other, `anmelden-${name}`);
      await outside(eyes, other);
      await other.context().close();
    }
    // Whom the operator locks out stays out, whatever the provider says.
    await eyes.goto(page, '/portal/anmelden');
    await toProvider(page);
    await atProvider(page, 'kora');
    const operator = await eyes.page();
    await eyes.signIn(operator, 'olga');
    await eyes.goto(operator, '/portal/konten/kora');
    await operator.fill('input[name=grund]', 'Stelle gewechselt');
    await press(operator, 'Konto sperren');
    await outside(eyes, page);
    await toProvider(page);
    await page.waitForURL(/rueckweg/);
    await shows(page, 'Ihr Konto an dieser Drehscheibe ist gesperrt.');
    await eyes.goto(operator, '/portal/revision');
    await shows(operator, 'kora');
    await operator.context().close();
  },

  async 'Anmeldedienst: Gefälschtes, Abgelaufenes und Fremdes gilt nicht'({ eyes, page, hub, provider }) {
    const refused = async (one) => {
      await shows(one, 'Der Anmeldedienst hat die Anmeldung nicht bestätigt');
      await outside(eyes, one);
    };
    for (const how of provider.spoils) {
      const other = await eyes.page();
      try {
        provider.spoil(how);
        await eyes.goto(other, '/portal/anmelden');
        await toProvider(other);
        await atProvider(other, 'ossi');
        await refused(other);
      } catch (error) {
        throw new Error(`${how}: ${error.message}`);
      } finally {
        provider.spoil(null);
        await other.context().close();
      }
    }
    // An answer that this browser never asked for.
    await eyes.goto(page, '/portal/anmelden');
    await page.goto(`${hub.url}/portal/anmelden/rueckweg?code=x&state=y`);
    await eyes.look(page, 'anmelden-nicht-bestaetigt');
    await refused(page);
    // One that another browser asked for: its address is taken before that browser sees it.
    provider.hold(true);
    await eyes.goto(page, '/portal/konto');
    await toProvider(page);
    await atProvider(page, 'ossi', /\/auth\//);
    await page.getByText('angehalten').waitFor();
    provider.hold(false);
    const stolen = provider.held();
    const thief = await eyes.page();
    await eyes.goto(thief, '/portal/anmelden');
    await thief.goto(stolen);
    await refused(thief);
    await thief.context().close();
    // Once tried, it is used up, also where it belongs.
    await page.goto(stolen);
    await refused(page);
  },
};
