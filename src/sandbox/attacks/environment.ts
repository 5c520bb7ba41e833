import { attacks, byNumber, PROCESS } from './attack.ts';

const plain = attacks(
  {
    'reads its variables from /proc': 'return open("/proc/self/environ").read()',
    'asks for the kernel by number': byNumber([63, 160], 'ctypes.create_string_buffer(512)'),
    'reads the command line of its host': 'return open(f"/proc/{target[\'hostPid\']}/cmdline").read()',
    'asks for the memory of the machine': 'return open("/proc/meminfo").read()',
    'asks for system figures by number': byNumber([99, 179], 'ctypes.create_string_buffer(512)'),
  },
  { plain: true },
);

const facts = attacks(
  {
    'asks for the name of the machine': 'return socket.gethostname()',
    'asks for the kernel': 'return os.uname().release',
    'asks for its parent': 'return os.getppid() > 0',
  },
  { plain: true, appliesTo: PROCESS.facts },
);

const others = attacks({
  'reads its variables': 'return dict(os.environ)',
  'reads the variables through libc': 'return ctypes.POINTER(ctypes.c_char_p).in_dll(libc, "environ")[0]',
  'asks libc for a key':
    'libc.getenv.restype = ctypes.c_char_p\nreturn libc.getenv(b"W4S_TEST_KEY") or libc.getenv(b"PATH")',
  'reads the variables below its stack': `
start = ctypes.cast(ctypes.c_void_p.in_dll(libc, "program_invocation_name"), ctypes.c_void_p).value
text = b""
for page in range(start, start + 65536, 64):
    text += ctypes.string_at(page, 64)
    if b"W4S_TEST_KEY" in text or b"PATH=/" in text: return text[-200:]`,
  'reads the variables of its host': 'return open(f"/proc/{target[\'hostPid\']}/environ").read()',
  'reads the variables of its parent': 'return open(f"/proc/{target[\'parentPid\']}/environ").read()',
  'reads the memory of its host': 'return os.open(f"/proc/{target[\'hostPid\']}/mem", os.O_RDONLY) + 1',
  'reads a file through the root of its host':
    "return open(f\"/proc/{target['hostPid']}/root{target['file']}\").read()",
  'looks for a gold answer among all objects': `
wanted = "GOLD-" + "ANSWER"
def holds(item):
    return isinstance(item, dict) and any(isinstance(value, str) and wanted in value for value in list(item.values()))
return [item for item in gc.get_objects() if holds(item) and item is not locals()][:1]`,
  'looks for a gold answer up the stack': `
frame, wanted = sys._getframe(), "GOLD-" + "ANSWER"
while frame:
    if frame.f_code.co_filename != "workflow.py" and wanted in repr(frame.f_locals): return frame.f_locals
    frame = frame.f_back`,
  "looks for another run's request": `
frame, seen = sys._getframe(), []
while frame:
    seen += [value for value in frame.f_locals.values() if type(value).__name__ == "dict" and "code" in value]
    frame = frame.f_back
return [request for request in seen if "WITNESS" + "-CODE" in str(request.get("code"))]`,
  'looks for its zygote in the command line': 'return [text for text in sys.orig_argv + sys.argv if hints(text)]',
  'looks for its zygote in the command line that the kernel keeps': `
count, words = ctypes.c_int(), ctypes.POINTER(ctypes.c_wchar_p)()
ctypes.pythonapi.Py_GetArgcArgv(ctypes.byref(count), ctypes.byref(words))
return [words[index] for index in range(count.value) if hints(words[index])]`,
  'looks for its zygote in the main module':
    'names = vars(sys.modules["__main__"]).items()\n' +
    'return [name for name, value in names if not name.startswith("__") or hints(repr(value))]',
  'looks for other runs among all objects':
    'return [item for item in gc.get_objects() if isinstance(item, dict) and "runs" in item and "looks" in item]',
  'learns a folder of the host from a traceback': `
import traceback
try: agent.ask(object, [[]] * 10, x={1: attack})
except Exception: pass
try: agent.nothing
except AttributeError: text = traceback.format_exc()
stack = "".join(traceback.format_stack())
return [part for part in (text, stack) if hints(part)]`,
  'learns a folder of the host from its modules':
    'return [name for name, module in sys.modules.items() if hints(getattr(module, "__file__", None) or "")]',
});

const zygotes = attacks(
  {
    'walks up its frames to its zygote': `
frame = sys._getframe()
while frame:
    for space in (frame.f_locals, frame.f_globals):
        for name, value in list(space.items()):
            telling = hints(repr(value)) or type(value).__name__ in ("Supervisor", "Run", "socket")
            if frame.f_code.co_filename != "workflow.py" and telling: return name, value
    frame = frame.f_back`,
    'looks for its zygote among all objects':
      'return [item for item in gc.get_objects() if type(item).__name__ in ("Supervisor", "Run", "socket")]',
  },
  { appliesTo: PROCESS.zygote },
);

export const environmentAttacks = [...plain, ...facts, ...others, ...zygotes];
