// Runs the stories; the last line says what was found. Screenshots stay in target/portal-test.

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

const stories = { ...messages, ...signin, ...activation, ...certification, ...depot };

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const target = path.join(root, 'target/portal-test');
const hub = new Hub(root, path.join(target, 'hub'));
// `--quick`: as `make test` runs it. Other words: only stories with one of them in their name.
const quick = process.argv.includes('--quick');
const words = process.argv.slice(2).filter((word) => !word.startsWith('--'));
let passed = 0;
const chosen = Object.entries(stories).filter(([name]) => words.length === 0 || words.some((word) => name.includes(word)));
await hub.prepare();
const provider = await startProvider(hub.providerPort, hub.url);
await hub.start();
const eyes = new Eyes(hub.url, path.join(target, 'screenshots'), quick);
try {
  await eyes.open();
  for (const [name, story] of chosen) {
    const page = await eyes.page();
    const begun = Date.now();
    try {
      await story({ eyes, page, hub, provider });
      passed += 1;
      console.log(`ok   ${name} (${Date.now() - begun} ms)`);
    } catch (error) {
      console.log(`FAIL ${name}: ${error.message}`);
      await page.screenshot({ path: path.join(eyes.shots, 'failed.png'), fullPage: true }).catch(() => {});
    }
    await page.context().close();
  }
} finally {
  await eyes.close();
  await hub.stop();
  provider.stop();
}
for (const advice of eyes.advice.values()) console.log(`note ${advice}`);
console.log(`pages: ${eyes.pages.size}, axe violations: ${eyes.violations.length}, stories passed: ${passed} of ${chosen.length}`);
process.exitCode = passed === chosen.length && eyes.violations.length === 0 ? 0 : 1;
