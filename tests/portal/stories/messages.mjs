// The main story of each role, on a real hub. A story that ends without an error has passed.

import assert from 'node:assert/strict';

import { TOWN } from '../hub.mjs';
import { becomes, follow, parked, press, shows } from '../steps.mjs';

export const stories = {
  async 'Ohne Anmeldung'({ eyes, page }) {
    await eyes.goto(page, '/portal/nachrichten');
    assert.ok(page.url().includes('/portal/anmelden?weiter='));
    await eyes.look(page, 'anmelden');
    await eyes.tabs(page, 'anmelden');
    await page.fill('input[name=name]', 'niemand');
    await page.fill('input[name=kennwort]', 'ein falsches Kennwort');
    await press(page, 'Anmelden');
    await shows(page, 'stimmen nicht');
    await eyes.look(page, 'anmelden-falsch');
    for (const name of ['impressum', 'datenschutz', 'barrierefreiheit']) {
      await eyes.goto(page, `/portal/${name}`);
      await eyes.look(page, name);
    }
  },

  async 'Kommune: eine zurückgewiesene Nachricht verstehen'({ eyes, page }) {
    await eyes.signIn(page, 'kim');
    await shows(page, 'Was auf eine Entscheidung wartet');
    await eyes.look(page, 'lage-kommune');
    await eyes.goto(page, '/portal/nachrichten');
    await page.selectOption('select[name=zustand]', 'rejected');
    await press(page, 'Suchen');
    await eyes.look(page, 'nachrichten-kommune');
    await eyes.tabs(page, 'nachrichten-kommune');
    await follow(page, /Hundesteuer/);
    await shows(page, 'Befunde');
    // Each rule with the certificate under which it ran.
    await shows(page, 'hundesteuer-0.1.0-');
    await shows(page, 'zurückgewiesen');
    await eyes.look(page, 'nachricht-zurueckgewiesen');
    const [download] = await Promise.all([page.waitForEvent('download'), follow(page, 'Nachweis herunterladen')]);
    assert.ok(download.suggestedFilename().startsWith('nachweis-'));
    await follow(page, 'Korrigieren und neu senden');
    await eyes.look(page, 'neu-senden');
    await page.fill('textarea[name=dokument]', '{ "kaputt": ');
    await press(page, 'Als neue Nachricht senden');
    await shows(page, 'Es hört mitten in einer Angabe auf');
    await eyes.look(page, 'neu-senden-fehler');
  },

  async 'Kommune: korrigiert neu senden'({ eyes, page, hub }) {
    await eyes.signIn(page, 'kim');
    await eyes.goto(page, '/portal/nachrichten?zustand=rejected');
    await follow(page, /Hundesteuer/);
    await follow(page, 'Korrigieren und neu senden');
    await page.fill('textarea[name=dokument]', JSON.stringify(hub.document('hund'), null, 2));
    await page.fill('input[name=grund]', 'Angaben nach Rückruf berichtigt');
    await press(page, 'Als neue Nachricht senden');
    await page.waitForURL(/nachrichten\/[0-9a-f-]{36}$/);
    const id = page.url().split('/').pop();
    await hub.follow(id, 'delivered');
    await page.reload();
    await shows(page, 'Fertig: an alle Ziele zugestellt');
    await eyes.look(page, 'nachricht-zugestellt');
  },

  async 'Kommune: geparkte Nachricht mit vier Augen auf den Weg bringen'({ eyes, page, hub }) {
    const id = await parked(hub);
    await eyes.signIn(page, 'dora');
    await eyes.goto(page, '/portal/geparkt');
    await eyes.look(page, 'geparkt');
    await eyes.tabs(page, 'geparkt');
    await page.check(`input[name=nachricht][value="${id}"]`);
    await press(page, 'Auswahl noch einmal auf den Weg bringen');
    await eyes.look(page, 'wiederholen');
    await press(page, 'Vorschlagen');
    await shows(page, 'Begründung mit 3 bis 500 Zeichen');
    await eyes.look(page, 'wiederholen-fehler');
    await page.fill('input[name=grund]', 'Verfahren ist jetzt freigeschaltet');
    await press(page, 'Vorschlagen');
    await shows(page, 'Vier-Augen-Prinzip');
    await eyes.look(page, 'vorschlag-eigener');
    const number = page.url().split('/').pop();
    const second = await eyes.page();
    await eyes.signIn(second, 'otto');
    await eyes.goto(second, `/portal/vorschlaege/${number}`);
    await eyes.look(second, 'vorschlag-entscheiden');
    await press(second, 'Entscheidung speichern');
    await shows(second, 'Wählen Sie „Zustimmen“');
    await eyes.look(second, 'vorschlag-fehler');
    await second.check('input[name=entscheidung][value=ja]');
    await second.fill('input[name=grund]', 'Geprüft');
    await press(second, 'Entscheidung speichern');
    await shows(second, 'wieder auf dem Weg');
    await eyes.look(second, 'vorschlag-angenommen');
    await eyes.goto(second, '/portal/vorschlaege');
    await eyes.look(second, 'vorschlaege');
    await second.context().close();
  },

  async 'Kommune: Notiz, Frist und Zurückziehen'({ eyes, page, hub }) {
    const id = await parked(hub);
    await eyes.signIn(page, 'dora');
    await eyes.goto(page, `/portal/nachrichten/${id}`);
    await eyes.look(page, 'nachricht-geparkt');
    await page.selectOption('select[name=wer]', 'dora');
    await page.fill('input[name=bis]', '31.02.2027');
    await press(page, 'Notiz speichern');
    await shows(page, 'Geben Sie ein Datum wie 28.11.2026 ein.');
    await page.fill('input[name=bis]', '01.02.2027');
    await page.fill('textarea[name=notiz]', 'Fachamt ist gefragt');
    await press(page, 'Notiz speichern');
    await eyes.goto(page, '/portal/geparkt');
    await shows(page, '01.02.2027');
    await eyes.goto(page, `/portal/nachrichten/${id}/zurueckziehen`);
    await eyes.look(page, 'zurueckziehen');
    await page.fill('input[name=grund]', 'Antrag wurde zurückgenommen');
    await press(page, 'Nachricht zurückziehen');
    await shows(page, 'Fertig: zurückgezogen');
  },

  async 'Kommune: Grenzen der Zuständigkeit'({ eyes, page }) {
    await eyes.signIn(page, 'dora');
    await eyes.goto(page, '/portal/nachrichten?stelle=147290260260');
    await shows(page, 'für die Sie nicht zuständig sind');
    await eyes.look(page, 'nicht-zustaendig');
    await eyes.goto(page, '/portal/revision');
    await shows(page, 'Ihre Rolle „Kommune“ darf das nicht');
    await eyes.goto(page, '/portal/gibt-es-nicht');
  },

  async 'Betreiber: Lage, ohne Inhalte'({ eyes, page, hub }) {
    await eyes.signIn(page, 'otto');
    await eyes.look(page, 'lage-betreiber');
    // The demo's mail box is gone by now.
    await hub.submit({ procedure: 'baumfaellung', area: TOWN, caseId: 'baum-wartet', document: hub.document('baum') });
    await becomes(page, 'poststelle');
    await eyes.look(page, 'lage-ziel-nimmt-nicht-an');
    await eyes.goto(page, '/portal/nachrichten?zustand=rejected');
    await follow(page, /Hundesteuer/);
    await shows(page, 'Wortlaut nur für die zuständige Stelle');
    await eyes.look(page, 'nachricht-betreiber');
    await eyes.goto(page, '/portal/konfiguration');
    await eyes.look(page, 'konfiguration');
    await press(page, 'Konfiguration neu einlesen');
    await follow(page, '1');
    await shows(page, 'Was sich gegenüber der vorigen Fassung geändert hat');
    await eyes.look(page, 'konfiguration-aenderungen');
    await eyes.goto(page, '/portal/konten');
    await eyes.look(page, 'konten');
    await follow(page, 'Heike Handel');
    await eyes.look(page, 'konto-anderes');
    await page.fill('input[name=grund]', 'Vertrag ist beendet');
    await press(page, 'Konto sperren');
    await shows(page, 'gesperrt');
    await page.fill('input[name=grund]', 'War ein Irrtum');
    await press(page, 'Konto freigeben');
    await shows(page, 'Konto sperren');
    await eyes.goto(page, '/portal/konto');
    await eyes.look(page, 'konto');
  },

  async 'Verfahrensbetreuung: Verfahren und Roll-out'({ eyes, page }) {
    await eyes.signIn(page, 'vera');
    await eyes.goto(page, '/portal/verfahren');
    await eyes.look(page, 'verfahren');
    await follow(page, /Hundesteuer/);
    for (const fact of ['OZG-Schlüssel', '10000', 'Blaupause', 'Steuerbescheid', 'Nachweis über die Rasse', 'Halterin oder Halter']) await shows(page, fact);
    await eyes.look(page, 'verfahren-eines');
    await eyes.goto(page, '/portal/rollout?verfahren=hundesteuer-anmeldung&kreis=14729');
    await shows(page, 'Markkleeberg');
    await eyes.look(page, 'rollout');
    await eyes.tabs(page, 'rollout');
  },

  async 'Revision: Protokoll und Ketten'({ eyes, page }) {
    await eyes.signIn(page, 'rita');
    await eyes.goto(page, '/portal/revision');
    await shows(page, 'Anmeldung');
    await eyes.look(page, 'revision');
    await page.selectOption('select[name=was]', 'account-create');
    await press(page, 'Suchen');
    await shows(page, 'Konto angelegt');
    await eyes.goto(page, '/portal/revision/ketten');
    await shows(page, 'Alle Ketten sind unverändert');
    await eyes.look(page, 'ketten');
    await follow(page, 'Aufbewahrung und Löschung');
    await shows(page, 'Kein Inhalt ist über seine Frist hinaus gespeichert.');
    await eyes.look(page, 'aufbewahrung');
  },

  async 'Hersteller und Prüfstelle: was sie sehen'({ eyes, page }) {
    await eyes.signIn(page, 'hans');
    await shows(page, 'Verfahren');
    await eyes.goto(page, '/portal/nachrichten');
    await shows(page, 'Ihre Rolle „Hersteller“ darf das nicht');
    await eyes.look(page, 'darf-nicht');
    const second = await eyes.page();
    await eyes.signIn(second, 'petra');
    await eyes.goto(second, '/portal/verfahren');
    await shows(second, 'LeiKa');
    await second.context().close();
  },

  async 'Überall abmelden'({ eyes, page }) {
    await eyes.signIn(page, 'uta');
    const second = await eyes.page();
    await eyes.signIn(second, 'uta');
    await eyes.goto(second, '/portal/konto');
    await press(second, 'Überall abmelden');
    await eyes.goto(page, '/portal/verfahren');
    assert.ok(page.url().includes('/portal/anmelden'), page.url());
    await second.context().close();
  },

  async 'Ohne JavaScript'({ eyes, hub }) {
    const id = await parked(hub);
    const page = await eyes.page({ javaScriptEnabled: false });
    await eyes.signIn(page, 'dora');
    for (const part of ['Lage', 'Nachrichten', 'Geparkt', 'Vorschläge', 'Verfahren', 'Roll-out']) {
      await page.getByRole('navigation', { name: 'Hauptmenü' }).getByRole('link', { name: part }).click();
      assert.ok((await page.locator('h1').innerText()).length > 0);
    }
    await eyes.goto(page, '/portal/geparkt');
    await page.check(`input[name=nachricht][value="${id}"]`);
    await press(page, 'Auswahl noch einmal auf den Weg bringen');
    await page.fill('input[name=grund]', 'Ohne Skripte');
    await press(page, 'Vorschlagen');
    await shows(page, 'wartet auf Zustimmung');
    await page.getByRole('button', { name: 'Abmelden' }).click();
    assert.ok(page.url().includes('/portal/anmelden'));
    await page.context().close();
  },

  async 'Nur mit der Tastatur'({ eyes, page }) {
    await eyes.goto(page, '/portal/anmelden');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    // Past the button of the identity provider.
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.type('otto');
    await page.keyboard.press('Tab');
    await page.keyboard.type('ein-langes-Kennwort-1');
    await page.keyboard.press('Enter');
    await page.waitForURL(/portal\/lage/);
    await eyes.tabs(page, 'lage');
  },

  async 'Erzwungene Farben'({ eyes, page }) {
    await eyes.signIn(page, 'vera');
    await page.emulateMedia({ forcedColors: 'active' });
    for (const [href, name] of [['/portal/rollout', 'rollout'], ['/portal/lage', 'lage']]) {
      await eyes.goto(page, href);
      await page.screenshot({ path: `${eyes.shots}/${name}-farben.png`, fullPage: true });
    }
  },
};
