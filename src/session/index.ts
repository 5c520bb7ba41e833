export { assertJudge } from './judge.ts';
export { identicalText } from './identical.ts';
export { retryNews } from './retry-news.ts';
export type { Books, Session, SessionOptions, Surroundings } from './contract.ts';
export { openSession } from './session.ts';
export { isSimulated } from '../providers/index.ts';
