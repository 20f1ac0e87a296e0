import assert from 'node:assert/strict';
import fc from 'fast-check';
import { decode } from '../../../../src/core/protocol/decode';
import type { Packet } from '../../../../src/core/protocol/packet';
import { recordings } from '../../../support/recordings';

const TYPES = [
  'axm:option:configuration',
  'axm:monitor',
  'axm:action',
  'axm:reply',
  'axm:scoped_action:stream',
  'axm:scoped_action:error',
  'axm:scoped_action:end',
  'process:exception',
  'human:event',
  'application:dependencies',
  'http:transaction',
  'profilings',
];

/** As it comes through the channel. */
function fromWire(json: string): Packet {
  return decode(JSON.parse(json));
}

function kindsOf(name: string): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { dir, msg } of recordings().get(name) ?? []) {
    if (dir !== 'module->pm2') continue;
    const { kind } = decode(msg);
    counts[kind] = (counts[kind] ?? 0) + 1;
  }
  return counts;
}

describe('decode', () => {
  describe('recorded traffic', () => {
    for (const [name, lines] of recordings()) {
      it(`knows every message of ${name}`, () => {
        const received = lines.filter(({ dir }) => dir === 'module->pm2').map(({ msg }) => msg);
        assert.notEqual(received.length, 0);
        const strangers = received
          .map((msg) => ({ msg, packet: decode(msg) }))
          .filter((one) => one.packet.kind === 'unknown');
        assert.deepEqual(strangers, []);
      });
    }

    it('finds in a pmx module under PM2 what the preload and the module sent', () => {
      assert.deepEqual(kindsOf('pmx-1.6.8-init-under-pm2-7.0.4'), {
        options: 9,
        action: 5,
        nodeVersion: 1,
        dependencies: 1,
        probes: 3,
      });
    });

    it('finds profiles', () => {
      assert.equal(kindsOf('pm2-io-6.1.0-profiling').profiling, 3);
    });
  });

  describe('each kind', () => {
    const cases: [string, string, Packet][] = [
      [
        'options',
        '{"type":"axm:option:configuration","data":{"pid":null,"widget":{"type":"generic"}}}',
        { kind: 'options', options: { pid: null, widget: { type: 'generic' } } },
      ],
      [
        'a declaration by @pm2/io',
        '{"type":"axm:action","data":{"action_name":"set level","action_type":"custom","arity":2,"opts":{"comment":"how loud"}}}',
        { kind: 'action', name: 'set level', declaredType: 'custom', arity: 2, comment: 'how loud' },
      ],
      [
        'a declaration by pmx',
        '{"type":"axm:action","data":{"action_name":"flush","opts":null,"arity":1}}',
        { kind: 'action', name: 'flush', declaredType: undefined, arity: 1, comment: undefined },
      ],
      [
        'a reply',
        '{"type":"axm:reply","data":{"at":1,"action_name":"flush","return":{"success":true}}}',
        { kind: 'reply', name: 'flush', value: { success: true } },
      ],
      [
        'a reply without a value',
        '{"type":"axm:reply","data":{"at":1,"action_name":"flush"}}',
        { kind: 'reply', name: 'flush', value: undefined },
      ],
      [
        'a streamed line',
        '{"type":"axm:scoped_action:stream","data":{"data":"line","uuid":"u1","action_name":"lsof"}}',
        { kind: 'scopedStream', uuid: 'u1', name: 'lsof', value: 'line' },
      ],
      [
        'the error of a scoped run',
        '{"type":"axm:scoped_action:error","data":{"data":{},"uuid":"u1","action_name":"lsof"}}',
        { kind: 'scopedError', uuid: 'u1', name: 'lsof', value: {} },
      ],
      [
        'the end of a scoped run',
        '{"type":"axm:scoped_action:end","data":{"uuid":"u1","action_name":"lsof"}}',
        { kind: 'scopedEnd', uuid: 'u1', name: 'lsof', value: undefined },
      ],
      [
        'an issue',
        '{"type":"process:exception","data":{"stack":"Error: x\\n at y","message":"x","code":"E1","stackframes":[{"file_name":"/a.js","line_number":3}]}}',
        {
          kind: 'issue',
          message: 'x',
          stack: 'Error: x\n at y',
          frames: [{ file: '/a.js', line: 3 }],
          metadata: undefined,
          data: {
            stack: 'Error: x\n at y',
            message: 'x',
            code: 'E1',
            stackframes: [{ file_name: '/a.js', line_number: 3 }],
          },
        },
      ],
      [
        'an event',
        '{"type":"human:event","data":{"user":"jo","__name":"user:register"}}',
        { kind: 'event', name: 'user:register', payload: { user: 'jo' } },
      ],
      [
        'an event whose name was lost with an array',
        '{"type":"human:event","data":[1,2]}',
        { kind: 'event', payload: [1, 2] },
      ],
      [
        'dependencies',
        '{"type":"application:dependencies","data":{"pmx":{"version":"^1.6.8"},"odd":5}}',
        { kind: 'dependencies', versions: new Map([['pmx', '^1.6.8']]) },
      ],
      [
        'an HTTP request',
        '{"type":"http:transaction","data":{"url":"/bad","method":"GET","time":1,"code":500,"ip":"::1","size":null}}',
        { kind: 'transaction', url: '/bad', method: 'GET', timeMs: 1, code: 500, ip: '::1', size: undefined },
      ],
      [
        'a profile',
        '{"type":"profilings","data":{"type":"cpuprofile","data":"{}","uuid":"u","duration":701,"initiated":"manual","at":1}}',
        { kind: 'profiling', type: 'cpuprofile', data: '{}', uuid: 'u', durationMs: 701, initiated: 'manual' },
      ],
      ['the bare string ready', '"ready"', { kind: 'ready' }],
      ['the version that a container tells', '{"node_version":"20.20.2"}', { kind: 'nodeVersion', version: '20.20.2' }],
    ];
    for (const [name, json, expected] of cases) {
      it(`reads ${name}`, () => assert.deepEqual(fromWire(json), expected));
    }

    it('reads the entries of every library in one message of probes', () => {
      const packet = fromWire(
        JSON.stringify({
          type: 'axm:monitor',
          data: {
            pmx: { value: '8.25ms', agg_type: 'avg', historic: true, type: 'pmx', unit: 'ms', alert: {} },
            io: { historic: true, type: 'internal/x', value: 5 },
            tx2: { value: 'text' },
            'tx2 without a value': { unit: '°C' },
            'tx2 with nothing': {},
            transposed: { value: null, alert: {} },
            'function that returned undefined': { agg_type: 'avg', historic: true, type: 'x', alert: {} },
            bare: 5,
            'bare object': { a: 1, toString: 'x' },
          },
        }),
      );
      assert.equal(packet.kind, 'probes');
      assert.deepEqual(JSON.parse(JSON.stringify(packet.probes)), [
        { name: 'pmx', value: '8.25ms', unit: 'ms', type: 'pmx', aggregation: 'avg', historic: true, alert: {} },
        { name: 'io', value: 5, type: 'internal/x', historic: true },
        { name: 'tx2', value: 'text' },
        { name: 'tx2 without a value', unit: '°C' },
        { name: 'tx2 with nothing' },
        { name: 'transposed', value: null, alert: {} },
        { name: 'function that returned undefined', type: 'x', aggregation: 'avg', historic: true, alert: {} },
        { name: 'bare', value: 5 },
        { name: 'bare object', value: { a: 1, toString: 'x' } },
      ]);
    });
  });

  describe('what is none of PM2', () => {
    const cases: [string, unknown, { type?: string; reason: string }][] = [
      ['null', null, { reason: 'not an object but null' }],
      ['a number', 5, { reason: 'not an object but number' }],
      ['an array', [], { reason: 'not an object but array' }],
      ['a huge string', 'x'.repeat(1e6), { reason: 'not an object but string' }],
      ['an empty object', {}, { reason: 'no "type"' }],
      ['a type without data', { type: 'axm:reply' }, { type: 'axm:reply', reason: 'no "data"' }],
      ['a type with falsy data', { type: 'axm:reply', data: 0 }, { type: 'axm:reply', reason: 'no "data"' }],
      ['a type that is no string', { type: 5, data: {} }, { reason: '"type" is not a string' }],
      ['a type of its own', { type: 'my:type', data: 1 }, { type: 'my:type', reason: 'not a type of PM2' }],
      [
        'a reply without a name',
        { type: 'axm:reply', data: { return: 1 } },
        { type: 'axm:reply', reason: '"action_name" is missing or of a wrong type' },
      ],
      [
        'probes that are a string',
        { type: 'axm:monitor', data: 'x' },
        { type: 'axm:monitor', reason: '"data" is not an object' },
      ],
      [
        'an action that is a number',
        { type: 'axm:action', data: 7 },
        { type: 'axm:action', reason: '"data" is not an object' },
      ],
    ];
    for (const [name, raw, expected] of cases) {
      it(`says why ${name} is unknown`, () => assert.deepEqual(decode(raw), { kind: 'unknown', ...expected }));
    }

    it('tells only the beginning of a huge type', () => {
      const packet = decode({ type: 'x'.repeat(1e6), data: 1 });
      assert.equal(packet.kind === 'unknown' && packet.type, `${'x'.repeat(100)}…`);
    });

    it('survives a message that cannot be read', () => {
      const trap = {
        get type(): string {
          throw new Error('no');
        },
      };
      assert.deepEqual(decode(trap), { kind: 'unknown', reason: 'reading it failed: Error: no' });
    });
  });

  it('drops a field of a wrong type, not the packet', () => {
    assert.deepEqual(decode({ type: 'axm:action', data: { action_name: 'a', arity: 'two', opts: 'x' } }), {
      kind: 'action',
      name: 'a',
      declaredType: undefined,
      arity: undefined,
      comment: undefined,
    });
  });

  it('takes __proto__ as a name like any other', () => {
    const probes = fromWire('{"type":"axm:monitor","data":{"__proto__":{"value":1}}}');
    assert.deepEqual(probes.kind === 'probes' && probes.probes.map(({ name, value }) => [name, value]), [
      ['__proto__', 1],
    ]);
    const options = fromWire('{"type":"axm:option:configuration","data":{"__proto__":{"a":1}}}');
    assert.deepEqual(options.kind === 'options' && Object.entries(options.options), [['__proto__', { a: 1 }]]);
    assert.deepEqual(fromWire('{"__proto__":{"type":"axm:reply","data":{}}}'), {
      kind: 'unknown',
      reason: 'no "type"',
    });
  });

  it('cuts what is nested without end', () => {
    const packet = fromWire(
      `{"type":"axm:reply","data":{"action_name":"a","return":${'['.repeat(50_000)}${']'.repeat(50_000)}}}`,
    );
    assert.equal(packet.kind, 'reply');
    assert.match(JSON.stringify(packet.value), /^\[{100}"…"\]{100}$/);
  });

  it('never throws, and what it makes is JSON', () => {
    const anything = fc.anything({ withBigInt: true, withDate: true, withMap: true, withNullPrototype: true });
    const message = fc.oneof(
      anything,
      fc.record({ type: fc.constantFrom(...TYPES), data: anything }),
      fc.record({
        type: fc.constantFrom(...TYPES),
        data: fc.dictionary(
          fc.constantFrom(
            'action_name',
            'return',
            'uuid',
            'data',
            '__name',
            '__proto__',
            'opts',
            'stackframes',
            'type',
            'p',
          ),
          anything,
        ),
      }),
    );
    fc.assert(
      fc.property(message, (raw) => {
        const packet = decode(raw);
        assert.equal(typeof packet.kind, 'string');
        assert.doesNotThrow(() => JSON.stringify(packet));
        structuredClone(packet);
      }),
      { numRuns: 2_000 },
    );
  });
});
