import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import * as names from '../../../src/vscode/names';
import { projectRoot } from '../../support/projectRoot';

interface Manifest {
  readonly publisher: string;
  readonly name: string;
  readonly displayName: string;
  readonly icon: string;
  readonly l10n: string;
  readonly capabilities: { readonly untrustedWorkspaces: { readonly restrictedConfigurations: readonly string[] } };
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly title: string; readonly category: string }[];
    readonly views: Readonly<Record<string, readonly { readonly id: string; readonly when?: string }[]>>;
    readonly viewsContainers: { readonly activitybar: readonly { readonly id: string; readonly icon: string }[] };
    readonly viewsWelcome: readonly { readonly view: string; readonly contents: string; readonly when?: string }[];
    readonly menus: Readonly<Record<string, readonly { readonly command: string; readonly when?: string }[]>>;
    readonly keybindings: readonly { readonly command: string; readonly args?: unknown; readonly when?: string }[];
    readonly configuration: { readonly properties: Readonly<Record<string, Readonly<Record<string, unknown>>>> };
  };
}

const manifest = JSON.parse(readFileSync(path.join(projectRoot, 'package.json'), 'utf8')) as Manifest;
const { contributes } = manifest;

describe('the names of package.json', () => {
  it('are the extension’s own', () => {
    assert.equal(`${manifest.publisher}.${manifest.name}`, names.extensionId);
  });

  it('have the commands that the code has, each with category and title', () => {
    assert.deepEqual(contributes.commands.map(({ command }) => command).sort(), Object.values(names.commands).sort());
    for (const { title, category } of contributes.commands) {
      assert.match(title, /^%command\.\w+%$/);
      assert.equal(category, 'PM2 Module');
    }
  });

  it('have the views that the code has', () => {
    assert.deepEqual(
      contributes.viewsContainers.activitybar.map(({ id }) => id),
      [names.viewContainer],
    );
    assert.deepEqual(Object.keys(contributes.views), [names.viewContainer]);
    assert.deepEqual(
      contributes.views[names.viewContainer]?.map(({ id }) => id),
      Object.values(names.views),
    );
  });

  it('have the settings that the code has, each with default, scope, order and description', () => {
    const { properties } = contributes.configuration;
    const expected = names.settingNames.map((name) => `${names.settingsSection}.${name}`);
    assert.deepEqual(Object.keys(properties).sort(), [...expected].sort());
    const orders = Object.values(properties).map(({ order }) => order);
    assert.equal(new Set(orders).size, orders.length);
    for (const [name, schema] of Object.entries(properties)) {
      for (const key of ['type', 'default', 'scope', 'order', 'markdownDescription']) assert.ok(key in schema, name);
      if (schema.type === 'integer') assert.ok('minimum' in schema && 'maximum' in schema, name);
    }
  });

  it('have settings that take what the code takes', () => {
    for (const name of names.settingNames) {
      const schema = contributes.configuration.properties[`${names.settingsSection}.${name}`];
      const limits = { min: schema?.minimum, max: schema?.maximum };
      const declared = schema?.enum ?? (schema && 'minimum' in schema ? limits : undefined);
      assert.deepEqual(names.settingRules[name], declared, name);
    }
  });

  it('restrict settings that name programs and places, in workspaces that are not trusted', () => {
    const restricted = ['pm2Modules.nodePath', 'pm2Modules.home'];
    assert.deepEqual(manifest.capabilities.untrustedWorkspaces.restrictedConfigurations, restricted);
    for (const name of restricted) {
      assert.equal(contributes.configuration.properties[name]?.scope, 'machine-overridable');
    }
  });

  it('are used in menus, keybindings and conditions only where they exist', () => {
    const known = new Set<string>([
      ...Object.values(names.commands),
      ...Object.values(names.views),
      ...Object.values(names.contextKeys),
    ]);
    const { menus, keybindings, viewsWelcome, views } = contributes;
    const used = JSON.stringify({ menus, keybindings, viewsWelcome, views }).match(/pm2Modules\.[\w.]+\w/g) ?? [];
    assert.ok(used.length > 0);
    assert.deepEqual(
      used.filter((name) => !known.has(name)),
      [],
    );
  });

  it('point to files that exist', () => {
    const files = [manifest.icon, manifest.l10n, ...contributes.viewsContainers.activitybar.map(({ icon }) => icon)];
    for (const file of files) assert.ok(existsSync(path.join(projectRoot, file)), file);
  });
});
