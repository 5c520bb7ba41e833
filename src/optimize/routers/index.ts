export { type Decided, decideWinners } from './decide.ts';
