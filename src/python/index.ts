export { type CommandOptions, type CommandResult, runCommand } from './command.ts';
export { type Prepared, type Recipe, installerVariables, isPrepared, prepareEnvironment } from './environment.ts';
export { type Installer, install, interpreterIn } from './install.ts';
export { lineReader } from './lines.ts';
export { chosenVariables } from './variables.ts';
export type { Wording } from './wording.ts';
