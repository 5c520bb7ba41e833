import { type Random, pick } from '../../../base/random.ts';

export type DesignStyle = 'direct' | 'steps' | 'code' | 'code-fallback';

/** A workflow before it is written, as drawn by the grammar. */
export interface Design {
  style: DesignStyle;
  /** Executor samples, 1 to 7. */
  samples: number;
  temperature: number;
  /** Majority over the samples; without it the first usable one. */
  vote: boolean;
  /** A second role reviews the answer. */
  verify: boolean;
  /** Asks again if nothing usable came. */
  retry: boolean;
  /** Text replies and `extract_answer_str` instead of JSON; only if no code is run. */
  plainText: boolean;
  /** Code tasks: tries the solutions on the item's public tests. */
  publicTests: boolean;
  /** Index of the wording. */
  wording: number;
}

const STYLES: readonly (readonly [DesignStyle, number])[] = [
  ['direct', 0.2],
  ['steps', 0.4],
  ['code', 0.2],
  ['code-fallback', 0.2],
];
const SAMPLES = [1, 1, 1, 2, 3, 3, 5, 5, 7];
const TEMPERATURES = [0, 0.2, 0.5, 0.7, 0.8, 1];
const WORDINGS = 4;

export function drawDesign(random: Random): Design {
  const style = drawStyle(random);
  const samples = pick(SAMPLES, random);
  return {
    style,
    samples,
    temperature: pick(TEMPERATURES, random),
    vote: samples > 1 && random() < 0.8,
    verify: random() < 0.25,
    retry: random() < 0.3,
    plainText: random() < 0.2 && (style === 'direct' || style === 'steps'),
    publicTests: random() < 0.5,
    wording: Math.floor(random() * WORDINGS),
  };
}

function drawStyle(random: Random): DesignStyle {
  let draw = random();
  for (const [style, share] of STYLES) {
    draw -= share;
    if (draw < 0) return style;
  }
  return 'steps';
}

const MARK = '# design: ';

/** The design as the program's first line, so that a repair can write the same workflow again. */
export function designLine(design: Design): string {
  return MARK + JSON.stringify(design);
}

/** The design of the last program in a text; `null` if there is none. */
export function readDesign(text: string): Design | null {
  const line = text.split('\n').findLast((one) => one.startsWith(MARK));
  if (line === undefined) return null;
  try {
    return JSON.parse(line.slice(MARK.length)) as Design;
  } catch {
    return null;
  }
}
