import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Builds wheels of what lies beside it with the standard library alone, so that a test needs no package index. */
const BACKEND = `
import os, zipfile

def get_requires_for_build_wheel(config_settings=None):
    return []

def build_wheel(folder, config_settings=None, metadata_directory=None):
    open("built-here", "w").close()
    about = "Metadata-Version: 2.1\\nName: w4s-trainer\\nVersion: 0.1.0\\nProvides-Extra: gguf\\n"
    metadata = about + open("requires.txt").read()
    kind = "Wheel-Version: 1.0\\nGenerator: test\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n"
    info = "w4s_trainer-0.1.0.dist-info"
    name = "w4s_trainer-0.1.0-py3-none-any.whl"
    with zipfile.ZipFile(os.path.join(folder, name), "w") as wheel:
        for module in os.listdir("src"):
            wheel.write(os.path.join("src", module, "__init__.py"), f"{module}/__init__.py")
        wheel.writestr(f"{info}/METADATA", metadata)
        wheel.writestr(f"{info}/WHEEL", kind)
        wheel.writestr(f"{info}/RECORD", "")
    return name
`;

const PROJECT = `
[build-system]
requires = []
build-backend = "backend"
backend-path = ["."]

[project]
name = "w4s-trainer"
`;

/** What the trainer needs, in little. */
const STUBS = {
  torch: '__version__ = "9.9.9"\nclass cuda:\n    is_available = staticmethod(lambda: False)\n',
  transformers: '',
  peft: '',
};

export interface FakePackage {
  /** What `w4s_trainer` says when it is run. */
  version: string;
  /** A requirement to declare. */
  requires?: string;
}

/** A Python package of the trainer's name, with modules for what it needs; its `torch` has no CUDA. */
export async function writeFakePackage(folder: string, { version, requires }: FakePackage): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'backend.py'), BACKEND);
  await writeFile(join(folder, 'pyproject.toml'), PROJECT);
  await writeFile(join(folder, 'requires.txt'), requires === undefined ? '' : `Requires-Dist: ${requires}\n`);
  for (const [name, text] of Object.entries({ ...STUBS, w4s_trainer: `VERSION = "${version}"\n` })) {
    await mkdir(join(folder, 'src', name), { recursive: true });
    await writeFile(join(folder, 'src', name, '__init__.py'), text);
  }
}
