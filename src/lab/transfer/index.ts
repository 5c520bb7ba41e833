export type { TransferOptions, TransferResult } from './contract.ts';
export { PAPER_NAMES } from './paper.ts';
export { transferSettings } from './contract.ts';
export { transferCsv } from './csv.ts';
export { estimateTransfer } from './estimate.ts';
export { transfer } from './run-transfer.ts';
export { transferText } from './text.ts';
