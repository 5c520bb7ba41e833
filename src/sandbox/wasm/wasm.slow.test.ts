import { describe } from 'vitest';
import { testSandbox } from '../../../tests/support/sandbox-cases.ts';
import { openWasm } from './open.ts';

describe('wasm', () => {
  testSandbox(() => openWasm(), { isolation: 'interpreter' });
});
