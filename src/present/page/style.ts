/** The page's style sheet. No style attributes anywhere: the page's content security policy allows this text alone. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --bg: #ffffff; --raised: #f6f7f9; --text: #1b1f24; --quiet: #59616b; --line: #dfe3e8;
  --accent: #1f5fbf; --accent-soft: #1f5fbf1f; --best: #b4540a; --start: #6b7480;
  --good: #17703a; --good-soft: #1770391a; --bad: #b3261e; --bad-soft: #b3261e17;
  --warn: #7a4d00; --warn-soft: #fff3d6; --warn-line: #e2b14a;
}
@media (prefers-color-scheme: dark) {
  :root {
    --bg: #121519; --raised: #1a1e24; --text: #e4e7eb; --quiet: #9aa4b0; --line: #2c323a;
    --accent: #77a9f5; --accent-soft: #77a9f524; --best: #f0a35e; --start: #98a2ae;
    --good: #6fcf8f; --good-soft: #6fcf8f1f; --bad: #f28b82; --bad-soft: #f28b8221;
    --warn: #f3d08a; --warn-soft: #33290f; --warn-line: #7d6222;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body {
  margin: 0; background: var(--bg); color: var(--text);
  font: 15px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Liberation Sans", sans-serif;
}
main { max-width: 64rem; margin: 0 auto; padding: 2.5rem 1.25rem 5rem; }
h1 {
  font-size: 1.7rem; line-height: 1.2; font-weight: 650; letter-spacing: -0.015em; margin: 0 0 .35rem;
  overflow-wrap: anywhere;
}
h2 { font-size: 1.1rem; font-weight: 650; margin: 3rem 0 .75rem; padding-top: 1rem; border-top: 1px solid var(--line); }
h3 { font-size: .95rem; font-weight: 650; margin: 1.75rem 0 .5rem; }
h4 { font-size: .82rem; font-weight: 600; color: var(--quiet); margin: 1.1rem 0 .35rem; }
p { margin: .5rem 0; max-width: 46rem; }
ul { margin: .5rem 0; padding-left: 1.2rem; } li { overflow-wrap: anywhere; }
a { color: var(--accent); text-underline-offset: .15em; }
code, pre, .mono {
  font-family: ui-monospace, "SF Mono", "Cascadia Mono", "DejaVu Sans Mono", Menlo, monospace;
  font-size: .86em;
}
.quiet { color: var(--quiet); }
.meta { color: var(--quiet); margin: 0; overflow-wrap: anywhere; }
.meta span { display: inline-block; max-width: 100%; }
.meta span:not(:last-child)::after { content: "·"; margin: 0 .5em; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 3px; }
.notice {
  border: 1px solid var(--warn-line); background: var(--warn-soft); color: var(--warn); border-radius: 6px;
  padding: .7rem .9rem; margin: 1.1rem 0 0;
}
.notice p { margin: 0; max-width: none; } .notice ul { margin: .25rem 0 0; padding-left: 1.2rem; }
.figures {
  display: grid; grid-template-columns: repeat(auto-fit, minmax(11rem, 1fr)); gap: 1.25rem 1.75rem;
  margin: 1.9rem 0 0;
}
.figures div { border-left: 2px solid var(--line); padding-left: .85rem; }
.figures dt { font-size: .82rem; color: var(--quiet); }
.figures dd { margin: 0; font-variant-numeric: tabular-nums; }
.figures .value { font-size: 1.55rem; line-height: 1.3; font-weight: 600; letter-spacing: -0.01em; }
.figures .detail { font-size: .82rem; color: var(--quiet); }
.scroll { overflow-x: auto; margin: .75rem 0; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td {
  text-align: left; padding: .42rem .8rem .42rem 0; border-bottom: 1px solid var(--line);
  vertical-align: baseline; white-space: nowrap;
}
th:last-child, td:last-child { padding-right: 0; }
thead th { font-size: .8rem; font-weight: 600; color: var(--quiet); vertical-align: bottom; }
tbody th { font-weight: 500; }
table.compact { width: auto; } .compact th:not(:last-child), .compact td:not(:last-child) { padding-right: 2rem; }
.number { text-align: right; }
.range { color: var(--quiet); font-size: .86em; }
td.text { white-space: normal; overflow-wrap: anywhere; min-width: 12rem; }
tr.winner td { font-weight: 600; } tr.winner .range, tr.winner .tag { font-weight: 400; }
th button { font: inherit; color: inherit; background: none; border: 0; padding: 0; cursor: pointer; }
th button::after { content: ""; display: inline-block; width: .7em; margin-left: .1em; text-align: left; }
th.number button::after { margin: 0 -.8em 0 .1em; }
th[aria-sort="ascending"] button::after { content: "↑"; } th[aria-sort="descending"] button::after { content: "↓"; }
th button:hover { color: var(--text); }
.tag { font-size: .8rem; color: var(--quiet); }
.tag.scored { color: var(--text); }
.tag.crashed, .tag.skipped { color: var(--bad); }
.tag.held { color: var(--warn); }
.chart { display: block; width: 100%; height: auto; overflow: visible; }
.narrow { display: none; }
.chart text {
  font: 12px system-ui, -apple-system, "Segoe UI", Roboto, "Liberation Sans", sans-serif; fill: var(--quiet);
  font-variant-numeric: tabular-nums;
}
.grid { stroke: var(--line); stroke-width: 1; }
.point line { stroke: var(--accent); stroke-width: 1.25; opacity: .55; } .point circle { fill: var(--accent); }
.partial circle { fill: var(--bg); stroke: var(--accent); stroke-width: 1.5; } .partial line { stroke-dasharray: 2 2; }
.unscored { stroke: var(--bad); stroke-width: 1.5; fill: none; }
.best { stroke: var(--best); stroke-width: 2; fill: none; }
.start { stroke: var(--start); stroke-width: 1.5; stroke-dasharray: 5 4; }
.area { fill: var(--accent-soft); }
.sum { stroke: var(--accent); stroke-width: 2; fill: none; }
.sum-point { fill: var(--accent); }
.legend {
  display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; list-style: none; margin: .5rem 0 0; padding: 0;
  font-size: .82rem; color: var(--quiet);
}
.legend svg { width: 22px; height: 12px; margin-right: .4rem; vertical-align: -1px; }
.bar { display: block; width: 100%; min-width: 7rem; height: .55rem; }
.bar rect { fill: var(--raised); }
.bar .fill { fill: var(--accent); }
details { border-bottom: 1px solid var(--line); }
summary {
  cursor: pointer; padding: .55rem 0; display: flex; gap: .25rem .9rem; flex-wrap: wrap;
  align-items: baseline; list-style: none;
}
summary::-webkit-details-marker { display: none; }
summary::before { content: "›"; color: var(--quiet); width: .7em; display: inline-block; transition: transform .12s; }
details[open] > summary::before { transform: rotate(90deg); }
summary:hover { background: var(--raised); }
summary .id { font-weight: 600; min-width: 3.2rem; }
summary .state { min-width: 4rem; }
summary .score { min-width: 3.6rem; text-align: right; font-variant-numeric: tabular-nums; }
summary .preview {
  color: var(--quiet); flex: 1 1 12rem; min-width: 0; overflow: hidden; text-overflow: ellipsis;
  white-space: nowrap;
}
.body { padding: 0 0 1.2rem 1.6rem; }
.body details { border: 0; } .body details > summary { color: var(--quiet); font-size: .86rem; padding: .3rem 0; }
pre {
  margin: .4rem 0; padding: .75rem .9rem; background: var(--raised); border-radius: 6px; overflow-x: auto;
  line-height: 1.5; tab-size: 4;
}
pre.wrap { white-space: pre-wrap; overflow-wrap: anywhere; }
.diff { padding: .5rem 0; } .diff .row { display: block; padding: 0 .9rem; width: max-content; min-width: 100%; }
.diff .add { background: var(--good-soft); }
.diff .del { background: var(--bad-soft); }
.diff .hunk { color: var(--quiet); }
.diff .add b { color: var(--good); }
.diff .del b { color: var(--bad); }
.diff b { font-weight: 400; user-select: none; }
dl.facts { display: grid; grid-template-columns: minmax(8rem, max-content) 1fr; gap: .3rem 1.5rem; margin: .75rem 0; }
dl.facts dt { color: var(--quiet); }
dl.facts dd { margin: 0; overflow-wrap: anywhere; font-variant-numeric: tabular-nums; }
.prose { white-space: pre-wrap; overflow-wrap: anywhere; max-width: 46rem; margin: .3rem 0; }
footer {
  margin-top: 3.5rem; padding-top: 1rem; border-top: 1px solid var(--line); color: var(--quiet);
  font-size: .82rem;
}
@media (max-width: 40rem) {
  main { padding: 1.5rem 1rem 3rem; } h1 { font-size: 1.4rem; } h2 { margin-top: 2.25rem; }
  .compact th:not(:last-child), .compact td:not(:last-child) { padding-right: 1rem; }
  .wide { display: none; } .narrow { display: block; }
  .figures { grid-template-columns: 1fr 1fr; gap: 1.1rem 1rem; } .figures .value { font-size: 1.25rem; }
  .body { padding-left: 0; } dl.facts { grid-template-columns: 1fr; gap: 0; } dl.facts dd { margin-bottom: .5rem; }
}
@media (prefers-reduced-motion: reduce) { summary::before { transition: none; } }
@media print {
  main { max-width: none; padding: 0; }
  pre { white-space: pre-wrap; overflow-wrap: anywhere; }
  .scroll { overflow: visible; }
  th, td { white-space: normal; } tr, .chart, .figures, pre { break-inside: avoid; } h2, h3, h4 { break-after: avoid; }
}
`;
