import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '../../support/projectRoot';
import { translatableTexts } from '../../support/translatableTexts';

/** Languages that ship, by the name that VS Code gives them. */
const languages = ['zh-cn'];

/** `localize` hands on a text that was found where the message was made. */
const localizer = path.join('src', 'vscode', 'localize.ts');

function read(file: string): Record<string, string> {
  return JSON.parse(readFileSync(path.join(projectRoot, file), 'utf8')) as Record<string, string>;
}

/** The numbers of the holes in a text, sorted. */
function holes(text: string): string[] {
  return [...new Set(text.match(/\{\d+\}/g))].sort();
}

function missing(wanted: readonly string[], there: readonly string[]): string[] {
  return wanted.filter((text) => !there.includes(text));
}

describe('the texts of the sources', () => {
  const found = translatableTexts();
  const texts = [...new Set(found.flatMap(({ text }) => text ?? []))];

  it('are literals, so that their translation can be found', () => {
    const computed = found.filter(({ text, place }) => text === undefined && !place.startsWith(localizer));
    assert.deepEqual(
      computed.map(({ place }) => place),
      [],
    );
  });

  it('have no hole left out', () => {
    const gaps = texts.filter((text) => holes(text).some((hole, index) => hole !== `{${index}}`));
    assert.deepEqual(gaps, []);
  });

  for (const language of languages) {
    describe(`in ${language}`, () => {
      const bundle = read(`l10n/bundle.l10n.${language}.json`);

      it('are all translated', () => assert.deepEqual(missing(texts, Object.keys(bundle)), []));

      it('are all that is translated', () => assert.deepEqual(missing(Object.keys(bundle), texts), []));

      it('have the same holes', () => {
        const different = Object.entries(bundle).filter(([text, to]) => holes(text).join() !== holes(to).join());
        assert.deepEqual(different, []);
      });
    });
  }
});

describe('the texts of package.json', () => {
  const manifest = readFileSync(path.join(projectRoot, 'package.json'), 'utf8');
  const used = [...new Set([...manifest.matchAll(/"%([\w.]+)%"/g)].map(([, name = '']) => name))];
  const english = read('package.nls.json');

  it('are all there, and all used', () => {
    assert.deepEqual(Object.keys(english).sort(), used.sort());
  });

  for (const language of languages) {
    it(`are all there in ${language}`, () => {
      assert.deepEqual(Object.keys(read(`package.nls.${language}.json`)).sort(), used.sort());
    });

    it(`have the same links in ${language}`, () => {
      const links = (text: string): string[] => text.match(/\(command:[\w.]+\)/g) ?? [];
      for (const [name, text] of Object.entries(read(`package.nls.${language}.json`))) {
        assert.deepEqual(links(text), links(english[name] ?? ''), name);
      }
    });
  }
});
