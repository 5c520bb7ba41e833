import { asciiDigit } from '../answer/plain-numbers.ts';

const RAISED = '⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾ⁿⁱˣ';
const RAISED_PLAIN = '0123456789+-()nix';
const LOWERED = '₀₁₂₃₄₅₆₇₈₉₊₋₍₎ₐₑₙₓᵢⱼₖₘ';
const LOWERED_PLAIN = '0123456789+-()aenxijkm';
const GREEK = [
  'alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho varsigma sigma tau',
  'upsilon phi chi psi omega',
].flatMap((names) => names.split(' '));
const OTHER_GREEK: Readonly<Record<string, string>> = {
  Γ: 'Gamma',
  Δ: 'Delta',
  Θ: 'Theta',
  Λ: 'Lambda',
  Ξ: 'Xi',
  Π: 'Pi',
  Σ: 'Sigma',
  Φ: 'Phi',
  Ψ: 'Psi',
  Ω: 'Omega',
  ϕ: 'phi',
  ϑ: 'theta',
  ε: 'epsilon',
};
const SIGNS: Readonly<Record<string, string>> = {
  '−': '-',
  '–': '-',
  '‐': '-',
  '‑': '-',
  '﹣': '-',
  '×': '*',
  '·': '*',
  '⋅': '*',
  '∙': '*',
  '∗': '*',
  '÷': '/',
  '∕': '/',
  '⁄': '/',
  '≤': '≤',
  '⩽': '≤',
  '≥': '≥',
  '⩾': '≥',
  '≠': '\\ne ',
  '±': '\\pm ',
  '∓': '\\mp ',
  '≈': '\\approx ',
  '≅': '\\approx ',
  '∞': '\\infty ',
  '∪': '\\cup ',
  '∩': '\\cap ',
  '∈': '\\in ',
  '∅': '\\emptyset ',
  '⌀': '\\emptyset ',
  '°': '^\\circ ',
  '′': "'",
  '’': "'",
  '“': '"',
  '”': '"',
  '∣': '|',
  '…': '\\ldots ',
  '⌊': '\\lfloor ',
  '⌋': '\\rfloor ',
  '⌈': '\\lceil ',
  '⌉': '\\rceil ',
  '⟨': '(',
  '⟩': ')',
  '∠': '\\angle ',
  '∨': ' or ',
  '∧': ' and ',
  ℓ: '\\ell ',
  ℝ: '\\mathbb{R}',
  ℤ: '\\mathbb{Z}',
  ℕ: '\\mathbb{N}',
  ℚ: '\\mathbb{Q}',
  ℂ: '\\mathbb{C}',
};

/**
 * Formulas written with Unicode signs as LaTeX: `x²`, `½`, `√12`, `θ`, `x ∈ [1,2]`, full-width and
 * mathematical letters.
 */
export function fromUnicode(text: string): string {
  if (!/[\u{80}-\u{10ffff}]/u.test(text)) return text;
  return text
    .replace(/([⁰¹²³⁴-⁹]+)[⁄/]([₀-₉]+)/g, (_, above: string, below: string) => fraction(plain(above), plain(below)))
    .replace(/[\u00bc-\u00be\u2150-\u215e\u2189]/g, (part) => fraction(...halves(part)))
    .replace(/[⁰¹²³⁴-⁹⁺⁻⁽⁾ⁿⁱˣ]+/g, (run) => `^{${plain(run)}}`)
    .replace(/[₀-₉₊₋₍₎ₐₑₙₓᵢⱼₖₘ]+/g, (run) => `_{${plain(run)}}`)
    .replace(/([√∛∜]) ?(\d+(?:\.\d+)?|[a-zA-Z])/g, (_, sign: string, under: string) => `${ROOTS[sign]}{${under}}`)
    .replace(/[√∛∜]/g, (sign) => `${ROOTS[sign]} `)
    .replace(/[\u{80}-\u{10ffff}]/gu, latexOf);
}

const ROOTS: Readonly<Record<string, string>> = { '√': '\\sqrt', '∛': '\\sqrt[3]', '∜': '\\sqrt[4]' };

function fraction(above: string, below: string): string {
  return `\\frac{${above}}{${below}}`;
}

function halves(part: string): [above: string, below: string] {
  const [above = '', below = ''] = part.normalize('NFKC').split('⁄');
  return [above, below];
}

function plain(run: string): string {
  const one = (sign: string) => RAISED_PLAIN[RAISED.indexOf(sign)] ?? LOWERED_PLAIN[LOWERED.indexOf(sign)] ?? '';
  return [...run].map(one).join('');
}

function latexOf(character: string): string {
  const sign = SIGNS[character];
  if (sign !== undefined) return sign;
  const simple = character.normalize('NFKC');
  const name = OTHER_GREEK[simple] ?? GREEK[simple.charCodeAt(0) - 0x3b1];
  if (name !== undefined) return `\\${name} `;
  return /^\p{Nd}$/u.test(simple) ? asciiDigit(simple) : simple;
}
