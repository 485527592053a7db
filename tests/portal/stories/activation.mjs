// A municipality switches a procedure on, tries it, goes live, changes it, and goes back.

import assert from 'node:assert/strict';
import { NEIGHBOUR, TOWN } from '../hub.mjs';
import { becomes, day, follow, press, shows } from '../steps.mjs';

/** Begins a draft with the rule for dogs, up to its form. */
async function choose(eyes, page) {
  await eyes.goto(page, '/portal/freischalten');
  await page.selectOption('select[name=stelle]', TOWN);
  await page.selectOption('select[name=verfahren]', 'hundesteuer-anmeldung');
  await press(page, 'Weiter');
  await page.getByRole('radio', { name: /^hundesteuer/ }).check();
  await page.getByRole('checkbox', { name: 'akte' }).check();
  await page.fill('input[name=anwendung]', 'Steuerverfahren (CSV)');
}

async function grant(page) {
  for (const box of await page.locator('input[name=erlaubt]').all()) await box.check();
}

/** Saves the form as a draft; its number. */
async function draft(eyes, page) {
  await choose(eyes, page);
  await press(page, 'Weiter');
  await grant(page);
  await press(page, 'Als Entwurf speichern');
  await page.waitForURL(/freischaltungen\/\d+$/);
  return page.url().split('/').pop();
}

export const stories = {
  async 'Kommune: Verfahren freischalten, vom Entwurf bis zum Zurückkehren'({ eyes, page, hub }) {
    await eyes.signIn(page, 'kim');
    await eyes.goto(page, '/portal/freischaltungen');
    await eyes.look(page, 'freischaltungen-leer');
    await follow(page, 'Verfahren freischalten');
    await eyes.look(page, 'freischalten-1');
    await choose(eyes, page);
    await eyes.look(page, 'freischalten-2');
    await eyes.tabs(page, 'freischalten-2');
    await press(page, 'Weiter');
    await eyes.look(page, 'freischalten-3');
    await eyes.tabs(page, 'freischalten-3');
    await page.fill('[name="e/frist_tage"]', 'vierzehn');
    await press(page, 'Als Entwurf speichern');
    await shows(page, 'Geben Sie eine ganze Zahl ein');
    await shows(page, 'Bestätigen Sie jede Erlaubnis');
    await eyes.look(page, 'freischalten-3-fehler');
    await page.fill('[name="e/frist_tage"]', '21');
    await grant(page);
    await press(page, 'Als Entwurf speichern');
    await page.waitForURL(/freischaltungen\/\d+$/);
    await shows(page, 'Entwurf');
    await shows(page, 'Die Funktionsprüfung fehlt noch.');
    await eyes.look(page, 'freischaltung-entwurf');
    await press(page, 'Probelauf beginnen');
    await press(page, 'Funktionsprüfung starten');
    await shows(page, 'funktionsgeprüft');
    await eyes.look(page, 'freischaltung-geprueft');
    await press(page, 'Pilotbetrieb beginnen');
    await shows(page, 'Wählen Sie mindestens einen Absender.');
    await page.getByRole('checkbox', { name: /Amt24/ }).check();
    await press(page, 'Pilotbetrieb beginnen');
    await shows(page, 'Pilotbetrieb');
    await eyes.look(page, 'freischaltung-pilot');
    await press(page, 'Jetzt produktiv schalten');
    await shows(page, 'produktiv');
    await eyes.look(page, 'freischaltung-produktiv');
    const body = { procedure: 'hundesteuer-anmeldung', area: TOWN, caseId: 'portal-1', document: hub.document('hund') };
    await hub.follow(await hub.submit(body), 'delivered');

    const second = await draft(eyes, page);
    await shows(page, 'Unterschied zur produktiven Freischaltung');
    await press(page, 'Funktionsprüfung starten');
    await press(page, 'Probelauf beginnen');
    await shows(page, 'Probelauf im Hintergrund begonnen');
    await hub.follow(await hub.submit({ ...body, caseId: 'portal-2' }), 'delivered');
    await becomes(page, '1 von 1 Nachrichten hätten dasselbe ergeben.');
    await eyes.look(page, 'freischaltung-probelauf');
    await page.fill('input[name=tag]', day(-1));
    await press(page, 'Termin festlegen');
    await shows(page, 'liegt nicht in der Zukunft');
    await eyes.look(page, 'freischaltung-termin-fehler');
    await page.locator('#tun-termin').getByRole('checkbox').check();
    await page.fill('input[name=tag]', day(3));
    await press(page, 'Termin festlegen');
    await shows(page, `Schaltet sich ein am`);
    await shows(page, day(3));
    await page.locator('#tun-produktiv').getByRole('checkbox').check();
    await press(page, 'Jetzt produktiv schalten');
    await shows(page, 'Zurück zur vorigen Freischaltung');
    await press(page, 'Aussetzen');
    await shows(page, 'Begründung mit 3 bis 500 Zeichen');
    await press(page, 'Zurückkehren');
    await eyes.goto(page, '/portal/freischaltungen');
    await eyes.look(page, 'freischaltungen');
    const rows = await page.locator('tbody tr').allInnerTexts();
    assert.ok(rows.some((row) => row.includes(`Freischaltung ${second}`) && row.includes('abgelöst')), rows.join('\n'));
    assert.ok(rows.some((row) => !row.includes(`Freischaltung ${second}`) && row.includes('produktiv')), rows.join('\n'));
  },

  async 'Kommune: an eine Nachbarkommune umlenken'({ eyes, page, hub }) {
    await eyes.signIn(page, 'dora');
    await eyes.goto(page, `/portal/freischalten?stelle=146120000000&verfahren=hundesteuer-anmeldung`);
    await page.getByRole('radio', { name: /Nachbarkommune umlenken/ }).check();
    await press(page, 'Weiter');
    await shows(page, 'Wählen Sie die Stelle, die das Verfahren übernimmt.');
    await eyes.look(page, 'umlenken-fehler');
    await page.selectOption('select[name=nachbar]', TOWN);
    await press(page, 'Weiter');
    await eyes.look(page, 'umlenken');
    await press(page, 'Als Entwurf speichern');
    await shows(page, 'Umlenkung an Stadt Markkleeberg');
    await eyes.look(page, 'umlenkung-entwurf');
    await press(page, 'Jetzt produktiv schalten');
    await shows(page, 'Zurück zur vorigen Freischaltung');
    await eyes.look(page, 'umlenkung-produktiv');
    const body = { procedure: 'hundesteuer-anmeldung', area: NEIGHBOUR, caseId: 'umgelenkt-1', document: hub.document('hund') };
    const id = await hub.submit(body);
    await hub.follow(id, 'delivered');
    const there = await eyes.page();
    await eyes.signIn(there, 'kim');
    await eyes.goto(there, `/portal/nachrichten/${id}`);
    await shows(there, 'Umgelenkt von');
    await shows(there, 'Landeshauptstadt Dresden');
    await there.context().close();
    await eyes.goto(page, `/portal/freischalten?stelle=${TOWN}&verfahren=hundesteuer-anmeldung`);
    await shows(page, 'für die Sie nicht zuständig sind');
  },
};
