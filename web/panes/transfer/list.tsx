import { href } from '../../base/route.ts';
import { Empty, Shown } from '../../parts/states.tsx';
import { useRead } from '../../source/use.tsx';

/** The transfers of the store, the newest first. */
export function TransfersPane() {
  const read = useRead('transfers', (source) => source.transfers());
  return <Shown read={read}>{(names) => (names.length === 0 ? <None /> : <Names names={names} />)}</Shown>;
}

function Names({ names }: { names: readonly string[] }) {
  return (
    <>
      <h1>Transfers</h1>
      <ul>
        {names.map((name) => (
          <li key={name}>
            <a data-row href={href(['transfer', name])}>
              {name}
            </a>
          </li>
        ))}
      </ul>
    </>
  );
}

function None() {
  return (
    <Empty title="No transfers yet">
      <p>
        <code>w4s transfer RUN --tasks A,B --executors X,Y</code> scores winners elsewhere; its result appears here.
      </p>
    </Empty>
  );
}
