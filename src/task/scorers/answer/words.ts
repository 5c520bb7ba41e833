/** Names of an answer in the languages of the benchmarks and some more. */
const ANSWER = [
  String.raw`answers?|ans|results?|solutions?(?=\s(?:is|are)\b)|respuestas?|resultados?|réponses?|résultats?`,
  'antwort(?:en)?|ergebnis|risposta|risultato|resposta|antwoord|svar|odpowiedź|cevap|jibu|đáp án|ответ|відповідь',
  '答案|答え|答|解答|回答|正解|결과|정답|답|الإجابة|الجواب|उत्तर|উত্তর|సమాధానం|คำตอบ',
].join('|');
const IS = [
  'is|are|was|equals|would be|should be|must be|will be|can be|seems to be|comes to|comes out to|works out to',
  'est|es|ist|lautet|é|è|jest|är|ni|là|sont|son|是|为|為|は|은|는|คือ|है|হল|হলো|হচ্ছে',
].join('|');

/** "The answer to the question is", "Antwort:", "**Final Answer**" and a new line; all repeats are bounded. */
export const MARKER = new RegExp(
  [
    `(?<![a-zа-яё])(?:${ANSWER})(?![a-zа-я'])`,
    String.raw`(?:\s(?:to|for|of|in|choice|option|letter|value)\b[^.:=\n]{0,80}?)?`,
    String.raw`(?:\s?\([^()\n]{0,60}\))?[\s*_]{0,6}?`,
    String.raw`(?:\s?(?:${IS})(?![a-z])|[:=\u2192]|\s[-\u2013\u2014]\s|\*{0,3}\n)`,
  ].join(''),
  'giu',
);

/** After a marker: what stands there is not the answer. */
export const DENIED = /^\s?(?:not|never|neither|wrong|incorrect|unclear|unknown)\b/i;

export const ADVERB = beginning([
  'therefore|thus|then|hence|simply|just|indeed|clearly|actually|exactly|only|about|approximately|roughly',
  'probably|likely|given by|also|as follows|now|in fact|equal to|that',
]);

/** A claim that calls its value wrong. */
export const WRONG = new RegExp(
  [
    String.raw`\b(?:is|are|was|were|seems|looks)\s(?:(?:clearly|also|definitely|obviously)\s)?`,
    String.raw`(?:wrong|incorrect|false|mistaken|not\b)`,
    String.raw`|\b(?:isn't|aren't|cannot be|can't be|does not work|doesn't work|is ruled out)\b`,
  ].join(''),
  'i',
);

/** At the end of what stands before a value: it is said not to be that one. */
export const DENIED_BEFORE = new RegExp(
  String.raw`(?:\b(?:not|never|neither|nor|cannot|rather than|instead of)|n't)` +
    String.raw`(?: be)?(?: (?:equal to|equals?))?[\s$*_(]{1,4}$`,
  'i',
);

/** Where the reason of a claim begins, or what it is set against. */
export const REASON = new RegExp(
  String.raw`(?:,|\s|\))\s?\(?(?:` +
    [
      String.raw`because|since|as\s(?!follows)|so\s|which|where|when|given|after|but|while|whereas|unlike`,
      'rather than|instead of|due to|cuz|weil|porque|car|parce que|потому|因为|なぜなら',
    ].join('|') +
    ')(?![a-z])',
  'iu',
);

/** How an explanation begins that follows an answer on a line of its own. */
export const AFTERWORD = new RegExp(
  String.raw`^[\s*_#>(]{0,12}(?:` +
    [
      'explanations?|because|since|check|checking|verification|verify|proof|note|reason|reasoning|rationale',
      'justification|working|steps?|solution|details|here|this is|let me|to (?:check|verify|see)|we|i|the|first',
    ].join('|') +
    String.raw`)\b`,
  'i',
);

/** A first sentence, and after it the beginning of an explanation. */
export const FIRST_SENTENCE = new RegExp(
  String.raw`^([^\n]{1,60}?)[.;]\s` +
    String.raw`(?=(?:this is|because|since|check|verification|explanation|proof|reason|note|let me)\b)`,
  'i',
);

/** The beginning of a sentence in which a finished answer is checked once more. */
export const CHECK = new RegExp(
  String.raw`(?<=\S[.!\n)]?\s)(?:\*\*)?(?:checking|check|verify|verification|proof|double-check|explanation` +
    String.raw`|let me (?:double-?\s?)?check|to (?:check|verify))\b`,
  'i',
);

function beginning(words: readonly string[]): RegExp {
  return new RegExp(String.raw`^(?:${words.join('|')})\b[\s,:]*`, 'i');
}
