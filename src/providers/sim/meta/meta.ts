import { seededRandom, seedOf } from '../../../base/random.ts';
import type { Random } from '../../../base/random.ts';
import type { ChatRequest, Reply, Speaker } from '../contract.ts';
import { analysisOf } from './analysis.ts';
import { answerWorkflow } from './answer-workflow.ts';
import { broken, drawBreakage } from './breakage.ts';
import { codeWorkflow } from './code-workflow.ts';
import { readConversation } from './conversation.ts';
import type { MetaRequest } from './conversation.ts';
import { drawDesign, readDesign } from './design.ts';
import { REPAIRED } from './rates.ts';
import type { Breakage } from './rates.ts';

/**
 * The simulated meta-agent: a random writer of workflows in the true `agent` interface. See `rates.ts` for its errors
 * and how often they occur.
 */
export function metaSpeaker(request: ChatRequest, seed: number | string): Speaker {
  const asked = readConversation(request.messages);
  const promptSeed = seedOf(seed, request.model, JSON.stringify(request.messages), request.temperature);
  return (k) => {
    const sample = request.temperature === 0 ? ['greedy'] : [String(request.seed), k];
    return write(asked, seededRandom(promptSeed, ...sample));
  };
}

function write(asked: MetaRequest, random: Random): Reply {
  const fresh = drawDesign(random);
  const isRepair = asked.failed !== null;
  const design = (asked.failed === null ? null : readDesign(asked.failed)) ?? fresh;
  const breakage = isRepair ? repairBreakage(random) : drawBreakage(random);
  const program = asked.kind === 'code' ? codeWorkflow(design) : answerWorkflow(design);
  const analysis = analysisOf(design, asked, random);
  return { text: completion(analysis, broken(program, breakage, random), breakage), truncated: false };
}

function repairBreakage(random: Random): Breakage | null {
  return random() < REPAIRED ? null : drawBreakage(random, { certain: true });
}

function completion(analysis: string, program: string, breakage: Breakage | null): string {
  if (breakage === 'no-code') return `${analysis} I would keep the rest of the workflow as it is.`;
  if (breakage === 'no-fence') return `${analysis}\n\n${program}`;
  return `${analysis}\n\n\`\`\`python\n${program}\`\`\`\n`;
}
