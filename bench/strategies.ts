/**
 * Which program a search picks, and what it believes of it.
 *
 * - Twelve prepared programs of known true quality: the chance to be right on an item, 0.35 to 0.70 in equal steps. A
 *   program answers an item the same way whenever it is asked, right or wrong independently of all others. The same
 *   seed gives the same answers to every strategy.
 * - The meta-agent is a server that deals programs over the real protocol, whatever it is asked, so that only the
 *   conduct of the search differs. `draws`: each call gets one of the twelve at random. `deck`: each question gets the
 *   next card of a shuffled deck of the twelve, then of another shuffle, the same for every strategy; what continues an
 *   exchange (a reflexion of `adas`) gets the program of that exchange again.
 * - The search begins from the worst program. It may ask the executor 1,280 times on 128 validation items, start
 *   included; trials are not counted, as in `--max-executor-calls` of comparisons. All settings are the defaults; turns
 *   have no limit but the calls (60), so a strategy stops before only if it says so itself (`aflow` once converged).
 * - The pick is the product's: best on validation of what was run on all items. Reported are the true quality of the
 *   pick and its overstatement, validation score minus true quality: means over ten seeds with 95% t intervals, and
 *   over 50 seeds, since ten hardly tell 0.655 from 0.665. With racing as by default, and without.
 * - Figures of the originals under a protocol of this kind, their own: W4S 0.665, GEPA 0.663, AFlow and ADAS 0.655.
 *
 * Everything but the sandbox is the product: it would run the same twelve programs some million times, so they are
 * looked up here instead.
 */
import type { Json } from '../src/base/json.ts';
import { chatServer, reply } from '../tests/support/chat-server.ts';
import { pick, seededRandom, shuffled } from '../src/base/random.ts';
import { createEnvironment, PROMPT_FORMS, type Transition } from '../src/environment/index.ts';
import { createGate } from '../src/evaluate/index.ts';
import { type Model, openModel } from '../src/model/index.ts';
import { type OptimizeOptions, type StrategyName } from '../src/optimize/index.ts';
import { capExecutor, oneByOne } from '../src/optimize/executor-cap.ts';
import { searchLoop } from '../src/optimize/loop.ts';
import { searchContext } from '../src/optimize/open-run.ts';
import { storeRecorder } from '../src/optimize/record.ts';
import { bestOfHistory } from '../src/optimize/select.ts';
import { readSettings } from '../src/optimize/settings.ts';
import { STRATEGIES } from '../src/optimize/strategies/index.ts';
import type { Sandbox, SandboxResult } from '../src/sandbox/contract.ts';
import { objectiveOf } from '../src/statistics/objective.ts';
import { tQuantile } from '../src/statistics/t-quantile.ts';
import { createRun, evaluationLog, openStore } from '../src/store/index.ts';
import { numbersTask } from './numbers-task.ts';

const PROGRAMS = 12;
const CALLS = 1_280;
const ITEMS = 128;
const TURNS = 60;
const SEEDS = [10, 50];

/** `guide` is `w4s` with a text that this meta-agent does not read. */
const NAMES = (Object.keys(STRATEGIES) as StrategyName[]).filter((name) => name !== 'guide');

const task = numbersTask(ITEMS);

/** Of program 0 to 11. */
function qualityOf(program: number): number {
  return 0.35 + (0.35 * program) / (PROGRAMS - 1);
}

function codeOf(program: number): string {
  const call = `agent.call_llm(messages=[{"role": "user", "content": task}], instructions="Program ${program}.")`;
  return `def workflow(agent, task):\n    return {"answer": ${call}[0]}\n`;
}

function programOf(text: string): number {
  return Number(/Program (\d+)/.exec(text)?.[1]);
}

interface End {
  quality: number;
  overstatement: number;
  /** Programs that were judged, the start included. */
  judged: number;
  calls: number;
}

export async function benchStrategies(): Promise<Record<string, string>> {
  const figures: Record<string, string> = {};
  for (const deal of ['draws', 'deck'] as const)
    for (const racing of ['paired', 'off'] as const)
      for (const strategy of NAMES) {
        const ends: End[] = [];
        for (let seed = 0; seed < Math.max(...SEEDS); seed++) ends.push(await search({ deal, strategy, racing, seed }));
        for (const seeds of SEEDS)
          figures[`${deal}, racing ${racing}, ${strategy}, ${seeds} seeds`] = inWords(ends.slice(0, seeds));
      }
  return figures;
}

function inWords(ends: readonly End[]): string {
  const mean = (field: keyof End): number => ends.reduce((sum, end) => sum + end[field], 0) / ends.length;
  const interval = (field: keyof End): string => {
    const variance = ends.reduce((sum, end) => sum + (end[field] - mean(field)) ** 2, 0) / (ends.length - 1);
    return `${mean(field).toFixed(3)} +- ${(tQuantile(ends.length - 1) * Math.sqrt(variance / ends.length)).toFixed(3)}`;
  };
  return (
    `true quality ${interval('quality')}, overstatement ${interval('overstatement')}, ` +
    `${mean('judged').toFixed(1)} programs judged, ${mean('calls').toFixed(0)} calls`
  );
}

