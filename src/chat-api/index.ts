export { type ChatBody, type Refusal, errorBody, readBody } from './body.ts';
export { type Listening, listen } from './listen.ts';
