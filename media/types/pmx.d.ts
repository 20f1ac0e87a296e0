// Types for pmx 1.6.8, which ships none. Written by PM2 Module Studio; yours to change.

declare module 'pmx' {
  export = pmx;

  namespace pmx {
    /**
     * Declares this process as a PM2 module and gives it its configuration: the defaults in `config` of package.json,
     * overridden by what users set with `pm2 set <module>:<key> <value>`. Errors that nobody catches are reported to PM2
     * from now on.
     *
     * Values that users set arrive as texts and are cast: `"10"` is 10, `"true"` is true, `"null"` is null, and the
     * empty text is 0. Defaults keep their types.
     *
     * @example
     * const conf = pmx.initModule({ widget: { theme: ['#111111', '#1B2228', '#807C7C', '#807C7C'] } });
     * setInterval(check, conf.refresh_rate);
     */
    function initModule(options?: ModuleOptions): Configuration;
    /**
     * The same with a callback, which is called before `initModule` returns; `error` is always null. Returns what the
     * callback returns.
     *
     * @example
     * pmx.initModule({}, function (error, conf) {
     *   setInterval(check, conf.refresh_rate);
     * });
     */
    function initModule<Result>(
      options: ModuleOptions | undefined,
      callback: (error: null, conf: Configuration) => Result,
    ): Result;

    /** What `initModule` has returned; before it was called, what is known of the configuration without it. */
    function getConf(): Configuration;

    /** Tells PM2 more about this module. Each key replaces what was told before; `getConf()` stays as it is. */
    function configureModule(options: ModuleOptions): void;

    /**
     * The process id in the first of these files that can be read, for `pid` of `initModule`: PM2 then shows CPU and
     * memory of that process. A number is returned as it is. Null when no file can be read or holds a number.
     *
     * @example
     * pmx.initModule({ pid: pmx.resolvePidPaths(['/var/run/redis.pid', '/var/run/redis/redis-server.pid']) });
     */
    function resolvePidPaths(paths: number | readonly string[]): number | null;

    /** The process id in a file; throws when the file cannot be read. A number is returned as it is. */
    function getPID(file: number | string): number;

    /** `process.env`. */
    function getEnv(): Record<string, string | undefined>;

    /** What a module tells PM2 about itself. */
    interface ModuleOptions {
      /** How the module is displayed. */
      widget?: Widget;
      /** The process whose CPU and memory PM2 shows for this module; null or the id of no process shows 0. */
      pid?: number | string | null;
      /** Renames the process in PM2. `pm2 set` then does not restart it any more: better left out. */
      name?: string;
      /** Rows of a table in `pm2 show`: a label and a value each. */
      human_info?: readonly (readonly [label: string, value: unknown])[];
      /** Names of probes by which the module's health is told. */
      status_check?: readonly string[];
      /** Whether `alert` of probes works. Default: true. */
      alert_enabled?: boolean;
      /** Whether errors are reported. Set by the library. */
      error?: boolean;
      /** Anything else is handed on to PM2 as it is. */
      [key: string]: unknown;
    }

    /** How a module is displayed. */
    interface Widget {
      /** The kind of display. The only one, and the default: `'generic'`. */
      type?: 'generic';
      /** Address of an image at the top left. */
      logo?: string;
      /** CSS colours: main, secondary, main border, secondary border, and text. */
      theme?: readonly string[];
      /** The bars above the display. */
      el?: {
        /** The bar with all probes. */
        probes?: boolean;
        /** The bar with all actions. */
        actions?: boolean;
      };
      /** The parts of the display. */
      block?: {
        /** Buttons for the actions. */
        actions?: boolean;
        /** CPU usage of the process. */
        cpu?: boolean;
        /** Memory usage of the process. */
        mem?: boolean;
        /** Number of reported errors. */
        issues?: boolean;
        /** Name, version and uptime. */
        meta?: boolean;
        /** The frame around them. */
        meta_block?: boolean;
        /** Names of the probes that are shown large. */
        main_probes?: readonly string[];
      };
      /** The process whose CPU and memory are shown. */
      pid?: number | string | null;
      [key: string]: unknown;
    }

