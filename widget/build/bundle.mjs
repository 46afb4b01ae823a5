// Builds widget/dist: the entry, its lazily loaded chunks, and sizes.json. Fails when over the budget.

import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

import { build, transform } from 'esbuild';

import { wordlists } from './wordlists.mjs';

const BUDGET = 120 * 1024;
const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const dist = join(root, 'dist');
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
  await rm(dist, { recursive: true, force: true });
  await mkdir(dist);
  await build({
    entryPoints: { 'walletdesk-chat': join(root, 'src/main.ts') },
    outdir: dist,
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

async function sizes() {
  const names = (await readdir(dist)).filter((name) => name.endsWith('.js')).sort();
  const files = await Promise.all(names.map(async (name) => sizeOf(name, await readFile(join(dist, name)))));
  const gzip = files.reduce((sum, file) => sum + file.gzip, 0);
  return { files, gzip, budget: BUDGET };
}

const sizeOf = (name, content) => ({ name, bytes: content.length, gzip: gzipSync(content, { level: 9 }).length });

await bundle();
const report = await sizes();
await writeFile(join(dist, 'sizes.json'), `${JSON.stringify(report, null, 1)}\n`);
for (const { name, bytes, gzip } of report.files)
  console.log(`${String(gzip).padStart(7)} gzip ${String(bytes).padStart(7)}  ${name}`);
console.log(`${String(report.gzip).padStart(7)} gzip of ${BUDGET} allowed`);
if (report.gzip > BUDGET) process.exitCode = 1;
