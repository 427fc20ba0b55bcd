// Takes the README's picture of the page: npm run build && node scripts/picture.mjs [PATH OF CHROMIUM].
import { once } from 'node:events';
import { spawn } from 'node:child_process';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { chromium } from 'playwright-core';

const folder = await mkdtemp(join(tmpdir(), 'asktwin-picture-'));
const env = { PORT: '0', DATA_DIR: 'data', STATE_DIR: folder };
const program = spawn(process.execPath, ['dist/main.js'], { env, stdio: ['ignore', 'ignore', 'pipe'] });
let url;
for await (const line of createInterface(program.stderr)) {
  const { event, url: address } = JSON.parse(line);
  if (event === 'web.listening') url = address;
  if (event === 'process.started') break;
}

const browser = await chromium.launch({
  executablePath: process.argv[2] ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
});
const page = await browser.newPage({ viewport: { width: 900, height: 760 }, deviceScaleFactor: 1.5 });
await page.goto(url);
await page.getByRole('textbox').fill('What did you study?');
await page.keyboard.press('Enter');
await page.getByText('Ask again').waitFor();
await page.locator('details').first().click();
await page.waitForTimeout(500); // the chevron turns
await page.screenshot({ path: '.github/page.png' });
await browser.close();
program.kill('SIGTERM');
await once(program, 'exit');
