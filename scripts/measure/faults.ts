import type { Exception } from './exceptions.ts';
import type { Link } from './links.ts';
import { type Measured, WIDEST_LINE } from './measure.ts';

/** What breaks a rule of the house, one line each; empty when all is well. */
export function faultsOf(measured: Measured, exceptions: readonly Exception[]): string[] {
  const { pastIndex, fileCircles, roomCircles, wideLines, nestedTernaries } = measured;
  return [
    ...pastIndex
      .filter((link) => !exceptions.some((exception) => isSame(exception, link)))
      .map(({ from, to }) => `${from}: imports ${to}, past the index and the contract of its folder`),
    ...exceptions
      .filter((exception) => !pastIndex.some((link) => isSame(exception, link)))
      .map(({ from, to }) => `${from}: no longer imports ${to}: remove the exception`),
    ...fileCircles.map((circle) => `${circle[0]}: circle between files: ${circle.join(' -> ')}`),
    ...roomCircles.map((circle) => `${circle[0]!.from}: circle between folders: ${circle.map(linkText).join(', ')}`),
    ...wideLines.map(({ path, line }) => `${path}:${line}: over ${WIDEST_LINE} characters`),
    ...nestedTernaries.map(({ path, line }) => `${path}:${line}: nested ternary`),
  ];
}

function isSame(one: Link, other: Link): boolean {
  return one.from === other.from && one.to === other.to;
}

function linkText({ from, to }: Link): string {
  return `${from} -> ${to}`;
}
