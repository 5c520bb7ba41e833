export { outermostBraces } from './braces.ts';
export { dedented } from './dedent.ts';
export { fencedBlocks, isPython } from './fences.ts';
export { defines, definesFunction, programIn } from './program.ts';
export { withoutThinking } from './thinking.ts';
