import { expect, test } from 'vitest';
import { numbersTask } from '../../bench/numbers-task.ts';
import { filesFolder } from './files-folder.ts';

test('all items are looked at once, and not for each of them', () => {
  const task = numbersTask(10);
  let looks = 0;
  const splits = new Proxy(task.splits, { get: (target, name) => (looks++, Reflect.get(target, name)) });
  const watched = { ...task, splits, folder: 'here' };
  for (let run = 0; run < 10; run++) expect(filesFolder(watched)).toBeUndefined();
  expect(looks).toBeLessThanOrEqual(Object.keys(splits).length);
});
