import { listVersions } from '../../versions/index.ts';
import { NONE } from '../../present/index.ts';
import { asCalled } from '../called-as.ts';
import { defineCommand } from '../command.ts';
import { storeOption, withStore } from '../common.ts';
import { age, percent, table } from '../format.ts';

const COLUMNS = ['version', 'task', 'validation', 'test', 'executor', 'from', 'hash', 'approved by', 'age', 'note'];

export const versionsCommand = defineCommand({
  arguments: [{ name: 'NAME', description: 'list only the versions of this name', required: false }],
  options: { ...storeOption },
  examples: ['w4s versions', 'w4s versions emails --json'],
  run: ({ args: [name], options, output }) =>
    withStore(options.store, async (store) => {
      const versions = await listVersions(store, name);
      const rows = versions.map(({ label, task, scores, executor, origin, hash, approvedBy, createdAt, note }) => [
        label,
        task ?? NONE,
        percent(scores.validation?.value),
        percent(scores.test?.value),
        executor ?? NONE,
        origin,
        hash.slice(0, 8),
        approvedBy,
        age(Date.now() - Date.parse(createdAt)),
        note ?? '',
      ]);
      const none = 'Nothing is published yet. `w4s publish RUN --as NAME` gives a winner a name.';
      output.print(rows.length === 0 ? asCalled(none) : table(COLUMNS, rows));
      return { result: { versions } };
    }),
});
