/** A complex number: real and imaginary part. */
export type Complex = readonly [re: number, im: number];

export const real = (value: number): Complex => [value, 0];
export const add = (a: Complex, b: Complex): Complex => [a[0] + b[0], a[1] + b[1]];
export const subtract = (a: Complex, b: Complex): Complex => [a[0] - b[0], a[1] - b[1]];
export const negate = (a: Complex): Complex => [-a[0], -a[1]];
export const size = (a: Complex): number => Math.hypot(a[0], a[1]);

export function multiply(a: Complex, b: Complex): Complex {
  if (a[1] === 0 && b[1] === 0) return real(a[0] * b[0]);
  return [a[0] * b[0] - a[1] * b[1], a[0] * b[1] + a[1] * b[0]];
}

export function divide(a: Complex, b: Complex): Complex {
  if (a[1] === 0 && b[1] === 0) return real(a[0] / b[0]);
  const norm = b[0] * b[0] + b[1] * b[1];
  return [(a[0] * b[0] + a[1] * b[1]) / norm, (a[1] * b[0] - a[0] * b[1]) / norm];
}

/** Natural logarithm, principal branch. */
export function ln(a: Complex): Complex {
  return [Math.log(size(a)), Math.atan2(a[1], a[0])];
}

export function exp(a: Complex): Complex {
  const scale = Math.exp(a[0]);
  return a[1] === 0 ? real(scale) : [scale * Math.cos(a[1]), scale * Math.sin(a[1])];
}

/** Principal branch; exact where both are real and the result is. */
export function power(base: Complex, exponent: Complex): Complex {
  if (base[1] === 0 && exponent[1] === 0 && (base[0] >= 0 || Number.isInteger(exponent[0])))
    return real(base[0] ** exponent[0]);
  if (exponent[1] === 0 && Number.isInteger(exponent[0]) && Math.abs(exponent[0]) <= 64)
    return integerPower(base, exponent[0]);
  return exp(multiply(exponent, ln(base)));
}

/** The n-th root as textbooks take it: real for odd roots of negative numbers. */
export function root(value: Complex, n: Complex): Complex {
  const odd = n[1] === 0 && Math.abs(n[0] % 2) === 1;
  if (odd && value[1] === 0 && value[0] < 0) return real(-((-value[0]) ** (1 / n[0])));
  if (n[0] === 2 && value[1] === 0) return value[0] >= 0 ? real(Math.sqrt(value[0])) : [0, Math.sqrt(-value[0])];
  return power(value, divide(real(1), n));
}

function integerPower(base: Complex, exponent: number): Complex {
  let result = real(1);
  for (let i = 0; i < Math.abs(exponent); i++) result = multiply(result, base);
  return exponent < 0 ? divide(real(1), result) : result;
}
