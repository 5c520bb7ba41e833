import type { ChatBody, Read } from '../../providers/chat-api/index.ts';
import type { Answer } from '../contract.ts';

/** What a client wants, in whichever form it asks. */
export interface Asked {
  model: string;
  messages: ChatBody['messages'];
  stream: boolean;
  /** Whether a stream ends with a chunk of usage. */
  includeUsage: boolean;
  /** All that was sent: a side request is answered with what it says of sampling. */
  body: Readonly<Record<string, unknown>>;
  /** Fields that would shape a model's answer and have no meaning for a workflow. */
  ignored: readonly string[];
}

export interface Head {
  id: string;
  /** Seconds since 1970. */
  created: number;
  model: string;
  system_fingerprint: string;
}

/** One of the forms in which OpenAI's clients ask for text. */
export interface Dialect {
  /** What an id begins with. */
  prefix: string;
  read(body: unknown): Read<{ asked: Asked }>;
  reply(head: Head, answer: Answer): object;
  /** Events of a stream before the answer is there. */
  opening(head: Head): Iterable<string>;
  /** Events with the answer, to the end. */
  rest(head: Head, answer: Answer, asked: Asked): Iterable<string>;
  /** Events of a stream that comes to nothing. */
  failed(head: Head, error: { error: object }): Iterable<string>;
}
