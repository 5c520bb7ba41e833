/** One file of a benchmark, and how to be sure that it is the right one. */
export interface DataFile {
  /** Path under the data folder. A gzipped copy, with `.gz` at the end, is found too. */
  path: string;
  /** Where it can be had, tried in this order; empty where no address serves it as one file. */
  urls: readonly string[];
  /** SHA-256 of the bytes that the addresses serve, in hexadecimal. */
  sha256: string;
  /** Length of the same bytes. */
  bytes: number;
  /** The addresses serve gzip; `path` names the content. @default false */
  gzip?: boolean;
  /** How a user gets a copy where `urls` is empty. */
  howTo?: string;
}

/** Bytes received so far of a file that is being downloaded. */
export interface DownloadProgress {
  path: string;
  url: string;
  receivedBytes: number;
  totalBytes: number;
}

/** Where benchmark files come from. */
export interface DataOptions {
  /** Folder with the user's own copies, one folder per benchmark. @default env W4S_DATA */
  dataDir?: string | undefined;
  /** Folder that downloads are kept in. @default env W4S_CACHE, else `w4s/datasets` under XDG_CACHE_HOME or ~/.cache */
  cacheDir?: string | undefined;
  /**
   * Base address of a mirror that serves `<benchmark>/<file name>`; tried before the official ones.
   * @default env W4S_MIRROR
   */
  mirror?: string | undefined;
  onProgress?: ((progress: DownloadProgress) => void) | undefined;
  signal?: AbortSignal | undefined;
}