    /** The configuration of this module: the options of package.json `config` at top level, and what comes with them. */
    interface Configuration {
      /** The options alone. A `password` or `passwd` that a user has set is hidden here. */
      module_conf: Options;
      /** `name` of package.json. */
      module_name: string;
      /** `version` of package.json. */
      module_version: string;
      /** `description` of package.json. */
      description?: string;
      /** Version of this library. */
      pmx_version: string | null;
      isModule: boolean;
      alert_enabled: boolean;
      widget: Widget;
      /** An option of package.json `config`. */
      [option: string]: any;
    }

    /** The options of package.json `config`. */
    interface Options {
      [option: string]: any;
    }

    /**
     * Begins to send probes to PM2, once every 990 ms, and gives what makes them. May be called any number of times.
     *
     * @example
     * const probe = pmx.probe();
     * const users = probe.counter({ name: 'Users' });
     * users.inc();
     */
    function probe(): Probes;

    /** What makes probes. */
    interface Probes {
      /**
       * A value that is read, or set.
       *
       * @example
       * probe.metric({ name: 'Queue', unit: 'jobs', value: () => queue.length });
       * const last = probe.metric({ name: 'Last run', value: 'N/A' });
       * last.set(new Date().toISOString());
       */
      metric<Value = unknown>(options: MetricOptions<Value>): Metric<Value>;
      /**
       * A number that goes up and down.
       *
       * @example
       * const downloads = probe.counter({ name: 'Downloads' });
       * downloads.inc();
       * downloads.dec();
       */
      counter(options: ProbeOptions): Counter;
      /**
       * How often something happens. It is 0 for the first 5 seconds.
       *
       * @example
       * const requests = probe.meter({ name: 'Requests', unit: 'req/min', samples: 60 });
       * http.createServer((req, res) => { requests.mark(); res.end(); });
       */
      meter(options: MeterOptions): Meter;
      /**
       * How values are spread; the last minutes count most. Undefined when there is no such measurement.
       *
       * @example
       * const latency = probe.histogram({ name: 'Latency', measurement: 'p95', unit: 'ms' });
       * latency.update(12);
       */
      histogram(options: HistogramOptions): Histogram;
      /**
       * Shows what a function returns, without any option.
       *
       * @example
       * probe.transpose('Heap', () => process.memoryUsage().heapUsed);
       */
      transpose(name: string, value: () => unknown): void;
      transpose(options: { name: string; data: () => unknown }): void;
    }

    interface ProbeOptions {
      /** What PM2 shows; a probe of the same name takes the place of the one before. */
      name: string;
      /** Shown behind the value. */
      unit?: string;
      /** How values are summed up over time. `'none'`: not at all. Default: `'avg'`. */
      agg_type?: 'avg' | 'min' | 'max' | 'sum' | 'none';
      /** Whether PM2 keeps the values of the past. Default: true. */
      historic?: boolean;
      /** A path that groups probes, such as `'os/disk/free'`. Default: the name. */
      type?: string;
      /** When to report an error because of the value. */
      alert?: Alert;
    }

    interface MetricOptions<Value = unknown> extends ProbeOptions {
      /** The first value, or a function that is called whenever the value is sent. Default: 0. */
      value?: Value | (() => Value);
    }

    interface MeterOptions extends ProbeOptions {
      /** Seconds that one figure is for: 1 counts per second, 60 per minute. Default: 1. */
      samples?: number;
      /** Another name of `samples`. */
      seconds?: number;
      /** Seconds over which the rate is averaged. Default: 60. */
      timeframe?: number;
    }

    interface HistogramOptions extends ProbeOptions {
      /** What is shown of the values. Default: `'mean'`. */
      measurement?: Measurement;
    }

