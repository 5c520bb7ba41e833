import { W4sError } from '../../base/errors.ts';

/** What a machine may lack for the native backend. */
export type Lack =
  | 'no-linux'
  | 'no-python'
  | 'old-python'
  | 'no-seccomp'
  | 'no-landlock'
  | 'no-bubblewrap'
  | 'no-start';

const TEXTS: Record<Lack, [message: string, hint: string]> = {
  'no-linux': ['The native sandbox needs Linux', 'Run w4s in a Linux container or virtual machine.'],
  'no-python': ['No Python was found', 'Install Python 3.10 or newer, or set `W4S_PYTHON=/path/to/python3`.'],
  'old-python': [
    'The sandbox needs Python 3.10 or newer',
    'Install a newer Python, or set `W4S_PYTHON=/path/to/python3`.',
  ],
  'no-seccomp': [
    'The kernel does not let the sandbox lock a process down with seccomp',
    'Use a kernel with CONFIG_SECCOMP_FILTER on x86_64 or arm64; in a container, allow the calls `seccomp` ' +
      'and `prctl`.',
  ],
  'no-landlock': [
    'The kernel has no Landlock, and bubblewrap is not in use',
    'Install bubblewrap (`apt-get install bubblewrap`), or use Linux 5.13 or newer with Landlock enabled.',
  ],
  'no-bubblewrap': [
    'Bubblewrap is required but does not work here',
    'Install it (`apt-get install bubblewrap`) and allow user namespaces, or make it optional.',
  ],
  'no-start': ['The sandbox process did not start', 'Run `w4s doctor` to see what the machine lacks.'],
};

/** The error for a lack; `detail` is what was found instead. */
export function lackError(lack: Lack, detail: string, cause?: unknown): W4sError {
  const [message, hint] = TEXTS[lack];
  return new W4sError('sandbox-unavailable', detail === '' ? message : `${message} (found: ${detail})`, {
    hint,
    cause,
    facts: { lack, detail },
  });
}

export function isLack(text: unknown): text is Lack {
  return typeof text === 'string' && text in TEXTS;
}
