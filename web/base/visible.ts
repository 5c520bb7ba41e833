import { Fragment, type VNode, options } from 'preact';
import { printable } from '../../src/base/printable.ts';

/** Attributes that are read by people. */
const READ = ['title', 'aria-label', 'placeholder'] as const;

/**
 * Makes what a reader can't see visible in every text of the page, see `printable`: names, items, code and replies are
 * foreign, and none of them has to be thought of.
 */
export function showHidden(): void {
  const before = options.vnode;
  options.vnode = (vnode) => {
    if (typeof vnode.type === 'string' || vnode.type === Fragment) show(vnode);
    before?.(vnode);
  };
}

function show({ props }: VNode): void {
  const all = props as Record<string, unknown>;
  all.children = shown(all.children);
  for (const name of READ) if (typeof all[name] === 'string') all[name] = printable(all[name]);
}

function shown(child: unknown): unknown {
  if (typeof child === 'string') return printable(child);
  return Array.isArray(child) ? child.map(shown) : child;
}
