import { elementAt } from '../base/lists.ts';
const N = 624;
const M = 397;

/**
 * The Mersenne Twister, seeded and read as in CPython, so that splits published as `random.seed(0);
 * random.shuffle(rows)` are reproduced here. Matsumoto and Nishimura, "Mersenne Twister", ACM TOMACS 8(1), 1998;
 * MT19937 with `init_by_array`.
 */
export class PythonRandom {
  readonly #state = new Uint32Array(N);
  #index = N;

  /** @param seed integer in [0, 2^32) */
  constructor(seed: number) {
    if (!Number.isInteger(seed) || seed < 0 || seed >= 2 ** 32) {
      throw new RangeError(`Expected \`seed\` to be an integer in [0, 2^32), got \`${seed}\``);
    }
    this.#seedByArray([seed]);
  }

  /** `random.getrandbits(k)` for 1 <= k <= 32. */
  bits(k: number): number {
    return this.#next() >>> (32 - k);
  }

  /** `random._randbelow(n)`: rejection over the fewest bits that hold n. */
  below(n: number): number {
    const k = 32 - Math.clz32(n);
    let value = this.bits(k);
    while (value >= n) value = this.bits(k);
    return value;
  }

  /** `random.shuffle`, on a copy. */
  shuffled<T>(items: readonly T[]): T[] {
    const copy = [...items];
    for (let i = copy.length - 1; i > 0; i--) {
      const j = this.below(i + 1);
      [copy[i], copy[j]] = [elementAt(copy, j), elementAt(copy, i)];
    }
    return copy;
  }

  #seedByNumber(seed: number): void {
    const state = this.#state;
    state[0] = seed;
    for (let i = 1; i < N; i++) state[i] = Math.imul(1812433253, state[i - 1]! ^ (state[i - 1]! >>> 30)) + i;
  }

  #seedByArray(key: readonly number[]): void {
    this.#seedByNumber(19650218);
    const state = this.#state;
    let i = 1;
    const advance = () => {
      if (++i < N) return;
      state[0] = state[N - 1]!;
      i = 1;
    };
    const previous = () => state[i - 1]! ^ (state[i - 1]! >>> 30);
    for (let k = 0; k < Math.max(N, key.length); k++) {
      const j = k % key.length;
      state[i] = (state[i]! ^ Math.imul(previous(), 1664525)) + key[j]! + j;
      advance();
    }
    for (let k = 0; k < N - 1; k++) {
      state[i] = (state[i]! ^ Math.imul(previous(), 1566083941)) - i;
      advance();
    }
    state[0] = 0x80000000;
  }

  #next(): number {
    if (this.#index === N) this.#twist();
    let y = this.#state[this.#index++]!;
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    return (y ^ (y >>> 18)) >>> 0;
  }

  #twist(): void {
    const state = this.#state;
    for (let k = 0; k < N; k++) {
      const y = (state[k]! & 0x80000000) | (state[(k + 1) % N]! & 0x7fffffff);
      state[k] = state[(k + M) % N]! ^ (y >>> 1) ^ (y & 1 ? 0x9908b0df : 0);
    }
    this.#index = 0;
  }
}

/** Row numbers 0..n-1 in the order that `random.seed(seed); random.shuffle` gives them. */
export function pythonOrder(n: number, seed = 0): number[] {
  return new PythonRandom(seed).shuffled(Array.from({ length: n }, (_, i) => i));
}
