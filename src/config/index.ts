export { dataFolderOf, sandboxOf } from './defaults.ts';
export { defineConfig } from './define.ts';
export { loadConfig } from './load.ts';
export type { LoadedConfig } from './load.ts';
export type { ProviderConfig, W4sConfig } from './schema.ts';
export type { StorePlace } from './store-place.ts';
export { storePlace } from './store-place.ts';
