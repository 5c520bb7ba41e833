export { type ChatBody, type Read, type Refusal } from './body.ts';
export { contentSchema, errorBody, readBody, readWith, refused } from './body.ts';
export { type CompletionChoice, type CompletionHead, type Delta } from './forms.ts';
export { chunkBody, completionBody, eventText, modelBody, piecesOf, usageBody, usageChunk } from './forms.ts';
export { guard, isListed } from './guard.ts';
export { readJson } from './json-body.ts';
export { type Listening, listen } from './listen.ts';
export { refuse, unknownUrl } from './refuse.ts';
export { bearerOf, isSameSecret } from './secret.ts';