    type Measurement =
      'min' | 'max' | 'sum' | 'count' | 'variance' | 'mean' | 'stddev' | 'median' | 'p75' | 'p95' | 'p99' | 'p999';

    /**
     * When a probe reports an error: once, until its value is in order again. Users can set it too:
     * `pm2 set <module>:probes:<probe>:value 20`.
     */
    interface Alert {
      /**
       * `'threshold'`: the value itself, from the start. `'threshold-avg'`: its average over `interval`.
       * `'smart'`: a value that is very unlikely, after those before it. `'none'`: never.
       */
      mode: 'threshold' | 'threshold-avg' | 'smart' | 'none';
      /** What the value is compared with. Needed by `'threshold'` and `'threshold-avg'`. */
      value?: number;
      /** How it is compared. Default: `'>'`. */
      cmp?: '>' | '<' | '=' | ((value: number, threshold: number) => boolean);
      /** What is reported, before the threshold. Default: `Probe <name> has reached value`. */
      msg?: string;
      /** Values that are averaged, one every 990 ms. Default: 180, with `'smart'` 300. */
      interval?: number;
      /** Newest values that `'smart'` looks at. Default: 30. */
      sample?: number;
      /** Milliseconds before averages are looked at. Default: 30000. */
      timeout?: number;
      /** Called with the value, 50 ms after the report. */
      action?: (value: unknown) => void;
      /** Another name of `action`. */
      func?: (value: unknown) => void;
    }

    interface Metric<Value = unknown> {
      /** The value; what its function returns, when it is one. */
      val(): Value;
      /** Sets the value, or the function that is asked for it. */
      set(value: Value | (() => Value)): void;
    }

    interface Counter {
      val(): number;
      /** Adds `n`, by default 1; 0 counts as 1. */
      inc(n?: number): void;
      /** Takes `n` away, by default 1; 0 counts as 1. */
      dec(n?: number): void;
      /** Sets it to `count`, by default 0. */
      reset(count?: number): void;
    }

    interface Meter {
      /** The rate, with two decimals. */
      val(): number;
      /** Says that it has happened `n` times, by default once. */
      mark(n?: number): void;
    }

    interface Histogram {
      /** What is measured of the values so far. */
      val(): number | null;
      /** Adds a value. */
      update(value: number): void;
      /** The values below which these parts of all lie: `percentiles([0.5, 0.95])`. */
      percentiles(parts: readonly number[]): Record<number, number | null>;
      getMin(): number;
      getMax(): number;
      getSum(): number;
      getCount(): number;
    }

    /**
     * Declares something that users can have done, by `pm2 trigger <module> <action> [argument]` or by a button. Its
     * name must be told once only. Nothing is declared, and false returned, when the process was not started by PM2.
     *
     * A handler with one parameter is given `reply`. One with two is given the argument before it: a text, when it comes
     * from `pm2 trigger`, and an empty object when there is none. What the handler throws is an error that nobody catches.
     *
     * @example
     * pmx.action('flush', function (reply) {
     *   cache.clear();
     *   reply({ flushed: true });
     * });
     * @example
     * pmx.action('set level', function (level, reply) {
     *   log.level = level;
     *   reply({ level });
     * });
     */
    function action(name: string, handler: ActionHandler): false | undefined;
    /** The same, with options that PM2 keeps with the action. */
    function action(name: string, options: object | null, handler: ActionHandler): false | undefined;

    /** With one parameter it is given {@link Reply}, with two the argument before it. */
    type ActionHandler = (argumentOrReply: any, reply: Reply) => void;

    /** Sends what an action answers: anything but null and undefined, which make it throw. */
    type Reply = (answer: {}) => void;

    /**
     * Declares an action that sends parts of its answer while it runs. `pm2 trigger` cannot run it. What it throws ends
     * the process.
     *
     * @example
     * pmx.scopedAction('follow log', function (options, res) {
     *   const child = spawn('tail', ['-f', options.file]);
     *   child.stdout.on('data', (data) => res.send(data.toString()));
     *   child.once('exit', () => res.end('done'));
     * });
     */
    function scopedAction(name: string, handler: (options: any, response: ScopedResponse) => void): false | undefined;

