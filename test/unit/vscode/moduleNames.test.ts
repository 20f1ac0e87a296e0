import assert from 'node:assert/strict';
import { ModuleNames } from '../../../src/vscode/moduleNames';
import { someModule } from '../../support/someModule';

describe('moduleNames', () => {
  const first = someModule({ name: 'twin', folder: '/a/one' });
  const second = someModule({ name: 'twin', folder: '/b/two' });
  const third = someModule({ name: 'twin', folder: '/c/two' });

  it('gives the first of a name the name alone, the others their folder', () => {
    const names = new ModuleNames();
    assert.deepEqual(
      [first, second, third].map((module) => names.shownName(module)),
      ['twin', 'twin (two)', 'twin (c/two)'],
    );
  });

  it('gives as much of the folder as tells it apart', () => {
    const names = new ModuleNames();
    const folders = ['/home/me/old/twin', '/home/me/new/twin', '/srv/new/twin', 'C:\\me\\twin'];
    assert.deepEqual(
      folders.map((folder) => names.shownName(someModule({ name: 'twin', folder }))),
      ['twin', 'twin (new/twin)', 'twin (srv/new/twin)', 'twin (me/twin)'],
    );
  });

  it('keeps a name that was given, also when the one it was told apart from is gone', () => {
    const names = new ModuleNames();
    names.shownName(first);
    names.shownName(second);
    names.forget(first.id);
    assert.equal(names.shownName(second), 'twin (two)');
  });

  it('gives a module that is renamed its new name', () => {
    const names = new ModuleNames();
    names.shownName(first);
    assert.equal(names.shownName({ ...first, name: 'other' }), 'other');
    assert.equal(names.shownName(second), 'twin');
  });
});
