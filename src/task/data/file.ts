/** One benchmark file, and how to verify it. */
export interface DataFile {
  /** Path under the data folder. A gzipped copy, ending in `.gz`, also works. */
  path: string;
  /** Other paths under the data folder where a user's copy may lie. */
  elsewhere?: readonly string[];
  /** Addresses, tried in this order; empty if no address serves it as one file. */
  urls: readonly string[];
  /** SHA-256 of the served bytes, in hexadecimal. */
  sha256: string;
  /** Length of the same bytes. */
  bytes: number;
  /** The addresses serve gzip; `path` names the content. @default false */
  gzip?: boolean;
  /** How to get a copy if `urls` is empty. */
  howTo?: string;
}

/** Bytes received so far of a download. */
export interface DownloadProgress {
  path: string;
  url: string;
  receivedBytes: number;
  totalBytes: number;
}

/** Sources of benchmark files. */
export interface DataOptions {
  /** Folder with the user's own copies, one folder per benchmark. @default env W4S_DATA */
  dataDir?: string | undefined;
  /** Folder for downloads. @default env W4S_CACHE, else `w4s/datasets` in the user's cache */
  cacheDir?: string | undefined;
  /**
   * Base address of a mirror that serves `<benchmark>/<file name>`; tried before the official ones.
   * @default env W4S_MIRROR
   */
  mirror?: string | undefined;
  onProgress?: ((progress: DownloadProgress) => void) | undefined;
  signal?: AbortSignal | undefined;
}