interface Search extends Required<Pick<OptimizeOptions, 'strategy' | 'racing' | 'seed'>> {
  deal: 'draws' | 'deck';
}

/** One search by the product's parts, on a store of its own. */
async function search({ deal, ...given }: Search): Promise<End> {
  const { seed, strategy } = given;
  const settings = readSettings({ ...given, turns: TURNS, validation: ITEMS, test: 0, review: 'never' });
  const items = task.splits.validation ?? [];
  const store = await openStore(':memory:');
  const { id: runId } = await createRun(store, { command: 'optimize', task: task.name, config: {}, configHash: '' });
  await using server = await dealer(seed, deal);
  const meta = openModel(`${server.baseUrl}#dealer`);
  const log = evaluationLog(store, runId);
  const spent = { calls: 0, isOver: false };
  const stop = { request: () => void (spent.isOver = true) };
  const counted = prepared(seed, () => (spent.calls += 1));
  const environment = createEnvironment({
    ...settings,
    objective: objectiveOf(settings),
    runId,
    task,
    items,
    meta,
    log,
    executor: prepared(seed),
    validationExecutor: await capExecutor(counted, { store, runId, maxExecutorCalls: CALLS, stop }),
    sandbox: lookUp,
    gate: createGate(16),
    recorder: storeRecorder({ store, runId, emit: async () => undefined }),
    prompt: PROMPT_FORMS.full,
    review: { holds: async () => false, decision: async () => 'approved' },
    admit: () => (spent.isOver ? undefined : { end: () => undefined }),
  });
  const history: Transition[] = [];
  await searchLoop({
    environment: oneByOne(environment),
    search: STRATEGIES[strategy].open(searchContext({ settings, task, validation: items }, log)),
    turns: TURNS,
    starts: [{ label: 'the worst', code: codeOf(0) }],
    history,
    stopReason: () => (spent.isOver ? 'no calls are left' : undefined),
  });
  await meta.close?.();
  await store.close();
  const { winner } = bestOfHistory(history);
  const quality = qualityOf(programOf(winner?.candidate.code ?? ''));
  return {
    quality,
    overstatement: (winner?.accuracy ?? NaN) - quality,
    judged: history.filter(({ accuracy }) => accuracy !== null).length,
    calls: spent.calls,
  };
}

/** The meta-agent. */
function dealer(seed: number, deal: Search['deal']) {
  const random = seededRandom(deal, seed);
  const all = [...Array(PROGRAMS).keys()];
  const deck: number[] = [];
  const next = (): string => {
    if (deck.length === 0) deck.push(...(deal === 'deck' ? shuffled(all, random) : [pick(all, random)]));
    const program = deck.shift() ?? NaN;
    return `Modification: program ${program}.\n\`\`\`python\n${codeOf(program)}\`\`\``;
  };
  return chatServer(({ body }) => {
    const messages = body.messages as { role: string; content: string }[];
    const before = messages.findLast(({ role }) => role === 'assistant')?.content;
    return reply(deal === 'deck' && before !== undefined ? before : next());
  });
}

/** The executor: right with the chance of the program that asks. */
function prepared(seed: number, onCall: () => void = () => undefined): Model {
  return {
    id: 'prepared',
    complete: async ({ messages }) => {
      onCall();
      const text = messages.map(({ content }) => content).join('\n');
      const program = programOf(text);
      const number = Number(/(\d+) plus/.exec(text)?.[1]);
      const isRight = seededRandom('answer', seed, program, number)() < qualityOf(program);
      const usage = { promptTokens: 1, completionTokens: 1 };
      const choices = [{ text: isRight ? String(2 * number) : '?', outcome: 'ok' as const, finishReason: 'stop' }];
      const fresh = { ...usage, requests: 1, costUsd: 0 };
      return { choices, usage, costUsd: 0, fresh, model: 'prepared', latencyMs: 0 };
    },
  };
}

/** Makes the one call that each program makes. */
const lookUp: Sandbox = {
  name: 'look-up',
  run: async ({ code, entry, args = [], onCall }) => {
    if (entry === 'scan') return returned({ entry: 'workflow', findings: [] });
    const messages = [{ role: 'user', content: String(args[0]) }];
    const kwargs = { messages, instructions: `Program ${programOf(code)}.` };
    const texts = (await onCall?.({ method: 'call_llm', args: [], kwargs })) as string[];
    return returned({ answer: texts[0] ?? '' });
  },
  close: async () => undefined,
};

function returned(value: Json): SandboxResult {
  return { ok: true, value, stdout: '', cpuMs: 0, wallMs: 0, audit: [] };
}
