// Builds widget/dist: the entry, its lazily loaded chunks, and sizes.json. Fails when over the budget.

import { mkdir, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

import { build, transform } from 'esbuild';

import { wordlists } from './wordlists.mjs';

const ENTRY = 'walletdesk-chat.js';
const BUDGET = 120 * 1024;
const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const dist = join(root, 'dist');
const fresh = join(root, 'dist.new');
const target = ['es2022', 'chrome100', 'safari16.4', 'firefox115'];

/** Style sheets become strings, which the elements hand to the browser as constructable sheets. */
const styles = {
  name: 'styles',
  setup(tool) {
    tool.onLoad({ filter: /\.css$/ }, async ({ path }) => {
      const { code } = await transform(await readFile(path, 'utf8'), { loader: 'css', minify: true, target });
      return { contents: code, loader: 'text' };
    });
  },
};

async function bundle() {
  await rm(fresh, { recursive: true, force: true });
  await build({
    entryPoints: { 'walletdesk-chat': join(root, 'src/main.ts') },
    outdir: fresh,
    bundle: true,
    splitting: true,
    format: 'esm',
    chunkNames: '[name]-[hash]',
    target,
    minify: true,
    charset: 'utf8',
    legalComments: 'external',
    plugins: [styles, wordlists],
    logLevel: 'warning',
  });
}

/** A server may be serving from dist: no file of the widget is missing there at any moment. */
async function handOver() {
  await mkdir(dist, { recursive: true });
  const made = await readdir(fresh);
  const chunksFirst = made.filter((name) => name !== ENTRY).concat(ENTRY);
  for (const name of chunksFirst) await rename(join(fresh, name), join(dist, name));
  const old = (await readdir(dist)).filter((name) => !made.includes(name));
  for (const name of [...old.map((each) => join(dist, each)), fresh]) await rm(name, { recursive: true, force: true });
}

async function sizes() {
  const names = (await readdir(dist)).filter((name) => name.endsWith('.js')).sort();
  const files = await Promise.all(names.map(async (name) => sizeOf(name, await readFile(join(dist, name)))));
  const gzip = files.reduce((sum, file) => sum + file.gzip, 0);
  return { files, gzip, budget: BUDGET };
}

const sizeOf = (name, content) => ({ name, bytes: content.length, gzip: gzipSync(content, { level: 9 }).length });

await bundle();
await handOver();
const report = await sizes();
await writeFile(join(dist, 'sizes.json'), `${JSON.stringify(report, null, 1)}\n`);
for (const { name, bytes, gzip } of report.files)
  console.log(`${String(gzip).padStart(7)} gzip ${String(bytes).padStart(7)}  ${name}`);
console.log(`${String(report.gzip).padStart(7)} gzip of ${BUDGET} allowed`);
if (report.gzip > BUDGET) process.exitCode = 1;
