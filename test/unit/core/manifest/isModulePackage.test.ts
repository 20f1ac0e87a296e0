import assert from 'node:assert/strict';
import { isModulePackage } from '../../../../src/core/manifest/isModulePackage';

describe('isModulePackage', () => {
  const modules: readonly unknown[] = [
    { apps: [] },
    { apps: { script: 'a.js' } },
    { pm2: [{ script: 'a.js' }] },
    { dependencies: { pmx: '*' } },
    { dependencies: { '@pm2/io': '*' } },
    { optionalDependencies: { tx2: '*' } },
    { peerDependencies: { '@pm2/io': '*' } },
  ];
  for (const json of modules) it(`takes ${JSON.stringify(json)}`, () => assert.equal(isModulePackage(json), true));

  const others: readonly unknown[] = [
    {},
    { main: 'index.js', bin: { x: 'x.js' } },
    { apps: 'android' },
    { dependencies: { express: '*' } },
    { devDependencies: { '@pm2/io': '*' } },
    { dependencies: 'pmx' },
    [],
    null,
    'apps',
    undefined,
  ];
  for (const json of others) it(`leaves ${JSON.stringify(json)}`, () => assert.equal(isModulePackage(json), false));
});
