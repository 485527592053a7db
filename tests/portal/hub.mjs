// A real hub with the stock plugins, the messages of the demo, and one account for each role.

import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';

const PASSWORD = 'ein-langes-Kennwort-1';
export const TOWN = '147290260260';
export const NEIGHBOUR = '146120000000';

/** Sign-in name of each role, with what it speaks for. */
export const PEOPLE = [
  ['kim', 'Kommune', 'Kim Muster, Steueramt Markkleeberg', [TOWN]],
  ['alex', 'Kommune', 'Alex Beispiel, Ordnungsamt Markkleeberg', [TOWN]],
  ['dora', 'Kommune', 'Dora Fremd, Dresden', [NEIGHBOUR]],
  ['otto', 'Betreiber', 'Otto Betrieb', []],
  ['olga', 'Betreiber', 'Olga Betrieb', []],
  ['vera', 'Verfahrensbetreuer', 'Vera Verfahren', []],
  ['rita', 'Revision', 'Rita Revision', []],
  ['hans', 'Hersteller', 'Hans Hersteller', []],
  ['petra', 'Prüfstelle', 'Petra Prüfung', []],
];

export class Hub {
  constructor(root, directory) {
    this.binary = path.join(root, 'target/debug/drehscheibe');
    this.root = root;
    this.directory = directory;
    this.config = path.join(directory, 'drehscheibe.toml');
  }

  run(args, input = '') {
    const done = spawnSync(this.binary, args, { cwd: this.root, input, encoding: 'utf8' });
    if (done.status !== 0) throw new Error(`drehscheibe ${args.join(' ')}\n${done.stdout}\n${done.stderr}`);
    return done.stdout;
  }

  /** Tells the demo's story, so that there is something to see, and makes the accounts. */
  prepare() {
    rmSync(this.directory, { recursive: true, force: true });
    mkdirSync(path.dirname(this.directory), { recursive: true });
    this.run(['demo', '--plugins', 'plugins', '--directory', this.directory, '--once']);
    for (const [name, role, label, tenants] of PEOPLE) {
      const named = tenants.flatMap((tenant) => ['--tenant', tenant]);
      const rest = ['--config', this.config, '--role', role, '--label', label, '--password-stdin'];
      this.run(['account', 'create', name, ...rest, ...named], `${PASSWORD}\n`);
    }
    this.key = this.run(['key', 'create', '--config', this.config, '--role', 'portal', '--source', 'amt24']).trim();
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
    for (let end = Date.now() + 30_000; Date.now() < end;) {
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
