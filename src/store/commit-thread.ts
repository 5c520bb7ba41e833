import { parentPort, workerData } from 'node:worker_threads';
import { messageOf } from '../base/errors.ts';
import { type CommitReply, type Statement, committer } from './commit.ts';
import { connect, durable } from './sqlite.ts';

const { path } = workerData as { path: string };
const commit = committer(durable(connect(path)));
const port = parentPort;
if (port === null) throw new Error('Expected to run as a worker thread');

port.on('message', ({ id, statements }: { id: number; statements: readonly Statement[] }) => {
  const reply: CommitReply = { id };
  try {
    commit(statements);
  } catch (error) {
    reply.error = messageOf(error);
  }
  port.postMessage(reply);
});
