/**
 * The process's own thread: starts interpreters as workers, passes frames between them and the host, and stops what
 * takes too long. It runs no Python, so it always answers.
 */
import { Meter } from './meter.ts';
import { Place } from './place.ts';
import { frames, tellHost } from './pipe.ts';
import type { ToWarden } from './messages.ts';

const places = new Map<number, Place>();
const owners = new Map<number, Place>();
const meter = new Meter(places);
const incoming = frames(Deno.stdin.readable);
const decode = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
const next = async (): Promise<Uint8Array> => (await incoming.next()).value as Uint8Array;

const module = await WebAssembly.compile(await next());
const image = share(await next());
tellHost({ t: 'ready' });
for await (const bytes of incoming) take(JSON.parse(decode(bytes)) as ToWarden);
Deno.exit(0);

function take(message: ToWarden): void {
  switch (message.t) {
    case 'open':
      return void places.set(
        message.place,
        new Place({ place: message.place, module, image, onEnd: forget, share: () => meter.share }),
      );
    case 'limit':
      return places.get(message.place)?.limit(message.mostBytes);
    case 'judge':
      return places.get(message.place)?.judge(message.code);
    case 'close':
      places.get(message.place)?.close();
      return void places.delete(message.place);
    case 'run': {
      const place = places.get(message.place);
      if (place === undefined) return;
      owners.set(message.id, place);
      meter.start();
      return place.run(message);
    }
    case 'reply':
      return owners.get(message.id)?.reply(message);
    case 'stop':
      return owners.get(message.id)?.stop(message.id);
  }
}

function forget(id: number): void {
  owners.delete(id);
}

/** Into memory that all workers read. */
function share(bytes: Uint8Array): Uint8Array {
  const shared = new Uint8Array(new SharedArrayBuffer(bytes.length));
  shared.set(bytes);
  return shared;
}
