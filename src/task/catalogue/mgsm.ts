import type { TaskItem } from '../contract.ts';
import type { DataFile } from '../data/file.ts';
import { numeric } from '../scorers/numeric.ts';
import { cut, seedZero } from './cut.ts';
import type { Benchmark, ReadFile, Splits, Variant } from './types.ts';

/** In the order in which ADAS joins them; SHA-256 and length of each file. */
const LANGUAGES = {
  bn: ['Bengali', '6b00bc7cc635547e866989284afa924d789b5affa2eb8de623c385dd943ad977', 156684],
  de: ['German', '4dfea30fede44b813e2e496f5f0534049e83c7cc8aed6e00600b30ec62053626', 69640],
  en: ['English', '50021d0f28cc957edcb44e7806425b1c7fbd648ddcb9e0a8ec689d10e57d40fa', 61299],
  es: ['Spanish', '5bd27ebdf00140cec845c5298dc17715f5cd57d8edda6df1976db40bf3f0750a', 66896],
  fr: ['French', '36207c1c03fd7cd3ea491441eb755408199f94e4a647851df531bbaedc99d606', 69141],
  ja: ['Japanese', '59a2b50debe77981fd784cb3b2bef1505e3abf2a37116dc9d7a366ab029b4637', 81043],
  ru: ['Russian', '6bd30fd2e80c5bac23f566fb4ae0e6a55a19578401fbf9a01fb21beb3645fef8', 110953],
  sw: ['Swahili', '2bac828d77229e65d7c7197b1ad4a2cb5b1fe99b163f2cbdd66501de6a2115c4', 67456],
  te: ['Telugu', 'dd6b1452c244bb2e4ba254c01ea84137f80c1cefc57d69c23b0ed88b9c0f36b7', 176547],
  th: ['Thai', 'f3932dc5ad8e9d0ea82b017adc1e1461dd647af861e7166d6741986602a0cfd6', 151921],
  zh: ['Chinese', 'b2fa63151022370a0de1f4211c8c284eae74b0f5a3b003b1d5982c0d4a73f661', 57838],
} as const;

type Language = keyof typeof LANGUAGES;
const ALL = Object.keys(LANGUAGES) as Language[];

/**
 * Of the 250 problems, in seed-0 order, the first are for validation,
 * the next for training, the others for test: in every language alike.
 */
const SIDES = { validation: 12, train: 100 } as const;

/**
 * All eleven languages, each problem in the same split in all of them; each single language is a variant with the same
 * splits.
 */
export const mgsm: Benchmark = {
  name: 'mgsm',
  kind: 'answer',
  metric: 'accuracy',
  description:
    'Grade-school arithmetic stories in one of eleven languages: Bengali, German, English, Spanish, French, ' +
    'Japanese, Russian, Swahili, Telugu, Thai, Chinese. ' +
    'Two to eight steps of simple arithmetic lead to the answer. The answer is one whole number in ASCII ' +
    'digits without unit. It scores 1 when its value equals the gold number, else 0.',
  instructions: '',
  scorer: numeric(),
  licence: 'CC-BY-4.0',
  source: 'Shi et al., arXiv 2210.03057; github.com/google-research/url-nlp',
  variants: {
    '': {
      about:
        'eleven languages, a problem and its translations in one split: 128 / 800, rest of the first 100 ' +
        'problems for training (own split)',
      files: ALL.map(fileOf),
      sizes: { validation: 128, test: 800, train: 968 },
      load: bySide,
    },
    adas: {
      about:
        'eleven languages in seed-0 order: 128 / 800 as in ADAS, where nearly every problem of validation ' +
        'stands in test in another language',
      files: ALL.map(fileOf),
      sizes: { validation: 128, test: 800, train: 1822 },
      load: async (read) =>
        cut(seedZero((await Promise.all(ALL.map((language) => items(read, language)))).flat()), {
          validation: 128,
          test: 800,
        }),
    },
    ...Object.fromEntries(ALL.map((language) => [language, variantOf(language)])),
  },
};

async function bySide(read: ReadFile): Promise<Splits> {
  const languages = await Promise.all(ALL.map(async (language) => seedZero(await items(read, language))));
  const problems = (from: number, to?: number) => seedZero(languages.flatMap((all) => all.slice(from, to)));
  return {
    validation: problems(0, SIDES.validation).slice(0, 128),
    train: problems(SIDES.validation, SIDES.train),
    test: problems(SIDES.train).slice(0, 800),
  };
}

function variantOf(language: Language): Variant {
  return {
    about: `${LANGUAGES[language][0]} alone in seed-0 order: 100 / 150 (own split)`,
    files: [fileOf(language)],
    sizes: { validation: 100, test: 150 },
    load: async (read) => cut(seedZero(await items(read, language)), { validation: 100, test: 150 }),
  };
}

function fileOf(language: Language): DataFile {
  const [, sha256, bytes] = LANGUAGES[language];
  const path = `mgsm_${language}.tsv`;
  return {
    path: `mgsm/${path}`,
    urls: ['main', '452a21ad3dae5668c06ceeac21ff073e1e40f9be'].map(
      (at) => `https://raw.githubusercontent.com/google-research/url-nlp/${at}/mgsm/${path}`,
    ),
    sha256,
    bytes,
  };
}

/** Two columns without a header line; some golds hold thousands commas. */
async function items(read: ReadFile, language: Language): Promise<TaskItem[]> {
  const lines = (await read(fileOf(language))).split('\n').filter((line) => line.trim() !== '');
  return lines.map((line, index) => {
    const [question = '', answer = ''] = line.split('\t');
    return {
      id: `mgsm/${language}/${index}`,
      input: question,
      target: answer.trim().replaceAll(',', ''),
      metadata: { language },
    };
  });
}
