// The certifier tests, certifies and revokes; vendors and municipalities see what came of it.

import assert from 'node:assert/strict';
import { follow, press, shows } from '../steps.mjs';

export const stories = {
  async 'Prüfstelle: prüfen, zertifizieren, zurücknehmen'({ eyes, page }) {
    await eyes.signIn(page, 'petra');
    await eyes.goto(page, '/portal/pruefstelle');
    await eyes.look(page, 'pruefstelle-leer');
    await follow(page, /Hundesteuer/);
    await eyes.look(page, 'pruefplan');
    // The demo has revoked the first version; the newest one is chosen.
    assert.ok(await page.getByRole('radio', { name: 'hundesteuer 0.1.1' }).isChecked());
    await press(page, 'Prüflauf starten');
    await page.waitForURL(/laeufe\/\d+$/);
    // The page follows the run by itself.
    await page.locator('progress').waitFor({ timeout: 5_000 }).catch(() => {});
    await page.getByText('Nichts steht einem Zertifikat entgegen').waitFor({ timeout: 240_000 });
    await eyes.look(page, 'prueflauf-bestanden');
    await eyes.tabs(page, 'prueflauf-bestanden');
    const [report] = await Promise.all([page.waitForEvent('download'), follow(page, 'Prüfbericht herunterladen')]);
    assert.ok(report.suggestedFilename().startsWith('pruefbericht-'));
    await page.fill('input[name=tage]', 'viele');
    await press(page, 'Zertifikat ausstellen');
    await shows(page, 'Geben Sie eine Zahl von 1 bis 3650 ein.');
    await shows(page, 'Bestätigen Sie, dass Sie den Prüfbericht gelesen haben.');
    await eyes.look(page, 'zertifizieren-fehler');
    await page.fill('input[name=tage]', '60');
    await page.fill('input[name=nr]', 'SAKD-2026-0007');
    await page.fill('textarea[name=auflagen]', 'Nur für Gemeinden mit Steuersatzung');
    await page.getByRole('checkbox').check();
    await press(page, 'Zertifikat ausstellen');
    await shows(page, 'bestanden, zertifiziert');
    await eyes.goto(page, '/portal/pruefstelle');
    await shows(page, 'endet bald');
    await eyes.look(page, 'pruefstelle');
    await follow(page, 'SAKD-2026-0007');
    await shows(page, 'Nur für Gemeinden mit Steuersatzung');
    await eyes.look(page, 'zertifikat');
    await press(page, 'Zulassung zurücknehmen');
    await shows(page, 'Wählen Sie, was mit der Regel geschehen soll.');
    await page.getByRole('radio', { name: 'Warnung' }).check();
    await page.fill('input[name=grund]', 'Fristberechnung an Feiertagen ist falsch');
    await press(page, 'Zulassung zurücknehmen');
    await shows(page, 'Fristberechnung an Feiertagen ist falsch');
    await eyes.look(page, 'zertifikat-zurueckgenommen');
    // Another certificate counts for longer, but this one was taken back: the operator must know.
    const operator = await eyes.page();
    await eyes.signIn(operator, 'otto');
    await eyes.goto(operator, '/portal/lage');
    await shows(operator, 'SAKD-2026-0007');
    await eyes.look(operator, 'lage-zertifikate');
    await operator.context().close();
  },

  async 'Prüfstelle: nur sie zertifiziert'({ eyes, page }) {
    await eyes.signIn(page, 'vera');
    await eyes.goto(page, '/portal/pruefstelle');
    await follow(page, /Hundesteuer/);
    assert.equal(await page.getByRole('button', { name: 'Prüflauf starten' }).count(), 0);
  },
};
