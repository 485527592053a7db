// What stories do again and again.

import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';

export const text = (page) => page.locator('main').innerText();
export const press = (page, name) => page.locator('main').getByRole('button', { name, exact: true }).click();
export const follow = (page, name) => page.locator('main').getByRole('link', { name }).first().click();

/** A page may still be on its way after a click. */
export async function shows(page, wanted) {
  await page.locator('main').filter({ hasText: wanted }).waitFor({ timeout: 30_000 }).catch(() => {});
  const found = await text(page);
  assert.ok(found.includes(wanted), `„${wanted}“ is not on ${page.url()}:\n${found.slice(0, 1500)}`);
}

/** Loads the page again until it shows something. */
export async function becomes(page, wanted) {
  for (let end = Date.now() + 60_000; Date.now() < end;) {
    if ((await text(page)).includes(wanted)) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
    await page.reload();
  }
  await shows(page, wanted);
}

/** Parks a message: nobody in Dresden has switched this procedure on. */
export async function parked(hub) {
  const body = { procedure: 'baumfaellung', area: '14612000', caseId: `fall-${randomInt(1e6)}`, document: hub.document('baum') };
  const id = await hub.submit(body);
  await hub.follow(id, 'parked');
  return id;
}

/** A day from today, as a German writes it. */
export function day(from) {
  const at = new Date(Date.now() + from * 86_400_000);
  return new Intl.DateTimeFormat('de-DE', { day: '2-digit', month: '2-digit', year: 'numeric', timeZone: 'Europe/Berlin' }).format(at);
}
