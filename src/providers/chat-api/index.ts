export { type ChatBody, type Refusal, errorBody, readBody } from './body.ts';
export { guard } from './guard.ts';
export { type Listening, listen } from './listen.ts';
