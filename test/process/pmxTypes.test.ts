import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { libraryFolder } from '../support/modulePackages';
import { projectRoot } from '../support/projectRoot';
import { tempFolder } from '../support/tempFolder';
import { writeFiles } from '../support/writeFiles';

const declarations = path.join(projectRoot, 'media', 'types', 'pmx.d.ts');

/** What pmx exports without meaning it for its users. */
const INTERNAL = [
  ...['_interpretError', '_started', '_var', '_pmx_conf', 'AVAILABLE_AGG_TYPES', 'AVAILABLE_MEASUREMENTS'],
  ...['default_aggregation', 'default_type', 'exposeProfiling', 'v8Profiling', 'exposeActions', 'eventLoopDump'],
  ...['tracing', 'enable'],
];

const options: ts.CompilerOptions = {
  ...{ strict: true, noEmit: true, types: [], target: ts.ScriptTarget.ES2022, lib: ['lib.es2022.d.ts'] },
  ...{ allowJs: true, checkJs: true, noImplicitAny: true },
};

const commonJs: ts.CompilerOptions = {
  ...options,
  ...{ module: ts.ModuleKind.CommonJS, moduleResolution: ts.ModuleResolutionKind.Node10, esModuleInterop: true },
};

const nodeNext: ts.CompilerOptions = { ...options, module: ts.ModuleKind.NodeNext };

