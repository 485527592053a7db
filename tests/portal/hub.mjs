// A real hub with the stock plugins, the messages of the demo, and one account for each role.

import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { CLIENT, freePort } from './provider.mjs';

const PASSWORD = 'ein-langes-Kennwort-1';
export const TOWN = '147290260260';
export const NEIGHBOUR = '146120000000';

/** Sign-in name, role, label, what they speak for, and whom they work for. */
export const PEOPLE = [
  ['kim', 'Kommune', 'Kim Muster, Steueramt Markkleeberg', [TOWN]],
  ['alex', 'Kommune', 'Alex Beispiel, Ordnungsamt Markkleeberg', [TOWN]],
  ['dora', 'Kommune', 'Dora Fremd, Dresden', [NEIGHBOUR]],
  ['otto', 'Betreiber', 'Otto Betrieb', []],
  ['olga', 'Betreiber', 'Olga Betrieb', []],
  ['vera', 'Verfahrensbetreuer', 'Vera Verfahren', []],
  ['uta', 'Verfahrensbetreuer', 'Uta Überall', []],
  ['rita', 'Revision', 'Rita Revision', []],
  ['hans', 'Hersteller', 'Hans Hersteller', [], 'musterhaus'],
  ['heike', 'Hersteller', 'Heike Handel', [], 'handelshaus'],
  ['petra', 'Prüfstelle', 'Petra Prüfung', []],
];

/** When the newest of these files was written; what is built of them is left out. */
function newest(at) {
  const one = statSync(at);
  if (!one.isDirectory()) return one.mtimeMs;
  const inside = readdirSync(at).filter((name) => !['target', 'node_modules'].includes(name));
  return Math.max(0, ...inside.map((name) => newest(path.join(at, name))));
}

export class Hub {
  /** `demo` is where `make test-demo` tells its story; `target` is the tests' own. */
  constructor(root, demo, target) {
    this.binary = process.env.DREHSCHEIBE || path.join(root, 'target/debug/drehscheibe');
    this.root = root;
    this.directory = demo;
    this.told = path.join(target, 'demo');
    this.config = path.join(demo, 'drehscheibe.toml');
  }

  run(args, input = '') {
    const done = spawnSync(this.binary, args, { cwd: this.root, input, encoding: 'utf8' });
    if (done.status !== 0) throw new Error(`drehscheibe ${args.join(' ')}\n${done.stdout}\n${done.stderr}`);
    return done.stdout;
  }

  /**
   * Puts a hub there on which the demo's story has been told: packages, certificates, activations, messages. Telling
   * it takes minutes, so one that is newer than program and plugins is taken as it is, and kept for the next time;
   * with `kept` an older one, too.
   */
  tell(kept) {
    // The demo writes this at its end.
    const end = (directory) => path.join(directory, 'evidence.json');
    const needed = Math.max(newest(this.binary), newest(path.join(this.root, 'plugins')));
    const good = (directory) => existsSync(end(directory)) && (kept || statSync(end(directory)).mtimeMs > needed);
    const used = path.join(this.directory, '.portal-test');
    const untouched = good(this.directory) && !existsSync(used);
    if (!untouched && !good(this.told)) {
      console.log('telling the story of the demo first, which takes some minutes');
      this.run(['demo', '--plugins', 'plugins', '--directory', this.directory, '--once']);
    }
    const [from, to] = untouched || !good(this.told) ? [this.directory, this.told] : [this.told, this.directory];
    rmSync(to, { recursive: true, force: true });
    cpSync(from, to, { recursive: true, preserveTimestamps: true });
    writeFileSync(used, '');
  }

  /** A hub with something to see, and the accounts. */
  async prepare({ kept } = {}) {
    this.port = await freePort();
    this.providerPort = await freePort();
    this.url = `http://127.0.0.1:${this.port}`;
    this.tell(kept);
    this.equip();
    for (const [name, role, label, tenants, organisation] of PEOPLE) {
      const named = tenants.flatMap((tenant) => ['--tenant', tenant]);
      if (organisation) named.push('--organisation', organisation);
      const rest = ['--config', this.config, '--role', role, '--label', label, '--password-stdin'];
      this.run(['account', 'create', name, ...rest, ...named], `${PASSWORD}\n`);
    }
    this.key = this.run(['key', 'create', '--config', this.config, '--role', 'portal', '--source', 'amt24']).trim();
  }

