import pc from 'picocolors';
import type { W4sError } from '../base/errors.ts';
import { oneLine, printable, printableJson } from '../base/printable.ts';
import { asCalled } from './called-as.ts';
import { type Live, keepLive, throttle } from './live.ts';

/**
 * Where a command speaks. With `--json`, standard output holds JSON lines only: any number of
 * `{"type":"event","event":...,"at":...,"data":{...}}` and last one
 * `{"type":"result","command":...,"ok":...,"exitCode":...,"result":...,"error":...}`. Text for people goes to standard
 * error.
 *
 * Everything that a command says goes through here, and hidden characters in it are made visible here: see
 * {@link printable}. So no command has to remember which of its texts came from a model, a server or a file. Only data
 * for another program stays as it is.
 */
export interface Output {
  readonly json: boolean;
  /** The answer of a command, for people: standard output, or nothing with `--json`. */
  print(text: string): void;
  /**
   * What another program reads, or what a file would hold, its last line break included: standard output, byte by
   * byte, or nothing with `--json`. Only on a terminal it is made visible as all else, and ends its line.
   */
  data(text: string): void;
  /** Progress and remarks, for people: standard error. Commands in backticks are written as this one was. */
  note(text: string): void;
  /**
   * How far a work is. On a terminal a line that is overwritten by the next one; elsewhere a line at most every ten
   * seconds.
   */
  status(text: string): void;
  /** {@link status} again and again, until its end or the command's. */
  live(text: () => string): Live;
  event(event: string, data: Record<string, unknown>): void;
  /** Whether a text for people named a command of ours. */
  readonly namedCommand: boolean;
  result(command: string, exitCode: number, result: unknown, error?: W4sError): void;
}

export interface OutputOptions {
  json: boolean;
  stdout?: NodeJS.WritableStream & { isTTY?: boolean };
  stderr?: NodeJS.WritableStream & { isTTY?: boolean; columns?: number };
}

export function createOutput({ json, stdout = process.stdout, stderr = process.stderr }: OutputOptions): Output {
  const isTerminal = stderr.isTTY === true;
  const lives = new Set<Live>();
  let status = '';
  let namedCommand = false;
  const seen = (text: string): string => {
    namedCommand ||= NAMES_COMMAND.test(text);
    return text;
  };
  const clear = (): void => {
    if (status !== '') stderr.write('\r\u001B[K');
    status = '';
  };
  const line = (value: unknown): void => void stdout.write(`${printableJson(value)}\n`);
  const logged = throttle((text) => stderr.write(`${printable(text)}\n`));
  const show = (text: string): void => {
    if (!isTerminal) return logged(text);
    clear();
    status = text;
    stderr.write(pc.dim(statusLine(text, stderr.columns || 100))); // some terminals say 0
  };
  return {
    json,
    print: (text) => {
      clear();
      if (!json) stdout.write(`${printable(seen(text).replace(/\r?\n$/, ''))}\n`);
    },
    data: (text) => {
      clear();
      if (!json) stdout.write(stdout.isTTY === true ? wholeLines(printable(text)) : text);
    },
    note: (text) => {
      clear();
      stderr.write(`${printable(asCalled(seen(text)))}\n`);
    },
    status: show,
    get namedCommand() {
      return namedCommand;
    },
    live: (text) => {
      const live = keepLive(isTerminal, () => show(text()));
      lives.add(live);
      return live;
    },
    event: (event, data) => {
      if (json) line({ type: 'event', event, at: new Date().toISOString(), data });
    },
    result: (command, exitCode, result, error) => {
      for (const live of lives) live.end();
      clear();
      if (json)
        line({
          type: 'result',
          command,
          ok: exitCode === 0,
          exitCode,
          result: result ?? null,
          error: error === undefined ? null : errorFacts(error),
        });
    },
  };
}

/** Behind a backtick, a colon or `npx`: not a sentence about the program. */
const NAMES_COMMAND = /(?:`|: +|npx )w4s [a-z]+[ `]/;

function wholeLines(text: string): string {
  return text === '' || text.endsWith('\n') ? text : `${text}\n`;
}

function errorFacts({ code, message, hint, facts }: W4sError) {
  return { code, message, hint: hint ?? null, facts };
}

/** What fits on one line of the terminal; its indent stays. */
function statusLine(text: string, columns: number): string {
  const [indent = ''] = /^ */.exec(text) ?? [];
  return indent + oneLine(text, columns - 1 - indent.length);
}
