export { outermostBraces } from './braces.ts';
export { dedented } from './dedent.ts';
export { fencedBlocks, isPython } from './fences.ts';
export { parametersOf } from './parameters.ts';
export { codeOf, defines, definesFunction, programAround, programIn, unfencedProgram } from './program.ts';
export { beginsProgram } from './prose.ts';
export { withoutThinking } from './thinking.ts';
