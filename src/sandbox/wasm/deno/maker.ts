/** Makes the image that interpreters start from, and writes it to standard output. */
import { frames } from './pipe.ts';
import { startWorker } from './place.ts';

const incoming = frames(Deno.stdin.readable);
const next = async (): Promise<Uint8Array<ArrayBuffer>> => (await incoming.next()).value as Uint8Array<ArrayBuffer>;

const module = await WebAssembly.compile(await next());
const library = await next();
const sources = JSON.parse(new TextDecoder().decode(await next())) as [string, string][];
const made = Promise.withResolvers<Uint8Array>();
const worker = startWorker(
  (message) => message.t === 'image' && made.resolve(message.image),
  (why) => made.reject(new Error(why)),
);
worker.postMessage({ t: 'make', module, library, sources });
const image = await made.promise;
for (let sent = 0; sent < image.length;) sent += await Deno.stdout.write(image.subarray(sent));
Deno.exit(0);
