import type { ComponentChildren } from 'preact';

export interface FigureProps {
  name: string;
  value: ComponentChildren;
  detail: ComponentChildren;
}

export function Figures({ children }: { children: ComponentChildren }) {
  return <dl class="figures">{children}</dl>;
}

/** One of the few numbers that a reader came for. */
export function Figure({ name, value, detail }: FigureProps) {
  return (
    <div>
      <dt>{name}</dt>
      <dd class="value">{value}</dd>
      <dd class="detail">{detail}</dd>
    </div>
  );
}

/** A part of a pane with its heading. */
export function Section({ title, id, children }: { title: string; id?: string; children: ComponentChildren }) {
  return (
    <section aria-label={title} id={id}>
      <h2>{title}</h2>
      {children}
    </section>
  );
}
