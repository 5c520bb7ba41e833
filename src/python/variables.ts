/** What finding Python, a GPU, caches, proxies and the other processes of a distributed run may need; no keys. */
const NAMES = new Set([
  'PATH',
  'HOME',
  'USER',
  'LOGNAME',
  'LANG',
  'LC_ALL',
  'LC_CTYPE',
  'TZ',
  'TMPDIR',
  'TEMP',
  'TMP',
  'SYSTEMROOT',
  'LD_LIBRARY_PATH',
  'DYLD_LIBRARY_PATH',
  'W4S_CACHE',
  'XDG_CACHE_HOME',
  'XDG_CONFIG_HOME',
  'XDG_DATA_HOME',
  'VIRTUAL_ENV',
  'CONDA_PREFIX',
  'PYENV_ROOT',
  'PYENV_VERSION',
  'PYTHONHASHSEED',
  'HTTP_PROXY',
  'HTTPS_PROXY',
  'NO_PROXY',
  'ALL_PROXY',
  'http_proxy',
  'https_proxy',
  'no_proxy',
  'all_proxy',
  'SSL_CERT_FILE',
  'SSL_CERT_DIR',
  'REQUESTS_CA_BUNDLE',
  'CURL_CA_BUNDLE',
  'RANK',
  'WORLD_SIZE',
  'LOCAL_RANK',
  'LOCAL_WORLD_SIZE',
  'MASTER_ADDR',
  'MASTER_PORT',
  'TORCHELASTIC_RUN_ID',
]);
/** As on Windows, where names are the same in any case: without these, no program starts there. */
const WINDOWS_NAMES = new Set([
  'USERPROFILE',
  'HOMEDRIVE',
  'HOMEPATH',
  'APPDATA',
  'LOCALAPPDATA',
  'PROGRAMDATA',
  'SYSTEMDRIVE',
  'WINDIR',
  'COMSPEC',
  'PATHEXT',
  'PROCESSOR_ARCHITECTURE',
  'NUMBER_OF_PROCESSORS',
]);
const PREFIXES = [
  'CUDA_',
  'NVIDIA_',
  'NCCL_',
  'GLOO_',
  'OMP_',
  'MKL_',
  'OPENBLAS_',
  'TORCH_',
  'PYTORCH_',
  'TRANSFORMERS_',
  'TOKENIZERS_',
  'HF_',
];
const SECRET = /TOKEN$|KEY$|SECRET|PASSWORD|CREDENTIAL/;

/** pip and uv also need to know where packages come from. */
export const INSTALLER_PREFIXES: readonly string[] = ['PIP_', 'UV_'];

export interface ChosenVariables {
  env: NodeJS.ProcessEnv;
  /** Further names to let through, e.g. `HF_TOKEN` for a gated base. */
  allow?: readonly string[];
  prefixes?: readonly string[];
  /** @default this one */
  platform?: NodeJS.Platform;
}

/** The variables that our Python processes get: known names only, and nothing named like a key. */
export function chosenVariables({
  env,
  allow = [],
  prefixes = [],
  platform = process.platform,
}: ChosenVariables): NodeJS.ProcessEnv {
  const isKnown = (name: string): boolean =>
    NAMES.has(name) ||
    (platform === 'win32' && (NAMES.has(name.toUpperCase()) || WINDOWS_NAMES.has(name.toUpperCase())));
  const wanted = (name: string): boolean =>
    allow.includes(name) ||
    isKnown(name) ||
    ([...PREFIXES, ...prefixes].some((prefix) => name.startsWith(prefix)) && !SECRET.test(name));
  return Object.fromEntries(Object.entries(env).filter(([name, value]) => value !== undefined && wanted(name)));
}
