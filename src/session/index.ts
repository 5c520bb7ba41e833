export { assertJudge } from './judge.ts';
export { identicalText } from './identical.ts';
export { retryNews } from './retry-news.ts';
export type { Books, Session, SessionOptions } from './session.ts';
export { openSession } from './session.ts';
export { isSimulated } from '../providers/sim/index.ts';
