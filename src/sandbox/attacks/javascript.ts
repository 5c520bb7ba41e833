import { attacks } from './attack.ts';

const ISOLATION = {
  isolation: 'interpreter',
  because: 'a process has no JavaScript around it',
} as const;

/** `found(name)`: what a walk over everything that can be reached from the host's functions finds under a name. */
const WALK = `
def found(wanted, most=150):
    way, _ = host()
    seen, waiting = set(), [way, way.send, type(way)]
    import _pyodide_core
    waiting += [getattr(_pyodide_core, name) for name in dir(_pyodide_core)]
    while waiting and len(seen) < most:
        item = waiting.pop(0)
        for name in dir(item):
            try: value = getattr(item, name)
            except BaseException: continue
            if name == wanted: return value
            key = getattr(value, "js_id", None)
            if key is not None and key not in seen:
                seen.add(key)
                waiting.append(value)
`;

/** What surrounds Python in WebAssembly, and would reach out of it. */
export const javascriptAttacks = attacks(
  {
    'imports the global object': 'import js\nreturn js',
    'imports Pyodide': 'import pyodide_js\nreturn pyodide_js',
    'imports what runs JavaScript': 'from pyodide.code import run_js\nreturn run_js("1")',
    'makes a function of a text': 'way, _ = host()\nreturn way.send.constructor("return 1")()',
    'makes a function of a text as a constructor': 'way, _ = host()\nreturn way.send.constructor.new("return 1")()',
    'reaches the global object through a function': `way, _ = host()
return way.send.bind(None).constructor("return globalThis").call(None)`,
    'looks for Deno': `${WALK}return found("Deno")`,
    'looks for the process': `${WALK}return found("process")`,
    'looks for require': `${WALK}return found("require")`,
    'looks for fetch': `${WALK}return found("fetch")`,
    'looks for a socket': `${WALK}return found("WebSocket")`,
    'looks for a worker': `${WALK}return found("Worker")`,
    'looks for the file system': `${WALK}return found("FS")`,
    'looks for the way to the warden': `${WALK}return found("postMessage")`,
    'loads a library': 'return ctypes.CDLL("/lib/libz.so")',
    'opens its own memory as a file': 'return open("/dev/mem", "rb")',
    'reads where its files would be': 'return open("/lib/python314.zip", "rb").read(4)',
    'writes where its files would be': 'open("/tmp/x", "w").write("x")\nreturn True',
    'finds its library again': 'import sys\nsys.path.append("/lib/python314.zip")\nimport sqlite3\nreturn sqlite3',
    'speaks for a run that is not its own': `way, number = host()
for other in range(1, number):
    way.send(other, '{"t":"result","value":"forged"}')
return False`,
    'wakes what it does not own': 'way, _ = host()\nfor token in range(1, 500): way.unpark(token)\nreturn False',
  },
  { appliesTo: ISOLATION },
);

/** What breaks an interpreter or makes it deaf must end the run, and nothing else. */
export const brokenInterpreters = attacks(
  {
    'ends the interpreter': 'import _pyodide_core\n_pyodide_core.trigger_fatal_error()',
    'forgets who is at work': 'way, _ = host()\nway.leave()\nwhile True: pass',
    'says that another is at work': 'way, _ = host()\nway.enter(999)\nwhile True: pass',
    'waits where nobody wakes it':
      'way, number = host()\nimport _pyodide_core\nway.park(number, -5, -1)\n_pyodide_core.run_sync(way.wait)',
    'overwrites its memory': 'ctypes.memset(1024, 0, 4 << 20)',
    'ignores that it is over': `
while True:
    try: time.sleep(60)
    except BaseException: pass`,
  },
  { limits: { wallMs: 500 }, ends: ['timeout', 'exception', 'memory', 'protocol'], appliesTo: ISOLATION },
);
