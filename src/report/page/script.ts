/**
 * The page's only script: sorts a table by the column whose heading is pressed, and opens the details that a link leads
 * to, and all of them for paper. Everything can be read without it. Cells carry what they sort by in `data-value`;
 * empty ones stay at the end.
 */
export const SCRIPT = `
for (const table of document.querySelectorAll('table[data-sortable]')) {
  const body = table.tBodies[0];
  const headings = [...table.tHead.rows[0].cells];
  headings.forEach((heading, column) => heading.querySelector('button')?.addEventListener('click', () => {
    const falling = heading.getAttribute('aria-sort') === 'ascending';
    for (const other of headings) other.removeAttribute('aria-sort');
    heading.setAttribute('aria-sort', falling ? 'descending' : 'ascending');
    const value = (row) => row.cells[column].dataset.value ?? '';
    const compare = (a, b) => {
      if (a === '' || b === '') return (a === '') - (b === '');
      const order = isNaN(a) || isNaN(b) ? a.localeCompare(b) : a - b;
      return falling ? -order : order;
    };
    body.append(...[...body.rows].sort((a, b) => compare(value(a), value(b))));
  }));
}
const reveal = () => {
  const target = location.hash && document.getElementById(location.hash.slice(1));
  if (!(target instanceof HTMLDetailsElement)) return;
  target.open = true;
  target.scrollIntoView();
  target.querySelector('summary').focus();
};
addEventListener('hashchange', reveal);
addEventListener('beforeprint', () => { for (const one of document.querySelectorAll('details')) one.open = true; });
reveal();
`;