    interface ScopedResponse {
      /** Sends a part of the answer. */
      send(data: unknown): void;
      /** Ends it with an error. An Error arrives as `{}`: send its message. */
      error(data: unknown): void;
      /** Ends it. */
      end(data?: unknown): void;
    }

    /**
     * Sends an event. `data` must be truthy; what is no object arrives as `{ data }`.
     *
     * @example
     * pmx.emit('user:register', { user: 'Ada', plan: 'free' });
     */
    function emit(name: string, data: {}): false | undefined;

    /**
     * Reports an error that was caught, and returns what was sent.
     *
     * @example
     * try { sync(); } catch (error) { pmx.notify(error); }
     */
    function notify(error: Error | string | object): ReportedError;

    interface ReportedError {
      message?: unknown;
      stack?: unknown;
      [key: string]: unknown;
    }

    /**
     * Reports errors that nobody catches; `init` and `initModule` do this themselves. `errors: false` removes all
     * listeners for them, also those of others.
     */
    function catchAll(options?: { errors?: boolean }): false | undefined;

    /**
     * Express middleware that reports errors; to be used after the routes.
     *
     * @example
     * app.use(pmx.expressErrorHandler());
     */
    function expressErrorHandler(): (
      error: unknown,
      request: unknown,
      response: unknown,
      next: (error?: unknown) => void,
    ) => void;

    /**
     * For an application instead of a module: reports errors, slow HTTP requests and figures of the event loop. Returns
     * the library.
     *
     * @example
     * const pmx = require('pmx').init({ http: true });
     */
    function init(options?: ApplicationOptions): typeof pmx;

    interface ApplicationOptions {
      /** Report HTTP requests that are slow or fail. Default: true. */
      http?: boolean;
      /** Milliseconds from which a request is slow. Default: 200. */
      http_latency?: number;
      /** Status from which a request has failed. Default: 500. */
      http_code?: number;
      /** Routes that are not reported. */
      ignore_routes?: readonly (RegExp | string)[];
      /** Offer profiling, when v8-profiler is installed. Default: true. */
      profiling?: boolean;
      /** Report errors that nobody catches. Default: true. */
      errors?: boolean;
      /** Whether `alert` of probes works. Default: true. */
      alert_enabled?: boolean;
      /** Send figures of the event loop and of handles. Default: true. */
      custom_probes?: boolean;
      /** Send how much goes over the network. Default: false. */
      network?: boolean;
      /** Send which ports are open. Default: false. */
      ports?: boolean;
      /** Send the tree of dependencies. Default: false. */
      collectDependencies?: boolean;
      /** Offer a dump of the event loop, when event-loop-inspector is installed. */
      event_loop_dump?: boolean;
      /** Send figures of V8. */
      v8?: boolean;
      /** Send figures of libraries, by deep-metrics. */
      deep_metrics?: boolean;
      [key: string]: unknown;
    }

    /** Reports HTTP requests that are slow or fail, as `http: true` does. A list: routes that are not reported. */
    function http(options?: ApplicationOptions | readonly (RegExp | string)[]): unknown;

    /** Sends a probe `Open ports`. */
    function catchPorts(): void;

    /** Sends the probes `Network Download` and `Network Upload`. */
    function catchTraffic(): void;

    /** Sends whatever is put into the object that it returns, which is `global.axm` or another global of that name. */
    function enableProbes(globalName?: string): Record<string, unknown>;

    /** Another name of `enableProbes`. */
    function enableProbe(globalName?: string): Record<string, unknown>;

    /** Ends what `enableProbes` began. */
    function stopProbes(): void;

    /** Another name of `stopProbes`. */
    function stopProbe(): void;
  }
}
