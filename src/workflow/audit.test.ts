import { expect, it } from 'vitest';

import { findingsFromAudit } from './audit.ts';

it.each([
  ['open', '/etc/passwd', 'audit-open', 'warning'],
  ['os.listdir', '/', 'audit-os', 'warning'],
  ['os.system', 'id', 'audit-os', 'danger'],
  ['socket.connect', '127.0.0.1 80', 'audit-socket', 'danger'],
  ['subprocess.Popen', 'id', 'audit-subprocess', 'danger'],
  ['import', 'ctypes', 'audit-import', 'danger'],
  ['import', 'numpy', 'audit-import', 'info'],
])('%s %s is %s, %s', (event, detail, rule, severity) => {
  expect(findingsFromAudit([{ event, detail }])).toEqual([
    { rule, severity, line: null, detail: `${event} ${detail}, while it ran` },
  ]);
});

it('tells each fact once', () => {
  expect(
    findingsFromAudit([
      { event: 'open', detail: 'a' },
      { event: 'open', detail: 'a' },
      { event: 'open', detail: '' },
    ]),
  ).toHaveLength(2);
});
