import { render } from 'preact';
import { App } from './app.tsx';
import { showHidden } from './base/visible.ts';
import { startTheme } from './parts/theme.tsx';
import { embeddedData, embeddedSource } from './source/embedded.ts';
import { liveSource } from './source/live.ts';
import { Reads } from './source/use.tsx';

const data = embeddedData();
const root = document.getElementById('app');
if (root === null) throw new Error('Expected an element #app');
if (data !== null && location.hash === '') history.replaceState(null, '', `#${data.start}`);
showHidden();
startTheme();
// Paper can't be pressed.
addEventListener('beforeprint', () => {
  for (const one of document.querySelectorAll('details')) one.open = true;
});
root.replaceChildren();
render(
  <Reads source={data === null ? liveSource() : embeddedSource(data)}>
    <App />
  </Reads>,
  root,
);
