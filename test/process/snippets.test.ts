import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { libraryFolder } from '../support/modulePackages';
import { projectRoot } from '../support/projectRoot';
import { tempFolder } from '../support/tempFolder';
import { writeFiles } from '../support/writeFiles';

interface Snippet {
  readonly prefix: string;
  readonly description: string;
  readonly body: readonly string[];
}

type Library = 'pmx' | '@pm2/io' | 'tx2';

const variables: Record<Library, string> = { pmx: 'pmx', '@pm2/io': 'io', tx2: 'tx2' };

function read(language: string): [name: string, snippet: Snippet][] {
  const text = readFileSync(path.join(projectRoot, 'media', 'snippets', `${language}.json`), 'utf8');
  return Object.entries(JSON.parse(text) as Record<string, Snippet>);
}

/** The body as it is when nothing is typed into its places. */
function inserted({ body }: Snippet): string {
  let text = body.join('\n').replace(/\$\d+/g, '');
  for (let before = ''; before !== text;) {
    before = text;
    text = text.replace(/\$\{\d+\|([^,|]*)[^}]*\|\}/g, '$1').replace(/\$\{\d+:([^${}]*)\}/g, '$1');
  }
  return text;
}

/** What the compiler says of a snippet in a file with what it needs before it. */
function errorsOf(folder: string, snippets: readonly (readonly [string, Snippet])[], isTyped: boolean): string[] {
  const ending = isTyped ? 'ts' : 'js';
  const files = snippets.map(([name, snippet], index) => {
    const library = name.split(':')[0] as Library;
    const variable = variables[library];
    const code = inserted(snippet);
    const imports = isTyped
      ? `import ${variable} from '${library}';\n`
      : `const ${variable} = require('${library}');\n`;
    const probe = library === 'pmx' && code.includes('probe.') ? 'const probe = pmx.probe();\n' : '';
    return [
      `${index}.${ending}`,
      `${code.includes(`'${library}'`) ? '' : imports}${probe}${code}\nexport {};\n`,
    ] as const;
  });
  writeFiles(folder, {
    ...Object.fromEntries(files),
    'others.d.ts': `${isTyped ? '' : "declare module '@pm2/io';\n"}declare module 'tx2';\ndeclare const process: { memoryUsage(): { heapUsed: number } };\ndeclare function require(name: 'tx2' | 'pmx' | '@pm2/io'): any;\n`,
  });
  const program = ts.createProgram(
    [
      ...files.map(([file]) => path.join(folder, file)),
      path.join(folder, 'others.d.ts'),
      path.join(projectRoot, 'media/types/pmx.d.ts'),
    ],
    {
      ...{
        strict: true,
        noEmit: true,
        types: [],
        skipLibCheck: true,
        allowJs: true,
        checkJs: !isTyped,
        noImplicitAny: isTyped,
      },
      ...{ target: ts.ScriptTarget.ES2022, lib: ['lib.es2022.d.ts'], module: ts.ModuleKind.CommonJS },
      ...{ moduleResolution: ts.ModuleResolutionKind.Node10, esModuleInterop: true, ignoreDeprecations: '5.0' },
      // Its own types take the measurement of a histogram for an enum that it does not export.
      paths: isTyped ? { '@pm2/io': [libraryFolder('@pm2/io')] } : {},
    },
  );
  return ts.getPreEmitDiagnostics(program).map(({ file, messageText }) => {
    const name = snippets[Number.parseInt(path.basename(file?.fileName ?? ''), 10)]?.[0] ?? '';
    return `${name}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
  });
}

describe('snippets', () => {
  const newFolder = tempFolder();

  for (const language of ['javascript', 'typescript']) {
    it(`for ${language} compile as they are inserted`, () => {
      assert.deepEqual(errorsOf(newFolder(), read(language), language === 'typescript'), []);
    });

    it(`for ${language} have names that other projects do not meet by chance, and a description`, () => {
      for (const [name, { prefix, description }] of read(language)) {
        assert.match(prefix, /^pm2-/, name);
        assert.ok(description.length > 10, name);
      }
      const prefixes = read(language).map(([, { prefix }]) => prefix);
      assert.equal(new Set(prefixes).size, prefixes.length);
    });
  }

  it('are the same in both languages', () => {
    const names = (language: string): string[] => read(language).map(([name, { prefix }]) => `${name} ${prefix}`);
    assert.deepEqual(names('javascript'), names('typescript'));
  });
});
