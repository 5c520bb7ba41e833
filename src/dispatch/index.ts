export { withWorkers } from './with-workers.ts';
export { type WorkerOptions, type WorkerResult, runWorker } from './worker.ts';