/** What the compiler says of files, each as `file:line message`. */
function errorsIn(folder: string, files: Record<string, string>, settings: ts.CompilerOptions): string[] {
  writeFiles(folder, files);
  const names = Object.keys(files).filter((name) => !name.endsWith('.json'));
  const roots = [...names.map((name) => path.join(folder, name)), declarations];
  return ts.getPreEmitDiagnostics(ts.createProgram(roots, settings)).map(({ file, start, messageText }) => {
    const line = file ? file.getLineAndCharacterOfPosition(start ?? 0).line + 1 : 0;
    return `${path.basename(file?.fileName ?? '')}:${line} ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
  });
}

/** Each function with all that it takes, as its documentation and published modules call it. */
const everything = `
const conf = pmx.initModule({
  pid: pmx.resolvePidPaths(['/var/run/a.pid']),
  widget: {
    type: 'generic', logo: 'https://example.com/a.png', theme: ['#111111', '#1B2228', '#807C7C', '#807C7C'],
    el: { probes: true, actions: true },
    block: { actions: false, cpu: true, mem: true, issues: true, meta: true, meta_block: true, main_probes: ['a'] },
  },
  human_info: [['Status', 'on'], ['Port', 80]], status_check: ['latency'], alert_enabled: true, more: 1,
});
setTimeoutLike(conf.days_interval, conf.module_conf.days_interval, conf.module_name.length, conf.widget.theme);
pmx.initModule();
const returned = pmx.initModule({}, function (error, conf) { setTimeoutLike(conf.refresh_rate); return error === null ? 1 : 2; });
returned.toFixed();
pmx.getConf().days_interval;
pmx.configureModule({ human_info: [['a', 1]] });
pmx.resolvePidPaths(1); pmx.getPID('/a'); pmx.getPID(1); pmx.getEnv().HOME;
const probe = pmx.probe();
const metric = probe.metric({ name: 'a', value: () => 1, unit: 'ms', agg_type: 'max', historic: false, type: 'a/b' });
metric.set(2); metric.val().toFixed();
probe.metric({ name: 'b', value: 'N/A' }).set('yes'); probe.metric({ name: 'c' });
probe.metric({ name: 'd', alert: { mode: 'threshold-avg', value: 1, cmp: '<', msg: 'm', interval: 60, timeout: 1, action() {} } });
probe.metric({ name: 'e', alert: { mode: 'smart', sample: 3, func: (value) => value } });
const counter = probe.counter({ name: 'f', agg_type: 'sum' });
counter.inc(); counter.inc(2); counter.dec(); counter.reset(); counter.reset(1); counter.val().toFixed();
const meter = probe.meter({ name: 'g', samples: 60, seconds: 1, timeframe: 60, unit: 'req/min' });
meter.mark(); meter.mark(3); meter.val().toFixed();
const histogram = probe.histogram({ name: 'h', measurement: 'p95' });
histogram.update(1); histogram.val(); histogram.percentiles([0.5])[0.5];
probe.transpose('i', () => 1); probe.transpose({ name: 'j', data: () => 'x' });
pmx.action('a', function (reply) { reply({ ok: true }); });
pmx.action('b', function (argument, reply) { reply('got ' + argument.length); });
pmx.action('c', { comment: 'x' }, (reply) => reply(1));
pmx.action('d', null, (argument, reply) => reply([argument]));
pmx.scopedAction('e', (options, res) => { res.send(options.a); res.error('x'); res.end(); res.end('x'); });
pmx.emit('user:register', { user: 'x' }); pmx.emit('text', 'x');
pmx.notify(new Error('x')).message; pmx.notify('x'); pmx.notify({ a: 1 });
pmx.catchAll(); pmx.catchAll({ errors: true });
pmx.expressErrorHandler()(new Error('x'), {}, {}, () => undefined);
pmx.init({ http: true, http_latency: 200, http_code: 500, ignore_routes: [/x/], network: true, ports: true }).probe();
pmx.http(); pmx.http([/a/]); pmx.catchPorts(); pmx.catchTraffic();
pmx.enableProbes().a = 1; pmx.enableProbe('x'); pmx.stopProbes(); pmx.stopProbe();
`;

const helper = 'declare function setTimeoutLike(...values: unknown[]): void;\n';

const wrong: Record<string, string> = {
  'a probe without a name': 'pmx.probe().counter({});',
  'a measurement that there is not': "pmx.probe().histogram({ name: 'a', measurement: 'p42' });",
  'a mode of alert that there is not': "pmx.probe().metric({ name: 'a', alert: { mode: 'often' } });",
  'an alert without a mode': "pmx.probe().metric({ name: 'a', alert: { value: 3 } });",
  'another kind of value': "pmx.probe().metric({ name: 'a', value: 1 }).set('x');",
  'a reply of nothing': "pmx.action('a', (argument, reply) => reply());",
  'a reply of null': "pmx.action('a', {}, (argument, reply) => reply(null));",
  'an event without data': "pmx.emit('a');",
  'a widget with a wrong part': 'pmx.initModule({ widget: { el: { probes: 1 } } });',
  'a function that there is not': 'pmx.metric();',
  'the pid of nobody as a number': "pmx.resolvePidPaths(['a']).toFixed();",
};

describe('the types for pmx', () => {
  const newFolder = tempFolder();

  it('declare every function that pmx 1.6.8 exports, and no other', () => {
    const script = 'console.log(JSON.stringify(Object.keys(require(process.argv[1])))); process.exit()';
    const exported = JSON.parse(
      execFileSync(process.execPath, ['-e', script, libraryFolder('pmx')], { encoding: 'utf8' }),
    ) as string[];
    const program = ts.createProgram([declarations], options);
    const source = program.getSourceFile(declarations);
    const declared = new Set<string>();
    const visit = (node: ts.Node): void => {
      if (ts.isFunctionDeclaration(node) && node.name) declared.add(node.name.text);
      ts.forEachChild(node, visit);
    };
    assert.ok(source);
    visit(source);
    assert.deepEqual([...declared].sort(), exported.filter((name) => !INTERNAL.includes(name)).sort());
  });

  const projects: Record<string, readonly [files: Record<string, string>, settings: ts.CompilerOptions]> = {
    'JavaScript that requires it': [{ 'a.js': `const pmx = require('pmx');\n${everything}` }, commonJs],
    'TypeScript that imports it': [{ 'a.ts': `import pmx from 'pmx';\n${everything}` }, commonJs],
    'TypeScript that imports all of it': [{ 'a.ts': `import * as pmx from 'pmx';\n${everything}` }, commonJs],
    'TypeScript with import = require': [{ 'a.ts': `import pmx = require('pmx');\n${everything}` }, commonJs],
    'an ES module': [{ 'a.mts': `import pmx from 'pmx';\n${everything}` }, nodeNext],
    'an ES module in JavaScript': [
      { 'package.json': '{"type":"module"}', 'a.js': `import pmx from 'pmx';\n${everything}` },
      nodeNext,
    ],
    'a CommonJS module of a NodeNext project': [{ 'a.cts': `import pmx = require('pmx');\n${everything}` }, nodeNext],
    'names on their own': [
      {
        'a.ts':
          "import { initModule, probe, type Widget } from 'pmx';\nconst w: Widget = {}; initModule({ widget: w }); probe();",
      },
      commonJs,
    ],
  };
  for (const [name, [files, settings]] of Object.entries(projects)) {
    it(`fit ${name}`, () => {
      assert.deepEqual(errorsIn(newFolder(), { 'helper.d.ts': helper, ...files }, settings), []);
    });
  }

  it('tell what is wrong', () => {
    const names = Object.keys(wrong);
    const code = Object.values(wrong).join('\n');
    const errors = errorsIn(newFolder(), { 'a.ts': `import pmx from 'pmx';\n${code}` }, commonJs);
    const lines = new Set(errors.map((error) => Number(/:(\d+) /.exec(error)?.[1]) - 2));
    assert.deepEqual(
      names.filter((_name, index) => !lines.has(index)),
      [],
    );
  });

  it('document every function', () => {
    const text = readFileSync(declarations, 'utf8');
    const source = ts.createSourceFile('pmx.d.ts', text, ts.ScriptTarget.ES2022, true);
    const bare: string[] = [];
    const visit = (node: ts.Node): void => {
      if (ts.isFunctionDeclaration(node) && ts.getJSDocCommentsAndTags(node).length === 0)
        bare.push(node.name?.text ?? '');
      ts.forEachChild(node, visit);
    };
    visit(source);
    assert.deepEqual(bare, []);
  });
});
