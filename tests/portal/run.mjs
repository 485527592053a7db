// Runs the stories; the last line says what was found. Screenshots stay in target/portal-test.

import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Eyes } from './browser.mjs';
import { Hub } from './hub.mjs';
import { stories } from './stories.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const target = path.join(root, 'target/portal-test');
const hub = new Hub(root, path.join(target, 'hub'));
const only = process.argv[2];
let passed = 0;
const chosen = Object.entries(stories).filter(([name]) => !only || name.includes(only));
hub.prepare();
await hub.start();
const eyes = new Eyes(hub.url, path.join(target, 'screenshots'));
try {
  await eyes.open();
  for (const [name, story] of chosen) {
    const page = await eyes.page();
    page.setDefaultTimeout(10_000);
    const begun = Date.now();
    try {
      await story({ eyes, page, hub });
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
}
for (const advice of eyes.advice.values()) console.log(`note ${advice}`);
for (const violation of eyes.violations) console.log(`viol ${violation}`);
console.log(`pages: ${eyes.pages.size}, axe violations: ${eyes.violations.length}, stories passed: ${passed} of ${chosen.length}`);
process.exitCode = passed === chosen.length && eyes.violations.length === 0 ? 0 : 1;
