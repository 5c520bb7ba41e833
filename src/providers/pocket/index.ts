export { type PocketProviderOptions, pocketProvider } from './provider.ts';
export { type PocketServer, type ServePocketOptions, servePocket } from './server.ts';
export { MODELS_FOLDER, type PocketModel, isHere, readManifest } from './weights.ts';