  /** What the demo has not: a certifier's key, a target for function tests, the operator's texts. */
  equip() {
    const change = (file, ...pairs) => {
      let text = readFileSync(file, 'utf8');
      for (const [from, to] of pairs) {
        if (!text.includes(from)) throw new Error(`${file} has no ${from}`);
        text = text.replace(from, to);
      }
      writeFileSync(file, text);
    };
    const at = (...parts) => path.join(this.directory, ...parts);
    mkdirSync(at('certificates'));
    writeFileSync(at('password'), 'pruefstelle-geheim\n', { mode: 0o600 });
    this.run(['trust', 'key', 'create', 'sakd', '--directory', at('trust'), '--password-file', at('password')]);
    change(this.config, ['[trust]', `[certification]
organisation = "SAKD"
key = "trust/sakd.key"
password_secret = "pruefstelle"

[portal]
public_url = "${this.url}"

[portal.openid]
issuer = "http://127.0.0.1:${this.providerPort}"
client_id = "${CLIENT.id}"
client_secret = "anmeldedienst"
label = "Landesanmeldedienst"
scopes = ["profile", "drehscheibe"]

[portal.openid.claims]
role = "gruppen"
roles = { ds-betrieb = "Betreiber", ds-kommune = "Kommune" }
tenants = "stellen"

[portal.pages]
imprint = "# Herausgeber\\n\\nStadt Beispiel, Markt 1, 01000 Beispiel"
privacy = "# Verantwortlich\\n\\nStadt Beispiel, datenschutz@beispiel.example"
accessibility_contact = "barrierefrei@beispiel.example, Telefon 0351 000000"

[trust]
certificates = "certificates"
#`], ['[trust.keys.pruefstelle]', '[trust.keys.sakd]\nfile = "trust/sakd.pub"\norganisation = "SAKD"\n[trust.keys.pruefstelle]'],
    ['all-of = [{ key = "pruefstelle" }]', 'any-of = { signatures = [{ key = "pruefstelle" }, { organisation = "SAKD" }] }']);
    change(at('secrets.toml'), ['[146120000000]', `[hub]\npruefstelle = "pruefstelle-geheim"\nanmeldedienst = "${CLIENT.secret}"\n\n[146120000000]`]);
    change(this.config, ['listen = "127.0.0.1:0"', `listen = "127.0.0.1:${this.port}"`]);
    chmodSync(at('secrets.toml'), 0o600);
    change(at('configuration', 'procedures', 'hundesteuer.toml'), ['[blueprint]', '[blueprint]\nozg = "10000"\nkgst = "11.12.01"']);
  }

  async start() {
    this.child = spawn(this.binary, ['serve', '--config', this.config], { cwd: this.root });
    this.log = '';
    this.child.stderr.on('data', (text) => { this.log += text; });
    this.url = await new Promise((resolve, reject) => {
      let out = '';
      this.child.stdout.on('data', (text) => {
        out += text;
        const found = out.match(/listening on (http:\S+)/);
        if (found) resolve(found[1]);
      });
      this.child.on('exit', (code) => reject(new Error(`the hub ended with ${code}\n${this.log}`)));
    });
  }

  async stop() {
    if (!this.child || this.child.exitCode !== null) return;
    const ended = new Promise((resolve) => this.child.on('exit', resolve));
    this.child.kill('SIGTERM');
    await ended;
  }

  /** Submits a message; its id. */
  async submit(body) {
    const headers = { authorization: `Bearer ${this.key}`, 'content-type': 'application/json' };
    const answer = await fetch(`${this.url}/api/v1/messages`, { method: 'POST', headers, body: JSON.stringify(body) });
    if (answer.status !== 202) throw new Error(`not accepted: ${answer.status} ${await answer.text()}`);
    return (await answer.json()).id;
  }

  /** Waits until a message is in a state. */
  async follow(id, wanted) {
    const headers = { authorization: `Bearer ${this.key}` };
    for (let end = Date.now() + 60_000; Date.now() < end;) {
      const answer = await (await fetch(`${this.url}/api/v1/messages/${id}`, { headers })).json();
      if (answer.state === wanted) return answer;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`message ${id} did not become ${wanted}`);
  }

  document(name) {
    const text = readFileSync(path.join(this.root, 'host/cli/src/demo/story/documents', `${name}.json`), 'utf8');
    const day = new Date(Date.now() - 10 * 86_400_000).toISOString().slice(0, 10);
    return JSON.parse(text.replaceAll('@VOR_ZEHN_TAGEN@', day));
  }
}

export { PASSWORD };
