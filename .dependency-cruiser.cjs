/** The arrows of the house that ESLint's path rules cannot see: cycles, and who may know whom inside src/core. */
const core = (name, ...allowed) => ({
  name: `core-${name}`,
  severity: 'error',
  comment: `src/core/${name} may import only base, shared${allowed.length ? ` and core/{${allowed.join(',')}}` : ''}.`,
  from: { path: `^src/core/${name}/` },
  to: { path: '^src/', pathNot: `^src/(base|shared|core/(${[name, ...allowed].join('|')}))/` },
});

module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    { name: 'base-knows-nothing', severity: 'error', from: { path: '^src/base/' }, to: { path: '^src/(?!base/)' } },
    {
      name: 'shared-is-types',
      severity: 'error',
      comment:
        'What crosses a thread, process or frame is types only; the texts and errors that it carries are types of base.',
      from: { path: '^src/shared/' },
      to: { path: '^src/(?!shared/)', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'reaper-knows-platform-only',
      severity: 'error',
      from: { path: '^src/reaper/' },
      to: { path: '^src/core/', pathNot: '^src/core/process/platform\\.ts$' },
    },
    {
      name: 'only-types-of-core-in-vscode',
      severity: 'error',
      comment:
        'The core runs in a worker: the host side may know its types, never its code. What a module is, both must know.',
      from: { path: '^src/(vscode/|extension\\.ts)' },
      to: {
        path: '^src/core/',
        pathNot: '^src/core/manifest/isModulePackage\\.ts$',
        dependencyTypesNot: ['type-only'],
      },
    },
    { name: 'media-knows-shared-only', severity: 'error', from: { path: '^media/' }, to: { path: '^src/(?!shared/)' } },
    core('protocol'),
    core('manifest'),
    core('configuration', 'manifest'),
    core('language/manifest', 'manifest', 'configuration'),
    core('process', 'protocol', 'manifest'),
    core('parser'),
    core('watch', 'parser', 'manifest'),
    core('language/source', 'parser', 'manifest', 'configuration'),
    core('logs'),
    core('stores', 'protocol'),
    core('hints', 'protocol'),
    core('engine', 'protocol', 'manifest', 'configuration', 'process', 'watch', 'logs', 'stores'),
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'require', 'node', 'default'] },
  },
};
