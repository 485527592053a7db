// Signing in with the identity provider, and out of everything.

import assert from 'node:assert/strict';
import { press, shows } from '../steps.mjs';

/** Fills in the provider's own form. */
async function atProvider(page, name) {
  await page.waitForURL(/interaction/);
  await page.fill('input[name=login]', name);
  await page.fill('input[name=password]', 'gleichgültig');
  await page.click('button[type=submit]');
  // Whether the hub may know who it is.
  await page.waitForURL(/interaction|portal/);
  if (page.url().includes('interaction')) await page.click('button[type=submit]');
  await page.waitForURL(/\/portal\//);
}

const toProvider = (page) => page.locator('main').getByRole('link', { name: 'Mit „Landesanmeldedienst“ anmelden' }).click();

export const stories = {
  async 'Anmeldedienst: hinein, und überall hinaus'({ eyes, page }) {
    await eyes.goto(page, '/portal/revision');
    await eyes.look(page, 'anmelden-mit-dienst');
    await toProvider(page);
    await atProvider(page, 'ossi');
    assert.ok(page.url().endsWith('/portal/revision'), page.url());
    await eyes.goto(page, '/portal/konto');
    await shows(page, 'Anmeldedienst');
    const second = await eyes.page();
    await eyes.goto(second, '/portal/konto');
    await toProvider(second);
    await atProvider(second, 'ossi');
    await shows(second, 'Ossi Dienst');
    await press(second, 'Überall abmelden');
    await eyes.goto(page, '/portal/konto');
    assert.ok(page.url().includes('/portal/anmelden'), page.url());
    await second.context().close();
  },

  async 'Anmeldedienst: wer kein Konto hat, bleibt draußen'({ eyes, page, hub }) {
    await eyes.goto(page, '/portal/anmelden');
    await toProvider(page);
    await atProvider(page, 'fremd');
    await shows(page, 'Nennen Sie dem Betreiber Ihre Kennung: fremd');
    await eyes.look(page, 'anmelden-unbekannt');
    // An answer that this browser never asked for, and one that was used already.
    await page.goto(`${hub.url}/portal/anmelden/rueckweg?code=x&state=y`);
    await shows(page, 'Der Anmeldedienst hat die Anmeldung nicht bestätigt');
  },
};
