import { readFile, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

const LICENSE_FILE = /^(licen[cs]e|notice|copying)/i;
/** Licences such as Apache-2.0 want it said that a file was changed. */
const CHANGES = {
  '@pm2/io': 'Changed in the bundle: it reads the package.json of the module that it is preloaded for.',
};

/** Writes the names and licence texts of the packages that esbuild (its metafiles) put into the bundles. */
export async function writeThirdPartyNotices(metafiles, outfile) {
  const folders = new Set(metafiles.flatMap(({ inputs }) => Object.keys(inputs).flatMap(packageFolder)));
  const notices = await Promise.all([...folders].map(noticeOf));
  const text = ['# Third-party software in the bundles', ...new Set(notices.sort())].join('\n\n');
  await writeFile(outfile, `${text}\n`);
}

/** The folder of the package that a file belongs to; nothing for our own files. */
function packageFolder(file) {
  return /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0] ?? [];
}

async function noticeOf(folder) {
  const { name, version, license } = JSON.parse(await readFile(path.join(folder, 'package.json'), 'utf8'));
  const files = (await readdir(folder)).filter((file) => LICENSE_FILE.test(file));
  const texts = await Promise.all(files.map((file) => readFile(path.join(folder, file), 'utf8')));
  return [`## ${name} ${version} (${license})`, CHANGES[name] ?? [], ...texts.map((text) => text.trim())]
    .flat()
    .join('\n\n');
}
