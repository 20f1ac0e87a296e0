import { mkdirSync, readFileSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { signal } from '../../src/core/process/platform';
import { folderDefaults } from '../support/folderDefaults';
import type { TestCore } from '../support/testCore';
import type { SeededRandom } from './seededRandom';
import type { SoakModule } from './soakModules';

/** What an operation works on. */
export interface SoakScene {
  readonly core: TestCore;
  readonly random: SeededRandom;
  readonly modules: readonly SoakModule[];
  readonly idOf: (module: SoakModule) => string | undefined;
  readonly setId: (module: SoakModule, id: string | undefined) => void;
  /** A number that no content had before. */
  readonly nextContent: () => number;
}

/** `refused`: in words, as it should be when what it is for does not run. */
type Operation = (scene: SoakScene, module: SoakModule) => Promise<unknown> | void;

const at = ({ folder }: SoakModule, name: string): string => path.join(folder, name);

/** As an editor does it, which tells of its saves: they are a person's, however quickly they follow each other. */
export function saveContent({ core }: Pick<SoakScene, 'core'>, module: SoakModule, content: string): Promise<void> {
  writeFileSync(at(module, module.contentFile), content);
  return core.service.fileChanged({ kind: 'saved', path: at(module, module.contentFile) });
}

const save: Operation = (scene, module) => saveContent(scene, module, module.contentOf(scene.nextContent()));

const pidsOf = ({ core, idOf }: SoakScene, module: SoakModule): number[] =>
  (core.modules.get(idOf(module) ?? '')?.processes ?? []).flatMap(({ pid }) => pid ?? []);

const act =
  (name: string): Operation =>
  (scene, module) => {
    const { core, random, idOf } = scene;
    const processes = core.modules.get(idOf(module) ?? '')?.processes ?? [];
    if (!module.isNode || processes.length === 0) return save(scene, module);
    return core.service.runAction(random.pick(processes).key, name);
  };

const withId =
  (what: (scene: SoakScene, id: string) => Promise<unknown>): Operation =>
  (scene, module) => {
    const id = scene.idOf(module);
    return id === undefined ? install(scene, module) : what(scene, id);
  };

const install: Operation = async (scene, module) => {
  scene.setId(module, await scene.core.install(module.folder));
};

/** By name, each with how often it comes up among the others. */
export const operations: Readonly<Record<string, readonly [weight: number, operation: Operation]>> = {
  save: [20, save],
  'save atomically': [
    6,
    ({ core, nextContent }, module) => {
      writeFileSync(at(module, `${module.contentFile}.tmp`), module.contentOf(nextContent()));
      renameSync(at(module, `${module.contentFile}.tmp`), at(module, module.contentFile));
      return core.service.fileChanged({ kind: 'saved', path: at(module, module.contentFile) });
    },
  ],
  'save what does not change': [
    4,
    (_scene, module) =>
      writeFileSync(at(module, module.contentFile), readFileSync(at(module, module.contentFile), 'utf8')),
  ],
  'save half-typed code': [3, (scene, module) => saveContent(scene, module, module.contentOf(undefined))],
  touch: [2, (_scene, module) => utimesSync(at(module, module.contentFile), new Date(), new Date())],
  'change 30 files': [
    2,
    ({ nextContent }, module) => {
      for (let file = 0; file < 30; file++) writeFileSync(at(module, `many/${file}.js`), `${nextContent()};`);
    },
  ],
  'save package.json': [
    2,
    ({ nextContent }, module) => {
      const manifest = JSON.parse(readFileSync(at(module, 'package.json'), 'utf8')) as object;
      writeFileSync(at(module, 'package.json'), JSON.stringify({ ...manifest, description: `${nextContent()}` }));
    },
  ],
  'change configuration': [
    5,
    ({ core, nextContent }, module) =>
      writeFileSync(
        path.join(core.home, 'module_conf.json'),
        JSON.stringify({ [module.name]: { value: nextContent() } }),
      ),
  ],
  'run an action': [10, act('ping')],
  'flood the log': [4, act('flood')],
  'start children': [4, act('family')],
  'report an issue and an event': [5, act('report')],
  'crash by an action': [5, act('crash')],
  'kill a process': [3, (scene, module) => pidsOf(scene, module).forEach((pid) => signal(pid, 'SIGKILL'))],
  restart: [3, withId(({ core }, id) => core.service.restart(id))],
  stop: [2, withId(({ core }, id) => core.service.stop(id))],
  start: [3, withId(({ core }, id) => core.service.start(id))],
  'pause and resume': [
    2,
    withId(async ({ core }, id) => {
      await core.service.pauseWatching(id, true);
      await core.service.pauseWatching(id, false);
    }),
  ],
  'turn warm restarts off or on': [
    2,
    async ({ core, random }, module) =>
      core.service.setFolderSettings(module.folder, { ...folderDefaults, warmRestart: random.below(2) === 0 }),
  ],
  'uninstall and install': [
    2,
    withId(async ({ core, setId, modules }, id) => {
      const module = modules.find(({ folder }) => id.endsWith(folder));
      if (!module) return;
      setId(module, undefined);
      await core.service.uninstall(id);
      setId(module, await core.install(module.folder));
    }),
  ],
  'delete the logs': [1, ({ core }) => rmSync(path.join(core.storage, 'logs'), { recursive: true, force: true })],
  'make and remove folders': [
    1,
    (_scene, module) => {
      mkdirSync(at(module, 'some/deep/folder'), { recursive: true });
      rmSync(at(module, 'some'), { recursive: true });
    },
  ],
};
