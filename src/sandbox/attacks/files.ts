import { attacks, byNumber } from './attack.ts';

const AT_FDCWD = 'ctypes.c_int(-100)';
const NAME = 'target["file"].encode()';

const plain = attacks(
  {
    'opens a file': 'return open(target["file"]).read()',
    'opens a file with os.open': 'return os.read(os.open(target["file"], os.O_RDONLY), 100)',
    'opens a file with io.FileIO': 'return io.FileIO(target["file"]).read()',
    'opens a file with libc': 'libc.fopen.restype = ctypes.c_void_p\nreturn libc.fopen(target["file"].encode(), b"r")',
    'reads the list of users': 'return open("/etc/passwd").read()',
    'reads its own memory map': 'return open("/proc/self/maps").read()',
    'reads the list of processes': 'return [name for name in os.listdir("/proc") if name.isdigit()]',
    'lists a folder': 'return os.listdir(target["folder"])',
    'scans a folder': 'return list(os.scandir("/"))',
    'asks whether a file exists': 'return os.path.exists(target["file"])',
    'asks for access to a file': 'return os.access(target["file"], os.R_OK)',
    'asks for the size of a file': 'return os.stat(target["file"]).st_size',
    'reads a link': 'return os.readlink("/proc/self/exe")',
    'asks for the working folder': 'return os.getcwd()',
    'changes the working folder': 'os.chdir("/usr")\nreturn True',
    'opens a folder by O_PATH': 'return os.open("/", os.O_PATH) + 1',
    'asks for the disk': 'return os.statvfs("/").f_blocks',
    'reads through the import system':
      'import importlib.machinery\n' +
      'return importlib.machinery.SourceFileLoader("x", target["file"]).get_data(target["file"])',
    'watches files': 'return libc.inotify_init() + 1',
    'opens a device': 'return os.open("/dev/zero", os.O_RDWR) + 1',
    'opens its terminal or null again': 'return os.open("/proc/self/fd/0", os.O_RDWR) + 1',
    'openat by number': byNumber([257, 56], `${AT_FDCWD}, ${NAME}, 0`),
    'openat2 by number': byNumber([437, 437], `${AT_FDCWD}, ${NAME}, (ctypes.c_ulong * 3)(), WIDE(24)`),
    'statx by number': byNumber([332, 291], `${AT_FDCWD}, ${NAME}, 0, 0xfff, ctypes.create_string_buffer(512)`),
    'faccessat by number': byNumber([269, 48], `${AT_FDCWD}, ${NAME}, 4`),
    'readlinkat by number': byNumber(
      [267, 78],
      `${AT_FDCWD}, b"/proc/self/exe", ctypes.create_string_buffer(512), WIDE(512)`,
    ),
  },
  { plain: true },
);

const others = attacks({
  'reads a password file': 'return open("/etc/shadow").read()',
  'writes a file': 'open(target["folder"] + "/planted", "w").write("x")\nreturn True',
  'writes beside shared memory': 'open("/dev/shm/planted", "w").write("x")\nreturn True',
  'makes a folder': 'os.mkdir(target["folder"] + "/planted-folder")\nreturn True',
  'makes a pipe with a name': 'os.mkfifo(target["folder"] + "/planted-pipe")\nreturn True',
  'makes a link': 'os.symlink("/etc/passwd", target["folder"] + "/planted-link")\nreturn True',
  'removes a file': 'os.remove(target["file"])\nreturn True',
  'renames a file': 'os.rename(target["file"], target["file"] + ".x")\nreturn True',
  'empties a file': 'os.truncate(target["file"], 0)\nreturn True',
  'makes a file executable': 'os.chmod(target["file"], 0o777)\nreturn True',
  'reads the memory of the machine': 'return os.open("/dev/mem", os.O_RDONLY) + 1',
  'open_by_handle_at by number': byNumber([304, 265], `${AT_FDCWD}, ctypes.create_string_buffer(64), 0`),
  'name_to_handle_at by number': byNumber(
    [303, 264],
    `${AT_FDCWD}, b"/", ctypes.create_string_buffer(bytes([64,0,0,0]), 128), ctypes.byref(ctypes.c_int()), 0`,
  ),
  'fanotify_init by number': byNumber([300, 262], '0, 0'),
  'finds an open descriptor': `
kept = {0, 1, 2, 3}
found = []
for descriptor in range(1024):
    try:
        os.fstat(descriptor)
        if descriptor not in kept: found.append(descriptor)
    except OSError:
        pass
return found`,
  'finds a folder among its descriptors': `
for descriptor in range(64):
    try: return os.open(".", os.O_RDONLY, dir_fd=descriptor) + 1
    except OSError: pass`,
  'reads from its standard streams': 'return [os.read(descriptor, 10) for descriptor in (0, 1, 2)] != [b""] * 3',
});

export const fileAttacks = [...plain, ...others];
