// A browser that looks at every page the way a person with a screen reader, a keyboard or a small
// screen meets it.

import { chromium } from 'playwright-core';
import { readFileSync, mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { PASSWORD } from './hub.mjs';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa', 'best-practice'];
const BINDING = new Set(RULES.filter((tag) => tag.startsWith('wcag')));

export class Eyes {
  /** A quick look takes no screenshots and asks axe once, in light colours. */
  constructor(url, shots, quick = false) {
    this.quick = quick;
    this.url = url;
    this.shots = shots;
    this.pages = new Set();
    this.violations = [];
    this.advice = new Map();
    mkdirSync(shots, { recursive: true });
  }

  async open() {
    this.browser = await chromium.launch({ executablePath: process.env.CHROMIUM || '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] });
  }

  async close() {
    await this.browser?.close();
  }

  async page(options = {}) {
    const context = await this.browser.newContext({
      locale: 'de-DE', timezoneId: 'Europe/Berlin', viewport: { width: 1280, height: 900 }, ...options,
    });
    const page = await context.newPage();
    page.setDefaultTimeout(60_000);
    page.on('console', (message) => {
      const expected = /status of (4\d\d)/.test(message.text());
      const ours = page.url().startsWith(this.url);
      if (ours && message.type() === 'error' && !expected) this.fail(page.url(), `console: ${message.text()}`);
    });
    page.on('pageerror', (error) => page.url().startsWith(this.url) && this.fail(page.url(), `script: ${error.message}`));
    return page;
  }

  fail(where, what) {
    console.log(`viol ${where.replace(this.url, '')}: ${what}`);
    this.violations.push(`${where.replace(this.url, '')}: ${what}`);
  }

  async signIn(page, name) {
    await page.goto(`${this.url}/portal/anmelden`);
    await page.fill('input[name=name]', name);
    await page.fill('input[name=kennwort]', PASSWORD);
    await page.click('main button[type=submit]');
    await page.waitForURL((url) => !url.pathname.endsWith('/anmelden'));
  }

  async goto(page, href) {
    await page.goto(`${this.url}${href}`);
  }

  /** The page without what differs from run to run. */
  kind(page) {
    const { pathname } = new URL(page.url());
    return pathname.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '{id}').replace(/\/\d+/g, '/{n}');
  }

  /** axe in light and dark, structure, reflow at 320 px, text at 200 %, and a screenshot of each page. */
  async look(page, name) {
    const first = !this.pages.has(`${this.kind(page)}#${name}`);
    this.pages.add(`${this.kind(page)}#${name}`);
    if (!first) return;
    await page.evaluate(AXE);
    for (const colorScheme of this.quick ? ['light'] : ['dark', 'light']) {
      await page.emulateMedia({ colorScheme });
      await this.axe(page, `${name} (${colorScheme})`);
    }
    await this.structure(page, name);
    if (!this.quick) await page.screenshot({ path: path.join(this.shots, `${name}.png`), fullPage: true });
    const size = page.viewportSize();
    await page.setViewportSize({ width: 320, height: 640 });
    await this.fits(page, `${name} at 320 px`);
    if (!this.quick) await page.screenshot({ path: path.join(this.shots, `${name}-320.png`), fullPage: true });
    await page.setViewportSize({ width: 640, height: 640 });
    await page.evaluate(() => { document.documentElement.style.fontSize = '200%'; });
    await this.fits(page, `${name} with text at 200 %`);
    await page.evaluate(() => { document.documentElement.style.fontSize = ''; });
    await page.setViewportSize(size);
  }

  async axe(page, name) {
    const found = await page.evaluate((values) => window.axe.run(document, { runOnly: { type: 'tag', values } }), RULES);
    for (const violation of found.violations) {
      const where = violation.nodes.slice(0, 3).map((node) => `${node.target.join(' ')} ${node.any[0]?.message ?? ''}`);
      const text = `${violation.id}: ${violation.help} [${where.join(' | ')}]`;
      if (violation.tags.some((tag) => BINDING.has(tag))) this.fail(page.url(), `${name}: ${text}`);
      else this.advice.set(violation.id, `${name}: ${text}`);
    }
  }

  /** Landmarks, headings, language, title: once each and in order. */
  async structure(page, name) {
    const facts = await page.evaluate(() => ({
      language: document.documentElement.lang,
      title: document.title,
      headings: [...document.querySelectorAll('h1,h2,h3,h4')].map((h) => Number(h.tagName[1])),
      mains: document.querySelectorAll('main').length,
      inline: document.querySelectorAll('[style],[onclick],script:not([src]),style').length,
      ids: [...document.querySelectorAll('[id]')].map((one) => one.id),
    }));
    if (facts.language !== 'de') this.fail(page.url(), `${name}: language is ${facts.language}`);
    if (!facts.title.includes('–')) this.fail(page.url(), `${name}: title is ${facts.title}`);
    if (facts.headings.filter((level) => level === 1).length !== 1) this.fail(page.url(), `${name}: not one h1`);
    facts.headings.reduce((before, level) => {
      if (level > before + 1) this.fail(page.url(), `${name}: heading ${level} after ${before}`);
      return level;
    }, 1);
    if (facts.mains !== 1) this.fail(page.url(), `${name}: ${facts.mains} mains`);
    if (facts.inline > 0) this.fail(page.url(), `${name}: ${facts.inline} inline styles or scripts`);
    const twice = facts.ids.filter((id, index) => facts.ids.indexOf(id) !== index);
    if (twice.length > 0) this.fail(page.url(), `${name}: ids twice: ${twice}`);
  }

  /** Nothing sticks out to the side; what must be wide scrolls in a box of its own. */
  async fits(page, name) {
    const wide = await page.evaluate(() => {
      const most = document.documentElement.clientWidth;
      if (document.documentElement.scrollWidth <= most) return [];
      const scrolls = (one) => one.closest('.karte__rahmen, .tabelle, pre');
      const out = [...document.body.querySelectorAll('*')].filter((one) => one.getBoundingClientRect().right > most + 1 && !scrolls(one));
      const told = out.slice(0, 3).map((one) => `${one.tagName}.${one.className} ${one.textContent.trim().slice(0, 40)}`);
      // A long word may stick out of a box that does not.
      return told.length > 0 ? told : [`something, up to ${document.documentElement.scrollWidth} px`];
    });
    if (wide.length > 0) this.fail(page.url(), `${name}: sticks out: ${wide.join(' | ')}`);
  }

  /** The tab key meets the skip link first, then everything once, in the order of the page, and visibly. */
  async tabs(page, name) {
    await page.evaluate(() => { 
      // From the top, wherever the last click was.
      document.body.tabIndex = -1;
      document.body.focus();
      document.body.removeAttribute('tabindex');
      window.scrollTo(0, 0);
    });
    const seen = [];
    for (let count = 0; count < 150; count += 1) {
      await page.keyboard.press('Tab');
      const at = await page.evaluate(() => {
        const one = document.activeElement;
        if (!one || one === document.body) return null;
        const all = [...document.querySelectorAll('*')];
        const style = getComputedStyle(one);
        const shown = style.outlineStyle !== 'none' || style.boxShadow !== 'none';
        return { index: all.indexOf(one), text: (one.textContent || one.name || '').trim().slice(0, 30), shown };
      });
      if (!at || seen.some((one) => one.index === at.index)) break;
      seen.push(at);
    }
    if (!seen[0]?.text.includes('Zum Inhalt')) this.fail(page.url(), `${name}: the first stop is ${seen[0]?.text}`);
    seen.reduce((before, at) => {
      if (at.index < before) this.fail(page.url(), `${name}: tab goes back to ${at.text}`);
      if (!at.shown) this.fail(page.url(), `${name}: no visible focus on ${at.text}`);
      return at.index;
    }, -1);
    return seen.length;
  }
}
