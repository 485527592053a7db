// A vendor publishes a package and sees what the depot says to it.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { follow, press, shows } from '../steps.mjs';

/** The rule for dogs in another version and by another vendor, as files: the demo has revoked its component. */
function packaged(hub, version) {
  const folder = path.join(hub.directory, 'vendor', version);
  mkdirSync(folder, { recursive: true });
  const toml = readFileSync(path.join(hub.root, 'plugins/hundesteuer/plugin.toml'), 'utf8')
    .replace(/^version = .*$/m, `version = "${version}"`)
    .replace(/^vendor = .*$/m, 'vendor = "musterhaus"');
  const manifest = path.join(folder, 'plugin.toml');
  writeFileSync(manifest, toml);
  // A custom section with a name and nothing else makes it another component.
  const section = Buffer.from([0, version.length + 1, version.length, ...Buffer.from(version)]);
  const component = path.join(folder, 'hundesteuer.wasm');
  writeFileSync(component, Buffer.concat([readFileSync(path.join(hub.directory, 'components/hundesteuer.wasm')), section]));
  return { manifest, component };
}

export const stories = {
  async 'Hersteller: ein Paket veröffentlichen'({ eyes, page, hub }) {
    await eyes.signIn(page, 'hans');
    await eyes.goto(page, '/portal/depot');
    await eyes.look(page, 'depot-vorher');
    await follow(page, 'Paket veröffentlichen');
    await eyes.look(page, 'hochladen');
    await eyes.tabs(page, 'hochladen');
    await press(page, 'Paket veröffentlichen');
    await shows(page, 'Wählen Sie eine Datei.');
    await eyes.look(page, 'hochladen-fehler');
    const { manifest, component } = packaged(hub, '1.0.0');
    await page.fill('input[name=name]', 'hundesteuer');
    await page.setInputFiles('input[name=komponente]', manifest);
    await page.setInputFiles('input[name=angaben]', manifest);
    await press(page, 'Paket veröffentlichen');
    await shows(page, 'Das Depot hat das Paket nicht angenommen');
    await page.fill('input[name=name]', 'hundesteuer');
    await page.setInputFiles('input[name=komponente]', component);
    await page.setInputFiles('input[name=angaben]', manifest);
    await press(page, 'Paket veröffentlichen');
    await page.waitForURL(/depot\/paket/);
    await shows(page, 'hochgeladen');
    await eyes.look(page, 'paket');
    await eyes.goto(page, '/portal/depot');
    await eyes.look(page, 'depot');
    await follow(page, 'Hundesteuer: Anmeldung 0.1.1');
    await shows(page, 'Kommunen können dieses Paket freischalten.');
    await eyes.look(page, 'paket-zertifiziert');
    await page.selectOption('select[name=mit]', { label: 'Hundesteuer: Anmeldung 0.1.0' });
    await press(page, 'Vergleichen');
    await shows(page, '0.1.0');
    await eyes.look(page, 'paket-vergleich');
    const next = packaged(hub, '1.1.0');
    await eyes.goto(page, '/portal/depot/hochladen');
    await page.fill('input[name=name]', 'hundesteuer');
    await page.setInputFiles('input[name=komponente]', next.component);
    await page.setInputFiles('input[name=angaben]', next.manifest);
    await press(page, 'Paket veröffentlichen');
    await page.waitForURL(/depot\/paket/);
    await follow(page, 'Fassung zurückziehen');
    await eyes.look(page, 'paket-zurueckziehen');
    await page.fill('input[name=grund]', 'Rechenfehler bei Zweithunden');
    await press(page, 'Fassung zurückziehen');
    await shows(page, 'vom Hersteller zurückgezogen');
  },
};
