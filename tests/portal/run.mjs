// Runs the stories; the last line says what was found. Screenshots stay in target/portal-test.

import { readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Eyes } from './browser.mjs';
import { Hub } from './hub.mjs';
import { startProvider } from './provider.mjs';
import { stories as activation } from './stories/activation.mjs';
import { stories as certification } from './stories/certification.mjs';
import { stories as depot } from './stories/depot.mjs';
import { stories as messages } from './stories/messages.mjs';
import { stories as signin } from './stories/signin.mjs';

// Two at a time: what one lane does must not be seen by the other. In the second, one story begins where another ended.
const lanes = [{ ...messages, ...signin }, { ...activation, ...certification, ...depot }];

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const target = path.join(root, 'target/portal-test');
const hub = new Hub(root, path.join(root, 'target/demo-test'), target);
// `--quick`: as `make test` runs it. `--kept`: on the hub of the last run, though the program is newer. Other words:
// only stories with one of them in their name.
const quick = process.argv.includes('--quick');
const words = process.argv.slice(2).filter((word) => !word.startsWith('--'));
const asked = ([name]) => words.length === 0 || words.some((word) => name.includes(word));
const chosen = lanes.map((stories) => Object.entries(stories).filter(asked));
const count = chosen.flat().length;
let passed = 0;
const start = Date.now();
await hub.prepare({ kept: process.argv.includes('--kept') });
const provider = await startProvider(hub.providerPort, hub.url);
await hub.start();
const eyes = new Eyes(hub.url, path.join(target, 'screenshots'), quick);

for (const old of readdirSync(eyes.shots)) if (old.startsWith('failed')) rmSync(path.join(eyes.shots, old));

async function tell(name, story) {
  const page = await eyes.page();
  const begun = Date.now();
  try {
    await story({ eyes, page, hub, provider });
    passed += 1;
    console.log(`ok   ${name} (${Date.now() - begun} ms)`);
  } catch (error) {
    console.log(`FAIL ${name}: ${error.message}`);
    const file = `failed-${name.replace(/[^\p{L}\p{N}]+/gu, '-')}.png`;
    await page.screenshot({ path: path.join(eyes.shots, file), fullPage: true }).catch(() => {});
  }
  await page.context().close();
}

try {
  await eyes.open();
  console.log(`ready (${Date.now() - start} ms)`);
  await Promise.all(chosen.map(async (stories) => {
    for (const [name, story] of stories) await tell(name, story);
  }));
} finally {
  await eyes.close();
  await hub.stop();
  provider.stop();
}
for (const advice of eyes.advice.values()) console.log(`note ${advice}`);
console.log(`pages: ${eyes.pages.size}, axe violations: ${eyes.violations.length}, stories passed: ${passed} of ${count}`);
process.exitCode = passed === count && eyes.violations.length === 0 ? 0 : 1;
