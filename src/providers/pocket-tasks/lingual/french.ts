import type { Language } from './language.ts';
import { FRENCH_THINGS } from './things.ts';

/** "de" and "que" never stand before a name, and no noun begins with a vowel: either would need an elision. */
export const FRENCH: Language = {
  things: FRENCH_THINGS,
  opening: {
    pretraining: [
      '{N} a {a} {T}.',
      'Au début {N} possède {a} {T}.',
      '{N} compte {a} {T} le matin.',
      'Chez {N} il y a {a} {T}.',
      '{N} garde {a} {T} dans une boîte.',
      "D'abord {N} a {a} {T}.",
    ],
    validation: ['Le matin {N} a {a} {T}.', 'Dans une boîte {N} garde {a} {T}.'],
    test: ['Au début il y a {a} {T} chez {N}.', "D'abord {N} compte {a} {T}."],
  },
  events: {
    add: {
      pretraining: [
        '{N} reçoit {b} {T} de plus.',
        'Puis {N} achète encore {b} {T}.',
        '{N} trouve {b} {T} de plus.',
        'Ensuite {b} {T} de plus arrivent.',
        '{N} en gagne encore {b}.',
        '{N} ajoute {b} {T}.',
      ],
      validation: ['Puis {N} trouve encore {b} {T}.', 'Ensuite {N} en reçoit {b} de plus.'],
      test: ['Ensuite {N} gagne {b} {T} de plus.', 'Puis {N} ajoute encore {b} {T}.'],
    },
    subtract: {
      pretraining: [
        '{N} perd {b} {T}.',
        'Puis {N} donne {b} {T} à un ami.',
        '{N} en vend {b}.',
        'Ensuite {N} jette {b} {T}.',
        'Le soir {N} en perd {b}.',
      ],
      validation: ['Ensuite {N} vend {b} {T}.', 'Puis {N} en perd {b}.'],
      test: ['Le soir {N} jette {b} {T}.', 'Ensuite {N} en donne {b} à un ami.'],
    },
    times: {
      pretraining: [
        'Puis {N} a {b} fois plus de {T}.',
        'Le nombre de {T} est multiplié par {b}.',
        'Bientôt il y a {b} fois plus de {T}.',
        '{N} multiplie le nombre par {b}.',
        'Ensuite {N} possède {b} fois plus de {T}.',
      ],
      validation: ['Bientôt {N} a {b} fois plus de {T}.', 'Ensuite le nombre est multiplié par {b}.'],
      test: ['Puis il y a {b} fois plus de {T}.', 'Ensuite {N} multiplie le nombre de {T} par {b}.'],
    },
    share: {
      pretraining: [
        '{N} partage tout également entre {b} personnes et garde une part.',
        '{b} personnes partagent tout également, et {N} garde une part.',
        'Puis {N} fait {b} parts égales et garde une part.',
        'Tout est partagé également entre {b} personnes, {N} garde une part.',
        '{N} partage tout en {b} parts égales et garde une part.',
      ],
      validation: [
        'Puis {N} partage également entre {b} personnes et garde une part.',
        'Tout est partagé en {b} parts égales, {N} garde une part.',
      ],
      test: [
        'Entre {b} personnes {N} partage tout également et garde une part.',
        '{N} fait {b} parts égales de tout et garde une part.',
      ],
    },
    bags: {
      pretraining: [
        '{N} achète {b} sacs avec {c} {T} dans chaque sac.',
        '{b} boîtes de {c} {T} chacune arrivent.',
        'Pendant {b} jours {N} reçoit {c} {T} chaque jour.',
        '{N} trouve {b} paquets de {c} {T} chacun.',
        'Puis {N} reçoit {b} sacs de {c} {T} chacun.',
      ],
      validation: [
        '{N} trouve {b} boîtes avec {c} {T} dans chaque boîte.',
        'Puis {N} achète {b} paquets de {c} {T} chacun.',
      ],
      test: ['Ensuite {b} sacs de {c} {T} chacun arrivent.', 'Chaque jour, pendant {b} jours, {N} trouve {c} {T}.'],
    },
    half: {
      pretraining: [
        '{N} perd la moitié.',
        'Puis {N} en vend la moitié.',
        '{N} donne la moitié à un ami.',
        'La moitié est perdue.',
        'Le soir {N} en jette la moitié.',
      ],
      validation: ['Ensuite {N} en perd la moitié.', 'Le soir {N} donne la moitié à un ami.'],
      test: ['Puis la moitié est perdue.', 'Ensuite {N} vend la moitié.'],
    },
  },
  question: {
    pretraining: [
      'Combien de {T} possède {N} maintenant ?',
      'Combien de {T} reste-t-il à la fin ?',
      'Quel est le nombre de {T} maintenant ?',
      'Combien y a-t-il de {T} à la fin ?',
      'À la fin, combien de {T} a {N} ?',
    ],
    validation: ['Combien de {T} possède {N} à la fin ?', 'Maintenant, quel est le nombre de {T} ?'],
    test: ['Combien de {T} reste-t-il maintenant ?', 'Quel est le nombre de {T} à la fin ?'],
  },
};
