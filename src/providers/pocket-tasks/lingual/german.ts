import type { Language } from './language.ts';
import { GERMAN_THINGS } from './things.ts';

/** `T` never stands in the dative, which would change it. */
export const GERMAN: Language = {
  things: GERMAN_THINGS,
  opening: {
    pretraining: [
      '{N} hat {a} {T}.',
      'Am Anfang hat {N} {a} {T}.',
      '{N} besitzt zuerst {a} {T}.',
      'Bei {N} liegen {a} {T}.',
      'Im Haus von {N} sind {a} {T}.',
      '{N} zählt am Morgen {a} {T}.',
    ],
    validation: ['Zuerst hat {N} {a} {T}.', 'Am Morgen besitzt {N} {a} {T}.'],
    test: ['Am Anfang zählt {N} {a} {T}.', 'Bei {N} sind zuerst {a} {T}.'],
  },
  events: {
    add: {
      pretraining: [
        '{N} bekommt noch {b} {T}.',
        'Dann findet {N} noch {b} {T}.',
        'Dann hat {N} {b} {T} mehr.',
        'Später kommen {b} {T} dazu.',
        '{N} kauft {b} {T} dazu.',
        '{N} gewinnt weitere {b} {T}.',
      ],
      validation: ['Dann bekommt {N} {b} {T} dazu.', 'Später findet {N} weitere {b} {T}.'],
      test: ['Später bekommt {N} {b} {T} mehr.', 'Dann kauft {N} weitere {b} {T}.'],
    },
    subtract: {
      pretraining: [
        '{N} verliert {b} {T}.',
        'Dann gibt {N} {b} {T} weg.',
        '{N} verkauft {b} davon.',
        'Später gehen {b} {T} verloren.',
        '{N} wirft {b} davon weg.',
        '{N} verbraucht {b} {T}.',
      ],
      validation: ['Später verliert {N} {b} davon.', 'Dann verkauft {N} {b} {T}.'],
      test: ['Später gibt {N} {b} davon weg.', 'Dann gehen {b} davon verloren.'],
    },
    times: {
      pretraining: [
        'Dann hat {N} {b} mal so viele {T}.',
        'Bald sind es {b} mal so viele.',
        'Die Zahl der {T} wird mit {b} multipliziert.',
        'Später besitzt {N} {b} mal so viele.',
        'Bis zum Abend werden es {b} mal so viele {T}.',
      ],
      validation: ['Bald besitzt {N} {b} mal so viele {T}.', 'Dann wird die Zahl mit {b} multipliziert.'],
      test: ['Bis zum Abend hat {N} {b} mal so viele.', 'Später sind es {b} mal so viele {T}.'],
    },
    share: {
      pretraining: [
        '{N} teilt alles gleichmäßig unter {b} Personen und behält einen Teil.',
        '{b} Personen teilen alles gleichmäßig, und {N} behält einen Teil.',
        'Dann teilt {N} gleichmäßig durch {b} und behält einen Teil.',
        '{N} macht {b} gleiche Teile und behält einen davon.',
        'Alles wird gleichmäßig durch {b} geteilt, {N} behält einen Teil.',
      ],
      validation: [
        '{N} teilt gleichmäßig unter {b} Personen und behält einen Teil davon.',
        'Dann macht {N} {b} gleiche Teile und behält einen Teil.',
      ],
      test: [
        'Unter {b} Personen teilt {N} alles gleichmäßig und behält einen Teil.',
        '{N} teilt alles gleichmäßig durch {b} und behält einen davon.',
      ],
    },
    bags: {
      pretraining: [
        '{N} kauft {b} Beutel mit je {c} Stück.',
        '{N} bekommt {b} Kisten, und in jeder liegen {c} {T}.',
        'An jedem von {b} Tagen bekommt {N} noch {c} {T}.',
        'Dann kommen {b} Beutel dazu, jeder mit {c} Stück.',
        '{N} findet {b} Packungen mit je {c} Stück.',
      ],
      validation: ['Dann bekommt {N} {b} Beutel mit je {c} Stück.', '{N} kauft {b} Kisten, und in jeder sind {c} {T}.'],
      test: ['{N} findet {b} Beutel, jeder mit {c} Stück.', 'Dann kommen {b} Kisten dazu, in jeder liegen {c} {T}.'],
    },
    half: {
      pretraining: [
        '{N} verliert die Hälfte.',
        'Dann gibt {N} die Hälfte der {T} weg.',
        'Die Hälfte der {T} geht verloren.',
        '{N} verkauft die Hälfte davon.',
        'Später verbraucht {N} die Hälfte.',
      ],
      validation: ['Dann verliert {N} die Hälfte der {T}.', 'Später gibt {N} die Hälfte davon weg.'],
      test: ['{N} verbraucht die Hälfte der {T}.', 'Dann geht die Hälfte davon verloren.'],
    },
  },
  question: {
    pretraining: [
      'Wie viele {T} hat {N} jetzt?',
      'Wie viele {T} besitzt {N} am Ende?',
      'Wie viele sind es jetzt?',
      'Wie groß ist die Zahl der {T} am Ende?',
      'Wie viele {T} sind am Ende da?',
    ],
    validation: ['Wie viele {T} hat {N} am Ende?', 'Wie groß ist jetzt die Zahl der {T}?'],
    test: ['Wie viele {T} besitzt {N} jetzt?', 'Wie viele {T} sind es am Ende?'],
  },
};
